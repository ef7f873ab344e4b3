import type { Readable, Writable } from "node:stream";
import type { Network } from "./probe/network.ts";

/** What a command has of the world; `main.ts` gives the real one, a test its own. */
export interface Deps {
  /** The project's folder, which holds `stacks/`. */
  readonly root: string;
  /** Folder of the user's for what is built once and kept between projects. */
  readonly cache: string;
  /** Variables that CI sets for a job, its token among them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that paths on the command line are relative to. */
  readonly cwd: string;
  /** Where questions are answered. */
  readonly stdin: Readable;
  /** The result goes here. */
  readonly stdout: Writable;
  /** Progress and refusals go here. */
  readonly stderr: Writable;
  /** Whether a person sits in front: stdin and stderr are terminals. Only then are questions asked. */
  readonly isTerminal: boolean;
  /** Which streams show colours. */
  readonly colour: { readonly stdout: boolean; readonly stderr: boolean };
  readonly now: () => Date;
  /** Waits for so many milliseconds, or until the signal ends it. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** The network that a probe asks. */
  readonly network: Network;
}
