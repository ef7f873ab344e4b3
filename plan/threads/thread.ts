import { Worker } from "node:worker_threads";
import type { WorkerData } from "./worker-messages.ts";

/** A job that was not done, and why. */
export interface Failed {
  readonly name: string;
  readonly failure: string;
}

export interface Limits {
  /** How long one stack may take, in milliseconds. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
}

/** How long a thread may take until it can begin, in milliseconds: loading the SDK, on a busy machine. */
const loadLimit = 120_000;

/**
 * Most MB of a thread's heap. It needs a third of that; with more, garbage would fill the memory.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 };

/** One thread that does jobs of a kind, one after the other. */
export class Thread<Job extends { readonly name: string }, Result extends { readonly name: string }> {
  isEnded = false;
  readonly #worker: Worker;
  /** Heard from the start: a thread may be ready before it has anything to do. */
  readonly #ready: Promise<undefined>;

  constructor(data: WorkerData) {
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: data,
      env: {},
      resourceLimits,
      // What programs write is not the plan's.
      stdout: true,
      stderr: true,
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#ready = this.#nextMessage<unknown>().then(() => undefined);
    this.#worker.once("exit", () => {
      this.isEnded = true;
    });
    // Heard by the job that it happens in, if any.
    this.#worker.on("error", () => undefined);
  }

  /** Never rejects. */
  async run(job: Job, { timeLimit, signal }: Limits): Promise<Result | Failed> {
    const failed = await this.#unlessFailed(this.#ready, job, loadLimit, "load", signal);
    if (failed !== undefined) return failed;
    const result = this.#nextMessage<Result>();
    this.#worker.postMessage(job);
    return this.#unlessFailed(result, job, timeLimit, "end", signal);
  }

  #nextMessage<Message>(): Promise<Message> {
    return new Promise((resolve) => this.#worker.once("message", resolve));
  }

  /** The awaited message, or why it does not come; the thread is then ended. */
  async #unlessFailed<Awaited>(
    awaited: Promise<Awaited>,
    { name }: Job,
    limit: number,
    what: "load" | "end",
    signal: AbortSignal | undefined,
  ): Promise<Awaited | Failed> {
    const { promise: failed, resolve } = Promise.withResolvers<Failed>();
    const fail = (failure: string): void => {
      void this.end();
      resolve({ name, failure });
    };
    const onError = (error: Error): void => fail(`its program ended the thread: ${error.message}`);
    const onExit = (code: number): void => fail(`its program ended the thread with exit code ${code}`);
    const onAbort = (): void => fail("interrupted");
    const timer = setTimeout(() => fail(`its program did not ${what} within ${limit / 1000} s`), limit);
    this.#worker.once("error", onError).once("exit", onExit);
    signal?.addEventListener("abort", onAbort);
    const result = await Promise.race([awaited, failed]);
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    this.#worker.off("error", onError).off("exit", onExit);
    return result;
  }

  async end(): Promise<void> {
    this.isEnded = true;
    await this.#worker.terminate();
  }
}
