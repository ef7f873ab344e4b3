import { diffStacks } from "./diff.ts";
import { fleetFacts } from "./fleet-facts.ts";
import { fingerprint } from "./group.ts";
import { judge } from "./judge.ts";
import type { Change, DeclaredStack, Operation } from "./model.ts";
import { refusalOfDestroy, refusals } from "./refusals.ts";
import { LoadError, SynthesisError, Synthesizer } from "./synthesize.ts";
import type { Job, Outcome, SideProblem, WorkerData } from "./worker-messages.ts";

type SideName = SideProblem["side"];

/** A side of a stack: declared, not there, or failed. */
type Declared = DeclaredStack | SideProblem | undefined;

/** Plans one stack after the other, in the thread that it is made in. */
export class StackPlanner {
  readonly #data: WorkerData;
  readonly #sides = new Map<SideName, Promise<Synthesizer>>();
  readonly #loaded = new Set<Synthesizer>();
  /** Fingerprints whose plan was handed out already. */
  readonly #known = new Set<string>();

  constructor(data: WorkerData) {
    this.#data = data;
  }

  /** Loads what the first stack would have to wait for. What is wrong with it, the stacks will tell. */
  async warmUp(): Promise<void> {
    await this.#synthesizer("head").catch(() => undefined);
  }

  get #isThreadSpent(): boolean {
    return [...this.#loaded].some((side) => side.isThreadSpent);
  }

  async plan(job: Job): Promise<Outcome> {
    const { name, claimsOnly, together = [] } = job;
    const base = job.inBase ? await this.#declareBase(job) : undefined;
    const head = job.inHead ? await this.#declare("head", name) : undefined;
    const [before, after] = [declared(base), declared(head)];
    const problems = [base, head].filter((side): side is SideProblem => side !== undefined && "side" in side);
    const claims = {
      ...(before === undefined ? {} : { base: fleetFacts(before) }),
      ...(after === undefined ? {} : { head: fleetFacts(after) }),
    };
    const isThreadSpent = this.#isThreadSpent;
    if (claimsOnly) return { name, problems, isThreadSpent, operations: {}, levels: [], claims };
    const kind = (after ?? before)?.kind ?? "school";
    // What a failed side would have declared, nobody knows.
    const changes = problems.length > 0 ? [] : diffStacks(before, after);
    const violations =
      after === undefined
        ? refusalOfDestroy(name, changes)
        : [...refusals(name, changes), ...judge(after), ...together];
    const outcome = {
      name,
      problems,
      isThreadSpent,
      operations: operationsOf(changes),
      levels: [...new Set(violations.map(({ level }) => level))].sort(),
      claims,
    };
    if (changes.length + violations.length === 0) return outcome;
    const digest = fingerprint({ name, kind, base: before, head: after }, changes, violations);
    if (this.#known.has(digest) && !job.isExample) return { ...outcome, fingerprint: digest };
    this.#known.add(digest);
    return { ...outcome, fingerprint: digest, plan: { name, kind, changes, violations } };
  }

  async #declareBase({ name, state, unknownBase }: Job): Promise<Declared> {
    if (state !== undefined) return state;
    return unknownBase === undefined ? this.#declare("base", name) : { side: "base", message: unknownBase };
  }

  async #declare(side: SideName, name: string): Promise<Declared> {
    try {
      const synthesizer = await this.#synthesizer(side);
      this.#loaded.add(synthesizer);
      return await synthesizer.synthesize(name);
    } catch (error) {
      if (!(error instanceof SynthesisError || error instanceof LoadError)) throw error;
      return { side, message: error.message };
    }
  }

  /** Loaded when it is first asked for: a side on which nothing is planned costs nothing. */
  #synthesizer(side: SideName): Promise<Synthesizer> {
    const { head, base = head, now } = this.#data;
    const loading = this.#sides.get(side) ?? Synthesizer.load(side === "head" ? head : base, now);
    this.#sides.set(side, loading);
    return loading;
  }
}

function declared(side: Declared): DeclaredStack | undefined {
  return side === undefined || "side" in side ? undefined : side;
}

function operationsOf(changes: readonly Change[]): Outcome["operations"] {
  const counts: Partial<Record<Operation, number>> = {};
  for (const { operation } of changes) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}
