import { urnOfReference } from "../../lib/urn.ts";
import type { ResourceState } from "./snapshot.ts";

/** The URNs that a resource depends on, in whichever way. */
function referencesOf(state: ResourceState): Set<string> {
  const urns = new Set([
    ...state.dependencies,
    ...Object.values(state.propertyDependencies).flat(),
    state.parent,
    state.deletedWith,
    urnOfReference(state.provider),
  ]);
  urns.delete("");
  return urns;
}

/**
 * The resources that depend on one, directly or through others, in the order of the list, which has dependencies
 * first. Children that are not depended on do not count: a child need not follow its parent's replacement.
 */
export function dependentsOf(root: ResourceState, resources: readonly ResourceState[]): ResourceState[] {
  const urns = new Set([root.urn]);
  const start = resources.indexOf(root) + 1;
  return resources.slice(start).filter((state) => {
    const depends = [...referencesOf({ ...state, parent: "" })].some((urn) => urns.has(urn));
    if (depends) urns.add(state.urn);
    return depends;
  });
}

/**
 * For each of some resources, those of the others that depend on it and so have to be deleted before it. A
 * reference means the last resource of that URN before the one that refers: so there can be no cycle.
 */
export function deletedBefore(
  condemned: readonly ResourceState[],
  resources: readonly ResourceState[],
): Map<ResourceState, ResourceState[]> {
  const known = new Map<string, ResourceState>();
  const before = new Map<ResourceState, ResourceState[]>(condemned.map((state) => [state, []]));
  // A resource to be deleted may depend on another through one that stays, so reachability passes through all.
  const reaches = new Map<ResourceState, Set<ResourceState>>();
  for (const state of resources) {
    const reached = new Set<ResourceState>();
    for (const urn of referencesOf(state)) {
      const target = known.get(urn);
      if (target === undefined) continue;
      if (before.has(target)) reached.add(target);
      else for (const further of reaches.get(target) ?? []) reached.add(further);
    }
    reaches.set(state, reached);
    if (before.has(state)) for (const target of reached) before.get(target)?.push(state);
    known.set(state.urn, state);
  }
  return before;
}
