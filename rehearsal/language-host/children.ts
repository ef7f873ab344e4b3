import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { Refusal } from "../../lib/refusal.ts";
import { codeOf } from "../../lib/system-errors.ts";

/** How long a program may take to end after a signal, in milliseconds. */
const graceMs = 2_000;

/** How a program ended. */
export interface Ending {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The Node programs that the host runs. None of them outlives it. */
export class Children {
  readonly #running = new Map<ChildProcess, Promise<Ending>>();

  constructor() {
    process.once("exit", () => {
      for (const child of this.#running.keys()) child.kill("SIGKILL");
    });
  }

  /**
   * Starts a Node program on the Node of its PATH.
   * @param cancelled ends it
   */
  start(args: readonly string[], options: SpawnOptions, cancelled: AbortSignal): Child {
    const child = spawn("node", args, options);
    const ended = new Promise<Ending>((resolve, reject) => {
      child.once("error", (error) =>
        reject(
          new Refusal(
            codeOf(error) === "ENOENT"
              ? "there is no node on PATH"
              : `node cannot be started: ${error.message}`,
          ),
        ),
      );
      child.once("close", (code, signal) => resolve({ code, signal }));
    }).finally(() => {
      this.#running.delete(child);
      cancelled.removeEventListener("abort", cancel);
    });
    this.#running.set(child, ended);
    const cancel = () => void stop(child, ended);
    if (cancelled.aborted) cancel();
    else cancelled.addEventListener("abort", cancel);
    return { process: child, ended };
  }

  /** Ends them all, and resolves when they are gone. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running].map(([child, ended]) => stop(child, ended)));
  }
}

export interface Child {
  readonly process: ChildProcess;
  /** Resolves when it is gone and its output was read. */
  readonly ended: Promise<Ending>;
}

/** Tells a program to end, as Ctrl-C does, and ends it by force where it does not. */
async function stop(child: ChildProcess, ended: Promise<Ending>): Promise<void> {
  child.kill("SIGINT");
  const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await ended.catch(() => undefined);
  clearTimeout(force);
}
