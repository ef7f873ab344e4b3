import { Refusal } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { nameOf } from "../../lib/urn.ts";
import { withLive } from "./executor.ts";
import { ProviderCalls } from "./provider-calls.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import type { ResourceState, Snapshot } from "./snapshot.ts";

/**
 * Brings a state to what the providers find, as `pulumi refresh` does: incomplete resources count as complete, and
 * missing ones are left out.
 *
 * @param isMeant which resources. Default: all
 * @throws Refusal when one cannot be read: the state is as it was
 */
export async function refreshed(
  { resources, pending }: Snapshot,
  registry: ProviderRegistry,
  isMeant: (state: ResourceState) => boolean = () => true,
): Promise<Snapshot> {
  const calls = new ProviderCalls(registry);
  const found = await Promise.all(
    resources.map((state) => (calls.isManaged(state) && isMeant(state) ? look(state, calls) : state)),
  );
  const present = found.filter((state) => state !== undefined);
  const gone = new Set(resources.filter((_, index) => found[index] === undefined).map(({ urn }) => urn));
  for (const { urn } of present) gone.delete(urn);
  return { resources: gone.size === 0 ? present : present.map((state) => without(gone, state)), pending };
}

async function look(state: ResourceState, calls: ProviderCalls): Promise<ResourceState | undefined> {
  try {
    const live = await calls.read(state, state.id, state.outputs);
    return live && { ...withLive(state, live), inputs: live.inputs ?? state.inputs };
  } catch (error) {
    const { type, urn } = state;
    throw new Refusal(`the refresh of ${type} "${nameOf(urn)}" failed: ${messageOf(error)}`);
  }
}

/** A state without references to missing resources. */
function without(gone: ReadonlySet<string>, state: ResourceState): ResourceState {
  const kept = (urns: readonly string[]) => urns.filter((urn) => !gone.has(urn));
  const entries = Object.entries(state.propertyDependencies).map(([key, urns]) => [key, kept(urns)]);
  return {
    ...state,
    dependencies: kept(state.dependencies),
    propertyDependencies: Object.fromEntries(entries) as ResourceState["propertyDependencies"],
    deletedWith: gone.has(state.deletedWith) ? "" : state.deletedWith,
  };
}
