import {
  makeUrn,
  nameOf,
  qualifiedTypeOf,
  rootStackType,
  type StackIdentity,
  typeOf,
} from "../../lib/urn.ts";
import type { Alias, Goal } from "./goal.ts";
import type { ResourceState } from "./snapshot.ts";

/** Finds the resources of the run before, also those that lived under another URN. */
export class Olds {
  readonly #stack: StackIdentity;
  readonly #byUrn: ReadonlyMap<string, ResourceState>;
  /** URNs that an alias led to, by the URN that took them over. */
  readonly #renamed = new Map<string, string>();

  constructor(stack: StackIdentity, byUrn: ReadonlyMap<string, ResourceState>) {
    this.#stack = stack;
    this.#byUrn = byUrn;
  }

  get(urn: string): ResourceState | undefined {
    return this.#byUrn.get(urn);
  }

  values(): Iterable<ResourceState> {
    return this.#byUrn.values();
  }

  /** The URN that a resource had before, its present one when it was not renamed. */
  formerUrn(urn: string): string {
    return this.#renamed.get(urn) ?? urn;
  }

  /** The old state of a resource: under its URN, else under the first alias that the state knows. */
  find(urn: string, goal: Goal): ResourceState | undefined {
    const own = this.#byUrn.get(urn);
    if (own !== undefined) return own;
    const taken = new Set(this.#renamed.values());
    const former = this.#aliasUrns(goal).find((each) => this.#byUrn.has(each) && !taken.has(each));
    if (former === undefined) return undefined;
    this.#renamed.set(urn, former);
    return this.#byUrn.get(former);
  }

  #aliasUrns(goal: Goal): string[] {
    const own = goal.aliases.map((alias) => this.#urnOf(alias, goal));
    const formerParent = this.#renamed.get(goal.parent);
    if (formerParent === undefined) return own;
    const inherited = [
      [goal.type, goal.name] as const,
      ...own.map((urn) => [typeOf(urn), nameOf(urn)] as const),
    ];
    return [
      ...own,
      ...inherited.map(([type, name]) => this.#underFormerParent(formerParent, goal.parent, type, name)),
    ];
  }

  #urnOf(alias: Alias, goal: Goal): string {
    if ("urn" in alias) return alias.urn;
    const stack = { project: alias.project ?? this.#stack.project, name: alias.stack ?? this.#stack.name };
    const parent = alias.parent === undefined ? goal.parent : this.formerUrn(alias.parent);
    const underRoot = alias.noParent === true || qualifiedTypeOf(parent) === rootStackType;
    return makeUrn(stack, underRoot ? "" : parent, alias.type ?? goal.type, alias.name ?? goal.name);
  }

  /** A child named after its parent is taken to have been renamed with it. */
  #underFormerParent(formerParent: string, parent: string, type: string, name: string): string {
    const parentName = nameOf(parent);
    const formerName = name.startsWith(parentName)
      ? nameOf(formerParent) + name.slice(parentName.length)
      : name;
    return makeUrn(this.#stack, formerParent, type, formerName);
  }
}
