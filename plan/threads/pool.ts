import { type Failed, Thread } from "./thread.ts";
import type { BaseOutcome, Declared, HeadJob, Job, Outcome, WorkerData } from "./worker-messages.ts";

export interface PoolOptions {
  readonly head: WorkerData;
  /** Absent: nothing to compare with. */
  readonly base?: WorkerData | undefined;
  /** How many threads work at a time. */
  readonly threads: number;
  /** How long one stack may take, in milliseconds. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a job. */
export type Planned = Outcome | Failed;

/** After so many lost threads the fault is not one school's, and more attempts would be lost too. */
const mostLost = 5;

/** A stack to be planned, while its base is declared. */
interface Begun {
  readonly job: Job;
  readonly base: Promise<Declared | Failed>;
}

/**
 * Plans stacks in threads. Each side has its own, for what a program does to its thread must not reach the other side: while
 * one declares the base of a stack, the other plans the stack before. A thread that dies or does not end fails its stack;
 * another goes on with the rest.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #pairs = new Set<Pair>();
  readonly #lost: string[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** How many stacks are planned at a time. */
  get #width(): number {
    const { base, threads } = this.#options;
    return base === undefined ? threads : Math.ceil(threads / 2);
  }

  /**
   * Plans stacks, in their order.
   *
   * @param onDone called with each outcome as soon as it is there
   * @throws the signal's reason when it is aborted
   */
  async run(jobs: readonly Job[], onDone: (result: Planned) => void): Promise<void> {
    const queue = jobs[Symbol.iterator]();
    const width = Math.min(this.#width, jobs.length);
    await Promise.all(Array.from({ length: width }, () => this.#work(queue, onDone)));
    this.#options.signal?.throwIfAborted();
  }

  /** Starts the threads before there is anything to do: loading the SDK takes a while. */
  warmUp(): void {
    while (this.#pairs.size < this.#width) this.#start();
  }

  /** The same for a first thread of the base, whose folder is filled by now. */
  warmUpBase(): void {
    this.#idle()?.startBase();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pairs].map((pair) => pair.end()));
    this.#pairs.clear();
  }

  async #work(queue: Iterator<Job>, onDone: (result: Planned) => void): Promise<void> {
    let pair = this.#idle() ?? this.#start();
    pair.isIdle = false;
    let next = this.#begin(queue, pair);
    while (next !== undefined) {
      const { job, base } = next;
      const declared = await base;
      next = this.#begin(queue, pair);
      const result = await pair.plan(job, declared);
      if ("failure" in result) this.#lost.push(`${job.name}: ${result.failure}`);
      onDone(result);
      if (this.#isOver) break;
      if (pair.isEnded) {
        await this.#drop(pair);
        pair = this.#start();
        pair.isIdle = false;
        // What the thread before began ended with it.
        if (next !== undefined) next = { job: next.job, base: pair.baseOf(next.job) };
      }
    }
    pair.isIdle = true;
    if (next !== undefined) this.#giveUp(next.job, onDone);
    for (const job of this.#isOver ? { [Symbol.iterator]: () => queue } : []) this.#giveUp(job, onDone);
  }

  /** Takes the next stack, and has its base declared. */
  #begin(queue: Iterator<Job>, pair: Pair): Begun | undefined {
    const next = queue.next();
    return next.done === true ? undefined : { job: next.value, base: pair.baseOf(next.value) };
  }

  get #isOver(): boolean {
    return this.#options.signal?.aborted === true || this.#lost.length >= mostLost;
  }

  #giveUp({ name }: Job, onDone: (result: Planned) => void): void {
    if (this.#options.signal?.aborted === true) return;
    onDone({ name, failure: `it was not tried, for ${this.#lost.join("; ")}` });
  }

  #idle(): Pair | undefined {
    return [...this.#pairs].find(({ isIdle, isEnded }) => isIdle && !isEnded);
  }

  #start(): Pair {
    const pair = new Pair(this.#options);
    this.#pairs.add(pair);
    return pair;
  }

  async #drop(pair: Pair): Promise<void> {
    this.#pairs.delete(pair);
    await pair.end();
  }
}

type BaseThread = Thread<Pick<Job, "name">, BaseOutcome>;

/** A thread for each side. */
class Pair {
  isIdle = true;
  readonly #options: PoolOptions;
  readonly #head: Thread<HeadJob, Outcome>;
  /** Started at its first use: without a comparison there is none. */
  #base: BaseThread | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#head = new Thread(options.head);
  }

  get isEnded(): boolean {
    return this.#head.isEnded || this.#base?.isEnded === true;
  }

  /** Nothing where there is no base. */
  startBase(): BaseThread | undefined {
    const { base } = this.#options;
    if (base !== undefined) this.#base ??= new Thread(base);
    return this.#base;
  }

  /** Never rejects. Afterwards the pair may have ended: a thread died, or has kept so much that another should go on. */
  async plan({ state: _, ...job }: Job, base: Declared | Failed): Promise<Planned> {
    if (base !== undefined && "failure" in base) return base;
    const outcome = await this.#head.run({ ...job, base }, this.#options);
    if (!("failure" in outcome) && outcome.isThreadSpent) await this.end();
    return outcome;
  }

  /** Never rejects. */
  async baseOf({ name, inBase, state, unknownBase }: Job): Promise<Declared | Failed> {
    if (!inBase) return undefined;
    if (state !== undefined) return state();
    if (unknownBase !== undefined) return { side: "base", message: unknownBase };
    const thread = this.startBase();
    if (thread === undefined) return undefined;
    const outcome = await thread.run({ name }, this.#options);
    if ("failure" in outcome) return outcome;
    if (outcome.isThreadSpent) await thread.end();
    return outcome.declared;
  }

  async end(): Promise<void> {
    await Promise.all([this.#head.end(), this.#base?.end()]);
  }
}
