// A school's OAuth service: calls WeCom by the relay's address, with new connections and with ones that it keeps.
// usage: caller-program.ts <JSON: CallerSettings>
import { Agent, request } from "node:https";
import { connect } from "node:net";
import { publicNetwork } from "../../../cli/probe/network.ts";
import { en } from "../../../cli/probe/texts/en.ts";
import { callWeCom, wecomHost } from "../../../cli/probe/wecom.ts";
import { obey } from "./peer.ts";

export interface CallerSettings {
  /** `http://host:port` */
  readonly proxy: string;
  /** The authority of WeCom's certificate (PEM). */
  readonly roots: string;
  /** An access token. */
  readonly token: string;
}

/** What became of calls: how many, by "errcode address" or by why there was no answer. */
export type Outcomes = Readonly<Record<string, number>>;
/** Of calls with new connections, and of those on kept ones. */
export interface Calls {
  readonly fresh: Outcomes;
  readonly kept: Outcomes;
}

export const orders = {
  /** Begins to call: so many at a time with a new connection each, and on so many kept ones beside. */
  begin({ fresh, kept }: { fresh: number; kept: number }): void {
    running = true;
    for (let index = 0; index < fresh; index++) loops.push(repeat(outcomes.fresh, callOnce));
    for (let index = 0; index < kept; index++) {
      const agent = new Agent({
        ...{ keepAlive: true, maxSockets: 1, ca: settings.roots },
        proxyEnv: { HTTPS_PROXY: settings.proxy },
      });
      agents.push(agent);
      loops.push(repeat(outcomes.kept, () => callOn(agent)));
    }
  },
  /** What became of the calls since it was asked last. */
  outcomes(): Calls {
    const said = { fresh: Object.fromEntries(outcomes.fresh), kept: Object.fromEntries(outcomes.kept) };
    outcomes.fresh.clear();
    outcomes.kept.clear();
    return said;
  },
  /** Ends its calls; what became of the last. */
  async end(): Promise<Calls> {
    running = false;
    await Promise.all(loops.splice(0));
    for (const agent of agents.splice(0)) agent.destroy();
    return orders.outcomes();
  },
  /** Sends bytes to any address, and gives the first that come back, or why none do. */
  say({ host, port, text }: { host: string; port: number; text: string }): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ host, port }, () => socket.write(text));
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      socket.on("data", (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.on("close", () => resolve("closed"));
    });
  },
};
export type CallerOrders = typeof orders;

let settings: CallerSettings;
let running = false;
const loops: Promise<void>[] = [];
const agents: Agent[] = [];
const outcomes = { fresh: new Map<string, number>(), kept: new Map<string, number>() };
/** Milliseconds between a call's end and the next: a steady load, and not all that the machine has. */
const pause = 20;

async function repeat(into: Map<string, number>, call: () => Promise<string>): Promise<void> {
  while (running) {
    const outcome = await call();
    into.set(outcome, (into.get(outcome) ?? 0) + 1);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function path(): string {
  return `/cgi-bin/auth/getuserinfo?access_token=${settings.token}&code=junk`;
}

/** By the probe's own client: a tunnel and a TLS connection of its own. */
async function callOnce(): Promise<string> {
  try {
    const network = { ...publicNetwork, roots: settings.roots };
    const { errcode, fromIp } = await callWeCom(path(), { proxy: settings.proxy }, network, en);
    return `${errcode} ${fromIp}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** On the connection that the agent keeps; where it was closed in between, on a new one. */
function callOn(agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const call = request({ agent, host: wecomHost, path: path() }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const { errcode } = JSON.parse(text) as { errcode: number };
        resolve(`${errcode} ${/from ip: ([\d.]+)/.exec(text)?.[1]}`);
      });
      response.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    call.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    call.end();
  });
}

if (import.meta.main) {
  settings = JSON.parse(process.argv[2] ?? "") as CallerSettings;
  obey(orders);
}
