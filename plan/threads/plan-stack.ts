import { compareStacks } from "../compare/diff.ts";
import { LoadError, SynthesisError } from "../declare/synthesis-error.ts";
import { Synthesizer } from "../declare/synthesize.ts";
import { fingerprint } from "../group/group.ts";
import { fleetFacts } from "../judge/fleet-facts.ts";
import { hostsThatLeave } from "../judge/hosts-leave.ts";
import { judge } from "../judge/judge.ts";
import { partings, refusalOfDestroy, refusals, unannounced } from "../judge/refusals.ts";
import type { Change, DeclaredStack, Operation } from "../model.ts";
import type { Declared, HeadJob, Outcome, SideProblem, WorkerData } from "./worker-messages.ts";

/** Declares one side's stacks, one after the other, in the thread that it is made in. */
export class SideDeclarer {
  readonly #data: WorkerData;
  #loading: Promise<Synthesizer> | undefined;
  #loaded: Synthesizer | undefined;

  constructor(data: WorkerData) {
    this.#data = data;
  }

  /** Loads the program before the first stack needs it. If that fails, each stack reports it. */
  async warmUp(): Promise<void> {
    await this.#synthesizer().catch(() => undefined);
  }

  /** Whether the thread has kept so much that another should go on. */
  get isThreadSpent(): boolean {
    return this.#loaded?.isThreadSpent ?? false;
  }

  /** Files of the project that the program loaded or read since the last call, by path. */
  takeFiles(): string[] {
    return this.#loaded?.takeFiles() ?? [];
  }

  async declare(name: string): Promise<Declared> {
    try {
      this.#loaded = await this.#synthesizer();
      return await this.#loaded.synthesize(name);
    } catch (error) {
      if (!(error instanceof SynthesisError || error instanceof LoadError)) throw error;
      return { side: this.#data.side, message: error.message };
    }
  }

  #synthesizer(): Promise<Synthesizer> {
    this.#loading ??= Synthesizer.load(this.#data.root, this.#data.repository);
    return this.#loading;
  }
}

/** Plans one stack after the other, in the thread that it is made in. */
export class StackPlanner {
  readonly #head: SideDeclarer;
  /** Fingerprints whose plan was handed out already. */
  readonly #known = new Set<string>();

  constructor(head: SideDeclarer) {
    this.#head = head;
  }

  async plan(job: HeadJob): Promise<Outcome> {
    const { name, base, claimsOnly, together = [] } = job;
    const head = job.inHead ? await this.#head.declare(name) : undefined;
    const [before, after] = [declared(base), declared(head)];
    const problems = [base, head].filter((side): side is SideProblem => side !== undefined && "side" in side);
    const claims = {
      ...(before === undefined ? {} : { base: fleetFacts(before) }),
      ...(after === undefined ? {} : { head: fleetFacts(after) }),
    };
    const thread = { isThreadSpent: this.#head.isThreadSpent, files: this.#head.takeFiles() };
    if (claimsOnly)
      return { name, problems, ...thread, operations: {}, areOutputsChanged: false, levels: [], claims };
    const kind = (after ?? before)?.kind ?? "school";
    // What the failed side declares is unknown.
    const { changes, outputs } =
      problems.length > 0 ? { changes: [], outputs: [] } : compareStacks(before, after);
    const violations = [
      ...(after === undefined
        ? refusalOfDestroy(name, changes)
        : [...refusals(name, changes), ...unannounced(name, changes), ...judge(after), ...together]),
      ...hostsThatLeave(name, changes),
      ...partings(changes, before),
    ];
    const outcome = {
      name,
      problems,
      ...thread,
      operations: operationsOf(changes),
      areOutputsChanged: outputs.length > 0,
      levels: [...new Set(violations.map(({ level }) => level))].sort(),
      claims,
    };
    if (changes.length + violations.length + outputs.length === 0) return outcome;
    const digest = fingerprint({ name, kind, base: before, head: after }, changes, violations, outputs);
    if (this.#known.has(digest) && !job.isExample) return { ...outcome, fingerprint: digest };
    this.#known.add(digest);
    return {
      ...outcome,
      fingerprint: digest,
      plan: { name, kind, changes, violations, ...(outputs.length > 0 && { outputs }) },
    };
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
