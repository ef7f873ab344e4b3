import { Refusal } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { nameOf } from "../../lib/urn.ts";
import { withLive } from "./executor.ts";
import type { Save } from "./journal.ts";
import { ProviderCalls } from "./provider-calls.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import { liveByUrn, type PendingOperation, type ResourceState, type Snapshot } from "./snapshot.ts";

/**
 * Finishes the calls that a killed run began: makes them again, which is harmless where they took effect already. A
 * repeated create answers with what its first try made (by its client token); an update sets the same values; a
 * missing resource counts as deleted.
 *
 * A call that fails now is kept, and the run refused, since it may have had its effect when the run was killed; when it
 * fails once more it is given up.
 * @returns the state with nothing pending
 * @throws Refusal when a call of a killed run cannot be finished: nothing else was done
 */
export async function recover(snapshot: Snapshot, registry: ProviderRegistry, save: Save): Promise<Snapshot> {
  const calls = new ProviderCalls(registry);
  let current = snapshot;
  for (const operation of snapshot.pending) {
    const rest = current.pending.filter((each) => each !== operation);
    try {
      current = { resources: await finished(operation, current.resources, calls), pending: rest };
    } catch (error) {
      if (!operation.failed) {
        await save({ ...current, pending: [{ ...operation, failed: true }, ...rest] });
        throw unfinished(operation, error);
      }
      current = { ...current, pending: rest };
    }
  }
  if (current !== snapshot) await save(current);
  return current;
}

async function finished(
  operation: PendingOperation,
  resources: readonly ResourceState[],
  calls: ProviderCalls,
): Promise<readonly ResourceState[]> {
  const { state, clientToken, replacing } = operation;
  const old = liveByUrn(resources).get(state.urn);
  switch (operation.kind) {
    case "create": {
      const created = withLive(state, await calls.create(state, { clientToken }));
      const before = replacing
        ? mark(resources, old, { delete: true })
        : resources.filter((each) => each !== old);
      return [...before, created];
    }
    case "update": {
      if (old === undefined) return resources;
      const updated = withLive(state, await calls.update(old, state));
      return resources.map((each) => (each === old ? updated : each));
    }
    case "delete": {
      const target = resources.find(({ urn, id }) => urn === state.urn && id === state.id);
      if ((await calls.read(state, state.id, state.outputs)) !== undefined) await calls.delete(state);
      return replacing
        ? mark(resources, target, { pendingReplacement: true })
        : resources.filter((each) => each !== target);
    }
  }
}

function mark(
  resources: readonly ResourceState[],
  target: ResourceState | undefined,
  change: Partial<ResourceState>,
): ResourceState[] {
  return resources.map((each) => (each === target ? { ...each, ...change } : each));
}

function unfinished({ kind, state }: PendingOperation, error: unknown): Refusal {
  return new Refusal(
    `the last run was killed during the ${kind} of ${state.type} "${nameOf(state.urn)}", ` +
      `and finishing that failed: ${messageOf(error)}\nNothing else was done. Run again to plan without it.`,
  );
}
