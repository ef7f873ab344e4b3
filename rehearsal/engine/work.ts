import { messageOf } from "../../lib/system-errors.ts";

/** The failure of a resource. `urn` is "" for the run as a whole. */
export interface Failure {
  readonly urn: string;
  readonly message: string;
}

/** Ends what still waits in a run that is being stopped; not an error of its own. */
export class Stopped extends Error {}

/** The tasks of one run: the first failure stops it, that is, lets what is under way finish and nothing new begin. */
export class Work {
  readonly failures: Failure[] = [];
  /** Resolves when the run is stopped before its time: by a failure or from outside. */
  readonly stopped: Promise<void>;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #onStopped: () => void;
  #isStopped = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopped = promise;
    this.#onStopped = resolve;
  }

  /**
   * Runs a task as part of the run.
   * @param urn the resource it is about, for the report of its failure
   * @throws Stopped in place of the task's own error, which is reported, and once the run is being stopped
   */
  async track<T>(urn: string, task: () => Promise<T>): Promise<T> {
    this.assertRunning();
    const running = task();
    this.#underWay.add(running);
    try {
      return await running;
    } catch (error) {
      if (!(error instanceof Stopped)) this.fail(urn, error);
      throw new Stopped();
    } finally {
      this.#underWay.delete(running);
    }
  }

  /** @throws Stopped once the run is being stopped */
  assertRunning(): void {
    if (this.#isStopped) throw new Stopped();
  }

  fail(urn: string, error: unknown): void {
    this.failures.push({ urn, message: messageOf(error) });
    this.stop();
  }

  stop(): void {
    this.#isStopped = true;
    this.#onStopped();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
