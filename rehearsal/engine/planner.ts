import { contains, parsePath } from "../../lib/property-path.ts";
import { Refusal } from "../../lib/refusal.ts";
import { urnOfReference } from "../../lib/urn.ts";
import { unknown } from "../values.ts";
import type { Olds } from "./aliases.ts";
import type { Goal } from "./goal.ts";
import { dependentsOf } from "./graph.ts";
import { withIgnoredChanges } from "./ignore-changes.ts";
import { diffProperties, sameValue } from "./property-diff.ts";
import { dependentReplaced, replaceProtected } from "./protection.ts";
import type { Difference, ProviderCalls } from "./provider-calls.ts";
import type { ResourceState } from "./snapshot.ts";
import type { Step } from "./steps.ts";

/** Decides, for each resource in the order of registration, what has to be done with it: as Pulumi's engine does. */
export class Planner {
  readonly #calls: ProviderCalls;
  readonly #olds: Olds;
  readonly #resources: readonly ResourceState[];
  readonly #claimed = new Set<string>();
  /** Old URNs that are settled: by a step, or by a read. */
  readonly #settled = new Set<string>();
  readonly #replaced = new Set<string>();
  /** Deleted to make room for another resource; created again once they are registered. */
  readonly #deleted = new Map<string, readonly string[]>();
  /** All that is deleted before its replacement comes. */
  readonly #gone = new Set<string>();

  /** @param resources all old resources, in the state's order */
  constructor(calls: ProviderCalls, olds: Olds, resources: readonly ResourceState[]) {
    this.#calls = calls;
    this.#olds = olds;
    this.#resources = resources;
  }

  /** Reserves a URN. @throws Refusal when the program registers a second resource under it */
  claim(urn: string): void {
    if (this.#claimed.has(urn)) {
      throw new Refusal(`the program registers ${urn} twice: give one of the two another name`);
    }
    this.#claimed.add(urn);
    this.#settled.add(urn);
  }

  /** Marks the old resource of a URN as taken over, e.g. under an alias. */
  settle(urn: string): void {
    this.#settled.add(this.#olds.formerUrn(urn));
  }

  /** Whether a resource is deleted by now, if only to make room. */
  isDeleted(urn: string): boolean {
    return this.#gone.has(urn);
  }

  /**
   * The steps that bring one resource from its old state to the goal.
   * @param state what it shall be; its inputs are the program's
   * @throws Refusal when an input is wrong or a protection forbids the change
   */
  async plan(goal: Goal, state: ResourceState, old: ResourceState | undefined): Promise<readonly Step[]> {
    const keys = this.#deleted.get(state.urn);
    if (old === undefined || old.external || keys !== undefined) {
      const fresh = { ...state, inputs: await this.#calls.check(state, {}, state.inputs) };
      if (old === undefined) return [{ op: "create", new: fresh }];
      this.#replaced.add(state.urn);
      this.#deleted.delete(state.urn);
      return old.external ? createThenReplace(old, fresh, []) : replaceThenCreate(old, fresh, keys ?? []);
    }
    const wanted = withIgnoredChanges(state.inputs, old.inputs, goal.ignoreChanges);
    const checked = { ...state, inputs: await this.#calls.check(state, old.inputs, wanted) };
    const difference = withReplaceOnChanges(await this.#difference(checked, old), checked, old);
    if (difference.replaces.length > 0 || old.pendingReplacement) {
      return await this.#replace(goal, checked, old, difference);
    }
    // An incomplete resource is always updated: that completes its create or update.
    const isUpdate = difference.changes || old.initErrors.length > 0;
    const drift = difference.changes && sameValue(old.inputs, checked.inputs);
    return [{ op: isUpdate ? "update" : "same", old, new: checked, drift }];
  }

  async #difference(state: ResourceState, old: ResourceState): Promise<Difference> {
    const because = (property: string) => ({
      changes: true,
      replaces: [property],
      deleteBeforeReplace: false,
    });
    if (this.#replaced.has(state.deletedWith)) return because("deletedWith");
    if ((old.provider === "") !== (state.provider === "")) return because("provider");
    return await this.#calls.diff(old, state, state.inputs);
  }

  async #replace(goal: Goal, checked: ResourceState, old: ResourceState, difference: Difference) {
    const keys = difference.replaces;
    if (checked.protect && old.protect) throw replaceProtected(old, checked, keys);
    if (goal.importId !== "") {
      throw new Refusal(
        `${checked.urn} was imported as "${goal.importId}" and cannot be replaced (${keys.join(", ")}) while its ` +
          "`import` option says so: take that option off it, or keep the old values.",
      );
    }
    this.#replaced.add(checked.urn);
    // The old one's defaults do not carry over to the new one.
    const fresh = { ...checked, inputs: await this.#calls.check(checked, {}, goal.inputs) };
    const inTheWay = goal.deleteBeforeReplace ?? difference.deleteBeforeReplace;
    if (!inTheWay && !old.pendingReplacement) return createThenReplace(old, fresh, keys);
    const steps = await this.#deleteDependents(old);
    if (!old.pendingReplacement) steps.push({ op: "delete-replaced", old, makesRoom: true });
    return [...steps, ...replaceThenCreate(old, fresh, keys)];
  }

  /** Deletions of what would be replaced with a resource that has to go before its replacement comes. */
  async #deleteDependents(root: ResourceState): Promise<Step[]> {
    const replaced = new Map<ResourceState, readonly string[]>();
    const urns = new Set([root.urn]);
    for (const state of dependentsOf(root, this.#resources)) {
      if (this.#settled.has(state.urn) || this.#deleted.has(state.urn) || state.delete) continue;
      const keys = await this.#replacedWith(state, urns);
      if (keys === undefined) continue;
      if (state.protect) throw dependentReplaced(state, root);
      replaced.set(state, keys);
      urns.add(state.urn);
    }
    for (const [state, keys] of replaced) this.#deleted.set(state.urn, keys);
    for (const urn of urns) this.#gone.add(urn);
    return [...replaced.keys()].reverse().map((old) => ({ op: "delete-replaced", old, makesRoom: true }));
  }

  /** The properties for which a resource is replaced along with others; nothing when it can stay. */
  async #replacedWith(
    state: ResourceState,
    urns: ReadonlySet<string>,
  ): Promise<readonly string[] | undefined> {
    if (!state.custom || state.external) return undefined;
    if (urns.has(urnOfReference(state.provider)) || urns.has(state.deletedWith)) return [];
    const entries = Object.entries(state.inputs);
    const isOpen = (key: string) => (state.propertyDependencies[key] ?? []).some((urn) => urns.has(urn));
    if (!entries.some(([key]) => isOpen(key))) return undefined;
    const inputs = Object.fromEntries(entries.map(([key, value]) => [key, isOpen(key) ? unknown : value]));
    const assumed = { ...state, inputs };
    const difference = withReplaceOnChanges(await this.#calls.diff(state, assumed, inputs), assumed, state);
    return difference.replaces.length > 0 ? difference.replaces : undefined;
  }
}

function createThenReplace(old: ResourceState, state: ResourceState, replaceKeys: readonly string[]): Step[] {
  return [
    { op: "create-replacement", old, new: state, replaceKeys, leavesOld: true },
    { op: "replace", old, new: state, replaceKeys },
  ];
}

function replaceThenCreate(old: ResourceState, state: ResourceState, replaceKeys: readonly string[]): Step[] {
  return [
    { op: "replace", old, new: state, replaceKeys },
    { op: "create-replacement", old, new: state, replaceKeys },
  ];
}

/** Adds the properties that the option `replaceOnChanges` names and that did change. */
function withReplaceOnChanges(difference: Difference, state: ResourceState, old: ResourceState): Difference {
  if (!difference.changes || state.replaceOnChanges.length === 0) return difference;
  const paths = state.replaceOnChanges.map(parsePath);
  const changed = diffProperties(old.inputs, state.inputs)
    .map(({ path }) => path)
    .filter((path) => paths.some((each) => contains(each, parsePath(path))));
  return { ...difference, replaces: [...new Set([...difference.replaces, ...changed])] };
}
