import { isDeepStrictEqual } from "node:util";
import type { FleetFacts } from "../judge/between-stacks/rule.ts";
import { judgeFleet } from "../judge/judge.ts";
import type { Violation } from "../model.ts";
import { Pool, type PoolOptions } from "./pool.ts";
import type { Failed } from "./thread.ts";
import type { Job, Outcome, ReadState } from "./worker-messages.ts";

/** What is to be planned. */
export interface Task {
  /** Stacks that the plan is about, sorted. */
  readonly names: readonly string[];
  /** Those among them that can differ; the others are proven to be as in the base. */
  readonly differing: ReadonlySet<string>;
  /** Stacks that have a file in the head; in the base. */
  readonly inHead: ReadonlySet<string>;
  readonly inBase: ReadonlySet<string>;
  /** What is compared with in the place of a base, by stack. */
  readonly states?: ReadonlyMap<string, ReadState> | undefined;
  /** Why nothing of the base can be declared. */
  readonly unknownBase?: string | undefined;
  /** The whole plan of each stack is asked for, and not of one stack of a group alone. */
  readonly isWhole?: true | undefined;
  readonly onProgress: ((done: number, all: number) => void) | undefined;
}

/** What became of each stack that was planned, by name. */
export type Outcomes = ReadonlyMap<string, Outcome | Failed>;

/** Plans stacks by themselves, then judges what they break together. */
export class Planning {
  readonly #pool: Pool;
  readonly #files = new Set<string>();

  constructor(options: PoolOptions) {
    this.#pool = new Pool(options);
    this.#pool.warmUp();
  }

  /** The base's folder is filled. */
  warmUpBase(): void {
    this.#pool.warmUpBase();
  }

  /** An unchanged stack gets no report: whatever it breaks, it broke before. */
  async run(task: Task): Promise<Outcomes> {
    const planned = task.names.filter((name) => task.differing.has(name));
    const outcomes = await this.#round(
      planned.map((name) => jobOf(name, task)),
      task.onProgress,
    );
    const together = await this.#judgeTogether(task, outcomes);
    const again = task.names.flatMap((name) => {
      const violations = together.get(name) ?? [];
      return violations.length === 0 ? [] : [{ ...jobOf(name, task), together: violations }];
    });
    for (const [name, outcome] of await this.#round(again)) outcomes.set(name, outcome);
    const examples = withoutExample(task.names, outcomes).map((name) => {
      const violations = together.get(name) ?? [];
      return { ...jobOf(name, task), together: violations, isExample: true as const };
    });
    for (const [name, outcome] of await this.#round(examples)) outcomes.set(name, outcome);
    return outcomes;
  }

  /** Files of the project that the head's program loaded or read, by path from its root, sorted. */
  get files(): string[] {
    return [...this.#files].sort();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #round(
    jobs: readonly Job[],
    onProgress?: Task["onProgress"],
  ): Promise<Map<string, Outcome | Failed>> {
    const outcomes = new Map<string, Outcome | Failed>();
    await this.#pool.run(jobs, (outcome) => {
      outcomes.set(outcome.name, outcome);
      if ("files" in outcome) for (const file of outcome.files) this.#files.add(file);
      onProgress?.(outcomes.size, jobs.length);
    });
    return outcomes;
  }

  /** The rules that stacks break together: all of a changed stack's, and only the new ones of an unchanged stack. */
  async #judgeTogether(task: Task, outcomes: Outcomes): Promise<Map<string, readonly Violation[]>> {
    const claims = claimsOf(outcomes);
    if (
      claims.every(({ base, head }) => isDeepStrictEqual(base, head)) &&
      task.differing.size < task.names.length
    )
      return new Map();
    const others = [...task.inHead].filter((name) => !outcomes.has(name)).sort();
    const asBefore = claimsOf(
      await this.#round(others.map((name) => ({ name, inBase: false, inHead: true, claimsOnly: true }))),
    ).flatMap(({ head }) => head ?? []);
    const earlier = [...asBefore, ...claims.flatMap(({ base }) => base ?? [])];
    const before = judgeFleet(earlier);
    const after = judgeFleet([...asBefore, ...claims.flatMap(({ head }) => head ?? [])], earlier);
    return new Map(
      [...after].map(([name, violations]) => {
        const known = outcomes.has(name) ? [] : (before.get(name) ?? []);
        return [name, violations.filter((each) => !known.some((one) => isDeepStrictEqual(one, each)))];
      }),
    );
  }
}

function jobOf(name: string, { inBase, inHead, states, unknownBase, isWhole }: Task): Job {
  return {
    ...{ name, inBase: inBase.has(name), inHead: inHead.has(name), state: states?.get(name), unknownBase },
    ...(isWhole && { isExample: isWhole }),
  };
}

/** First stacks of a fingerprint whose whole plan no thread handed out, because it met another of them first. */
function withoutExample(names: readonly string[], outcomes: Outcomes): string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const outcome = outcomes.get(name);
    if (outcome === undefined || "failure" in outcome || outcome.fingerprint === undefined) return false;
    if (seen.has(outcome.fingerprint)) return false;
    seen.add(outcome.fingerprint);
    return outcome.plan === undefined;
  });
}

function claimsOf(outcomes: Outcomes): { base?: FleetFacts; head?: FleetFacts }[] {
  return [...outcomes.values()].flatMap((outcome) => ("failure" in outcome ? [] : outcome.claims));
}
