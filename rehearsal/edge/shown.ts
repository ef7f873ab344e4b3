import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import { messageOf } from "../../lib/system-errors.ts";
import type { Edge } from "./edge.ts";
import { layout } from "./layout.ts";

/**
 * Waits until Envoy itself shows each host's certificate, signed by the edge's authority: a listener is Programmed as soon
 * as Envoy Gateway has told Envoy of it, also where Envoy refuses it.
 *
 * @param patienceMs Envoy waits 15 seconds for a certificate that does not come before it opens the other listeners
 * @throws names each host that it does not show by then, with what Node says of the connection
 */
export async function untilShown(edge: Edge, hosts: readonly string[], patienceMs = 30_000): Promise<void> {
  const authority = await readFile(edge.authority);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const told = await Promise.all(
      hosts.map(async (host) => [host, await problemOf(edge.ports.https, host, authority)] as const),
    );
    const problems = told.flatMap(([host, problem]) =>
      problem === undefined ? [] : [`Envoy shows no certificate for ${host}: ${problem}`],
    );
    if (problems.length === 0) return;
    if (Date.now() > deadline) throw new Error(problems.join("\n"));
    await sleep(100);
  }
}

/** What a browser would say of a host's certificate; `undefined` where it is the host's own. */
async function problemOf(port: number, host: string, authority: Buffer): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const socket = connect({ host: "127.0.0.1", port, servername: host, ca: authority, timeout: 5000 });
  socket.once("secureConnect", () => resolve(undefined));
  socket.once("timeout", () => resolve("no answer"));
  socket.once("error", (error) => resolve(messageOf(error)));
  const problem = await promise;
  socket.destroy();
  return problem;
}

/**
 * The updates that Envoy refuses from now on, in its words, each once. Envoy keeps its former configuration, and
 * would not start again with a refused one.
 */
export async function envoyRefusals(edge: Edge): Promise<() => Promise<string[]>> {
  const log = join(layout(edge.folder).logs, "envoy-gateway.log");
  const { size } = await stat(log);
  return async () => {
    const since = (await readFile(log)).subarray(size).toString();
    const told = since.matchAll(/ gRPC config for type\.googleapis\.com\/\S*\.(\w+) rejected: (.*)/g);
    return [...new Set([...told].map(([, kind, reason]) => `Envoy refused a ${kind}: ${reason}`))];
  };
}
