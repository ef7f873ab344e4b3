import { Worker } from "node:worker_threads";
import type { Job, Outcome, WorkerData } from "./worker-messages.ts";

export interface PoolOptions {
  readonly data: WorkerData;
  /** How many threads work at a time. */
  readonly threads: number;
  /** How long one stack may take, in milliseconds. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
}

/** A job that was not done, and why. */
export interface Failed {
  readonly name: string;
  readonly failure: string;
}

/** What became of a job. */
export type Planned = Outcome | Failed;

/** How long a thread may take until it can begin, in milliseconds: loading the SDK, on a busy machine. */
const loadLimit = 120_000;

/** After so many lost threads it is not one school that is at fault, and nothing is gained by losing more. */
const mostLost = 5;

/**
 * What a thread's heap may grow to, in MB. It needs a third of that; given more, it would let garbage gather until the
 * memory is full of it.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 };

/** Plans stacks in threads. A thread that dies or does not end fails its stack; another goes on with the rest. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #threads = new Set<Thread>();
  readonly #lost: string[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Plans stacks, in their order.
   *
   * @param onDone is told each as soon as it is done
   * @throws the signal's reason when it is aborted
   */
  async run(jobs: readonly Job[], onDone: (result: Planned) => void): Promise<void> {
    const queue = jobs[Symbol.iterator]();
    const threads = Math.min(this.#options.threads, jobs.length);
    await Promise.all(Array.from({ length: threads }, () => this.#work(queue, onDone)));
    this.#options.signal?.throwIfAborted();
  }

  /** Starts the threads before there is anything to do: loading the SDK takes a while. */
  warmUp(): void {
    while (this.#threads.size < this.#options.threads) this.#start();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.end()));
    this.#threads.clear();
  }

  async #work(queue: Iterator<Job>, onDone: (result: Planned) => void): Promise<void> {
    let thread = this.#idle() ?? this.#start();
    thread.isIdle = false;
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      if (this.#options.signal?.aborted === true) break;
      const { name } = next.value;
      if (this.#lost.length >= mostLost) {
        onDone({ name, failure: `it was not tried, for ${this.#lost.join("; ")}` });
        continue;
      }
      if (thread.isEnded) {
        await this.#drop(thread);
        thread = this.#start();
        thread.isIdle = false;
      }
      const result = await thread.plan(next.value, this.#options);
      if ("failure" in result) this.#lost.push(`${name}: ${result.failure}`);
      else if (result.isThreadSpent) await thread.end();
      onDone(result);
    }
    thread.isIdle = true;
  }

  #idle(): Thread | undefined {
    return [...this.#threads].find(({ isIdle, isEnded }) => isIdle && !isEnded);
  }

  #start(): Thread {
    const thread = new Thread(this.#options.data);
    this.#threads.add(thread);
    return thread;
  }

  async #drop(thread: Thread): Promise<void> {
    this.#threads.delete(thread);
    await thread.end();
  }
}

/** One thread, and the job that it is at. */
class Thread {
  isIdle = true;
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
  async plan(job: Job, { timeLimit, signal }: Pick<PoolOptions, "timeLimit" | "signal">): Promise<Planned> {
    const failed = await this.#unlessFailed(this.#ready, job, loadLimit, "load", signal);
    if (failed !== undefined) return failed;
    const outcome = this.#nextMessage<Outcome>();
    this.#worker.postMessage(job);
    return this.#unlessFailed(outcome, job, timeLimit, "end", signal);
  }

  #nextMessage<Message>(): Promise<Message> {
    return new Promise((resolve) => this.#worker.once("message", resolve));
  }

  /** What is waited for, or why it does not come; the thread is ended then. */
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
