import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import type { Deps } from "../../cli/deps.ts";
import { gate } from "../../cli/gate.ts";
import { type Network, publicNetwork } from "../../cli/probe/network.ts";
import { now } from "./stack-files.ts";

/** What a run of gate said, and how it ended. */
export interface GateRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs gate on a project.
 *
 * @param keys what a person types at its questions; without it there is no terminal
 * @param network what it may ask. Default: nothing
 */
export async function runGate(
  root: string,
  argv: readonly string[],
  keys?: string,
  network: Network = noNetwork,
): Promise<GateRun> {
  const stdin = new PassThrough();
  if (keys !== undefined) stdin.write(keys);
  const { deps, stdout, stderr } = testDeps(root, { stdin, isTerminal: keys !== undefined, network });
  const code = await gate(argv, deps);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** What a command has of the world in a test, and what it wrote there. */
export function testDeps(
  root: string,
  changes: Partial<Deps> = {},
): { readonly deps: Deps; readonly stdout: Collector; readonly stderr: Collector } {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const deps: Deps = {
    root,
    cache: join(root, "cache"),
    env: {},
    cwd: root,
    stdin: new PassThrough(),
    stdout,
    stderr,
    isTerminal: false,
    colour: { stdout: false, stderr: false },
    now: () => now,
    // No test waits.
    sleep: async () => {},
    network: noNetwork,
    ...changes,
  };
  return { deps, stdout, stderr };
}

/** No test asks the real network by mistake. */
const noNetwork: Network = {
  ...publicNetwork,
  route: (host) => {
    throw new Error(`${host} is asked for`);
  },
  system: { name: "none", address: "127.0.0.1:1" },
};

export class Collector extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
