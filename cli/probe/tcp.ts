import { connect } from "node:net";
import type { Network } from "./network.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";
import { type Unreached, unreached } from "./unreached.ts";

/** What became of connecting to a port. */
export type Connection = { readonly port: number } & ({ readonly open: true } | Unreached);

/** Connects to :80 (verify files, certificates) and :443, by IPv4. */
export async function tcpCheck(host: string, network: Network, texts: ProbeTexts): Promise<Result> {
  const connections = await Promise.all([80, 443].map((port) => tryPort(host, port, network, texts)));
  return judgeTcp(host, connections, texts);
}

/** Judges the connections: both are open. */
function judgeTcp(host: string, connections: readonly Connection[], { tcp, clauses }: ProbeTexts): Result {
  const about: About = { check: "tcp", subject: host, expected: tcp.open };
  const closed = connections.flatMap((each) => ("open" in each ? [] : [each]));
  if (closed.length === 0) return pass(about, tcp.open);
  const found = clauses(closed.map(({ port, reason }) => `:${port} ${reason}`));
  const next = tcp.see;
  if (closed.every(({ side }) => side === "here"))
    return couldNotAsk(about, { found, next, whose: "platform" });
  return fail(about, { found, next, whose: "platform" });
}

/** Connects to a port of a host by IPv4, or of an address. */
export async function tryPort(
  host: string,
  port: number,
  network: Network,
  texts: ProbeTexts,
): Promise<Connection> {
  try {
    const signal = network.deadline();
    const target = network.route(host, port);
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ ...target, family: 4, signal });
      socket.on("error", reject);
      socket.on("connect", () => {
        socket.destroy();
        resolve();
      });
    });
    return { port, open: true };
  } catch (error) {
    return { port, ...unreached(error, texts) };
  }
}
