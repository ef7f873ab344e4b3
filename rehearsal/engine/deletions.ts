import { deletedBefore } from "./graph.ts";
import { deleteProtected } from "./protection.ts";
import type { ResourceState } from "./snapshot.ts";
import type { Operation, Step } from "./steps.ts";
import type { Work } from "./work.ts";

/**
 * Deletes resources, each once all that depends on it is gone, independent ones at once. Where one of them is
 * protected, none is deleted.
 * @param rest what shall go
 * @param resources all resources of the state, in its order
 */
export async function deleteAll(
  work: Work,
  rest: readonly ResourceState[],
  resources: readonly ResourceState[],
  run: (step: Step) => Promise<unknown>,
): Promise<void> {
  const refused = rest.filter((state) => deletionOf(state) === "delete" && state.protect);
  for (const state of refused) work.fail(state.urn, deleteProtected(state));
  if (refused.length > 0) return;
  const before = deletedBefore(rest, resources);
  const deletions = new Map<ResourceState, Promise<unknown>>();
  // From the end: a resource's dependents come after it in the list.
  for (const state of [...rest].reverse()) {
    const dependents = before.get(state)?.map((each) => deletions.get(each));
    const deletion = work.track(state.urn, async () => {
      await Promise.all(dependents ?? []);
      await run({ op: deletionOf(state), old: state });
    });
    deletions.set(state, deletion);
  }
  await Promise.allSettled(deletions.values());
}

function deletionOf(state: ResourceState): Operation {
  if (state.delete) return state.external ? "discard-replaced" : "delete-replaced";
  if (state.pendingReplacement) return "remove-pending-replace";
  return state.external ? "discard" : "delete";
}
