import { Refusal } from "../../lib/refusal.ts";
import { Semaphore } from "../../lib/semaphore.ts";
import {
  isDefaultProvider,
  isProviderType,
  makeUrn,
  packageOf,
  rootStackType,
  type StackIdentity,
} from "../../lib/urn.ts";
import type { Properties } from "../stand-in.ts";
import { isUnknown } from "../values.ts";
import { Olds } from "./aliases.ts";
import { deleteAll } from "./deletions.ts";
import { Executor } from "./executor.ts";
import type { Goal, ReadGoal, Registered } from "./goal.ts";
import { importing, needsImport, newState, readState } from "./goal-state.ts";
import { Journal, type Save } from "./journal.ts";
import { Planner } from "./planner.ts";
import { ProviderCalls } from "./provider-calls.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import { liveByUrn, type ResourceState, type Snapshot } from "./snapshot.ts";
import { reportOf, resourceOf, type Step, type StepReport } from "./steps.ts";
import { Work } from "./work.ts";

export interface DeploymentOptions {
  readonly stack: StackIdentity;
  /** The state before. */
  readonly snapshot: Snapshot;
  readonly save: Save;
  readonly registry: ProviderRegistry;
  /** Whether only to plan: nothing is created, changed or deleted, and nothing saved. */
  readonly dryRun: boolean;
  /** How many provider calls may be under way at once. */
  readonly parallel: number;
  /** Hears of each step once it is done. */
  readonly onStep?: (step: StepReport) => void;
}

/**
 * One run of a program against one state: takes its registrations as they come, in parallel where they do not
 * depend on each other, and at the end deletes what the program does not have any more.
 */
export class Deployment {
  readonly work = new Work();
  readonly steps: StepReport[] = [];
  readonly #options: DeploymentOptions;
  readonly #journal: Journal;
  readonly #calls: ProviderCalls;
  readonly #olds: Olds;
  readonly #planner: Planner;
  readonly #executor: Executor;
  readonly #planning = new Semaphore(1);
  readonly #working: Semaphore;
  readonly #goals = new Map<string, Goal>();
  readonly #news = new Map<string, ResourceState>();
  #condemned: ReadonlySet<string> = new Set();
  #stackOutputs: Properties | undefined;

  constructor(options: DeploymentOptions) {
    const { resources } = options.snapshot;
    this.#options = options;
    this.#journal = new Journal(options.snapshot, options.dryRun ? async () => undefined : options.save);
    this.#calls = new ProviderCalls(options.registry);
    this.#olds = new Olds(options.stack, liveByUrn(resources));
    this.#planner = new Planner(this.#calls, this.#olds, resources);
    this.#executor = new Executor(this.#calls, this.#journal, options.dryRun);
    this.#working = new Semaphore(options.parallel);
  }

  /** Brings a resource to what the program wants it to be. @throws Stopped when that fails, and once the run is stopped */
  register(goal: Goal): Promise<Registered> {
    return this.work.track(this.#urn(goal), async () => {
      const inherited = inherit(goal, this.#goals.get(goal.parent));
      const hasProvider = goal.custom && !isProviderType(goal.type);
      return await this.#registerWith({
        ...inherited,
        provider: hasProvider ? await this.#provider(inherited) : "",
      });
    });
  }

  /** Looks an existing resource up. @throws Stopped when it does not exist, and once the run is stopped */
  read(goal: ReadGoal): Promise<Registered> {
    const urn = this.#urn(goal);
    return this.work.track(urn, async () => {
      const state = readState(urn, { ...goal, provider: await this.#provider(goal) });
      this.#planner.claim(urn);
      const old = this.#olds.get(urn);
      const found = isUnknown(goal.id) ? undefined : await this.#calls.read(state, goal.id, goal.inputs);
      if (found === undefined && !isUnknown(goal.id)) {
        throw new Refusal(`there is no ${goal.type} with the id "${goal.id}"`);
      }
      const live = { ...state, id: found?.id ?? goal.id, outputs: found?.outputs ?? {} };
      const replaces = old !== undefined && !old.external && old.id !== goal.id;
      const step = { new: live, leavesOld: replaces, ...(old === undefined ? {} : { old }) };
      const after = await this.#run({ ...step, op: replaces ? "read-replacement" : "read" });
      if (replaces) await this.#run({ op: "replace", old, new: after });
      this.#news.set(urn, after);
      return { urn, id: after.id, outputs: after.outputs };
    });
  }

  /** Asks a provider's function. */
  async invoke(token: string, args: Properties, provider: string, version: string) {
    this.work.assertRunning();
    const reference = await this.#provider({ type: token, provider, version });
    return await this.#options.registry.standInBehind(reference).invoke(token, args);
  }

  /** The stack's outputs before this run. */
  get formerOutputs(): Properties {
    return [...this.#olds.values()].find(({ type }) => type === rootStackType)?.outputs ?? {};
  }

  /** A resource of this run, for references to it as a whole. */
  resource(urn: string): ResourceState | undefined {
    return this.#news.get(urn);
  }

  /** Sets a component's outputs. Those of the root are the stack's and are kept back until the end of the run. */
  registerOutputs(urn: string, outputs: Properties): void {
    const state = this.#news.get(urn);
    if (state === undefined) throw new Refusal(`outputs for ${urn}, which is not registered`);
    if (state.type === rootStackType) this.#stackOutputs = outputs;
    else this.#news.set(urn, this.#journal.mark(state, { outputs }));
  }

  /** Deletes what the program did not register. */
  async deleteRest(): Promise<void> {
    const rest = this.#journal.left;
    this.#condemned = new Set(rest.map(({ urn }) => urn));
    await deleteAll(this.work, rest, this.#journal.resources, (step) => this.#run(step));
  }

  /**
   * Waits for what is under way, and for the state to be on disk.
   * @param completed whether the program got to its end: if not, outputs that it did not set stay what they were
   * @returns the stack's outputs
   */
  async close(completed: boolean): Promise<Properties> {
    await this.work.idle();
    const root = [...this.#news.values()].find(({ type }) => type === rootStackType);
    const outputs = completed ? (this.#stackOutputs ?? {}) : { ...root?.outputs, ...this.#stackOutputs };
    if (root !== undefined) this.#journal.mark(root, { outputs });
    await this.#journal.flush();
    return outputs;
  }

  async #registerWith(goal: Goal): Promise<Registered> {
    const urn = this.#urn(goal);
    const state = newState(urn, goal);
    if (isProviderType(goal.type)) this.#options.registry.noteConfig(urn, state.inputs);
    const former = this.#olds.find(urn, goal);
    if (former !== undefined && former.urn !== urn) this.#journal.rename(former.urn, urn);
    const { old, steps } = await this.#planning.run(() => this.#plan(goal, state, former));
    let result = old;
    for (const step of steps) {
      const after = await this.#run(step);
      if (step.new !== undefined && step.op !== "replace") result = after;
    }
    if (result === undefined) throw new TypeError(`no step for ${urn}`);
    this.#goals.set(urn, goal);
    this.#news.set(urn, result);
    return { urn, id: result.id, outputs: goal.custom ? result.outputs : {} };
  }

  async #plan(goal: Goal, state: ResourceState, former: ResourceState | undefined) {
    this.work.assertRunning();
    this.#planner.claim(state.urn);
    this.#planner.settle(state.urn);
    if (!needsImport(goal, former))
      return { old: former, steps: await this.#planner.plan(goal, state, former) };
    const imported = await importing(this.#calls, state, former);
    let old = imported.state;
    for (const step of imported.steps) {
      const after = await this.#run(step);
      if (step.op !== "replace") old = after;
    }
    const steps = await this.#planner.plan(goal, state, old);
    // An import that finds all as wanted is one step, not two.
    return { old, steps: steps.filter(({ op }) => op !== "same") };
  }

  async #run(step: Step): Promise<ResourceState> {
    return await this.#working.run(async () => {
      this.work.assertRunning();
      const isGoneWith = (urn: string) => this.#condemned.has(urn) || this.#planner.isDeleted(urn);
      const state = await this.#executor.run(step, isGoneWith).catch((error: unknown) => {
        // At once, before this failure lets another step start.
        this.work.stop();
        throw error;
      });
      // The engine's own providers are neither shown nor counted.
      if (!isDefaultProvider(resourceOf(step).urn)) {
        const report = reportOf(step);
        this.steps.push(report);
        this.#options.onStep?.(report);
      }
      return state;
    });
  }

  /** The reference of the provider that was asked for, or of the package's default one. */
  async #provider({ type, provider, version }: Pick<Goal, "type" | "provider" | "version">): Promise<string> {
    if (provider !== "") return provider;
    return await this.#options.registry.defaultProvider(packageOf(type), version, async (goal) => {
      const { urn, id } = await this.#registerWith(goal);
      return `${urn}::${id}`;
    });
  }

  #urn(goal: Pick<Goal, "parent" | "type" | "name">): string {
    return makeUrn(this.#options.stack, goal.parent, goal.type, goal.name);
  }
}

/** What a resource takes from its parent where it does not say otherwise itself. */
function inherit(goal: Goal, parent: Goal | undefined): Goal {
  if (parent === undefined) return goal;
  const { protect, retainOnDelete, deletedWith } = parent;
  return {
    ...(protect === undefined ? {} : { protect }),
    ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
    ...(deletedWith === undefined ? {} : { deletedWith }),
    ...goal,
  };
}
