// Commands that change the state alone, and nothing that it is about.
import { takeLock } from "../../lib/lock.ts";
import { recover } from "./recovery.ts";
import { refreshed } from "./refresh.ts";
import { type RehearsalStack, registryOf } from "./run.ts";
import type { ResourceState, Snapshot } from "./snapshot.ts";
import { StateFile } from "./state-file.ts";

/** Takes the protection off resources in the state, as `pulumi state unprotect` does: off all, or off one URN. */
export function unprotect(stack: RehearsalStack, urn?: string): Promise<void> {
  return inState(stack, "state unprotect", async ({ resources, ...rest }) => ({
    ...rest,
    resources: resources.map((state) =>
      urn === undefined || urn === state.urn ? { ...state, protect: false } : state,
    ),
  }));
}

/** Brings the state of some resources to what the providers find, as `pulumi refresh --target` does. */
export function refresh(stack: RehearsalStack, isMeant: (state: ResourceState) => boolean): Promise<void> {
  return inState(stack, "refresh", async (snapshot, save) => {
    const registry = registryOf(stack);
    return refreshed(await recover(snapshot, registry, save), registry, isMeant);
  });
}

async function inState(
  stack: RehearsalStack,
  command: string,
  change: (snapshot: Snapshot, save: (snapshot: Snapshot) => Promise<void>) => Promise<Snapshot>,
): Promise<void> {
  const release = await takeLock(stack.folder, { command });
  try {
    const file = new StateFile(stack.folder, stack);
    const save = (snapshot: Snapshot) => file.save(snapshot);
    await save(await change(await file.load(), save));
  } finally {
    await release();
  }
}
