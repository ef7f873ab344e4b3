import { Refusal } from "../../lib/refusal.ts";
import { isProviderType, packageOf } from "../../lib/urn.ts";
import type { Goal, ReadGoal } from "./goal.ts";
import type { ProviderCalls } from "./provider-calls.ts";
import type { ResourceState } from "./snapshot.ts";
import type { Step } from "./steps.ts";

/** The state that a goal asks for, before any provider has seen it. */
export function newState(urn: string, goal: Goal): ResourceState {
  const versioned = isProviderType(goal.type) && goal.version !== "";
  return {
    urn,
    type: goal.type,
    custom: goal.custom,
    id: "",
    inputs: versioned ? { ...goal.inputs, version: goal.version } : goal.inputs,
    outputs: {},
    parent: goal.parent,
    dependencies: goal.dependencies,
    propertyDependencies: goal.propertyDependencies,
    provider: goal.provider,
    protect: goal.protect ?? false,
    retainOnDelete: goal.retainOnDelete ?? false,
    deletedWith: goal.deletedWith ?? "",
    external: false,
    delete: false,
    pendingReplacement: false,
    importId: goal.importId,
    initErrors: [],
    ignoreChanges: goal.ignoreChanges,
    replaceOnChanges: goal.replaceOnChanges,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    timeouts: goal.timeouts,
  };
}

/** The state of a resource that is only read. */
export function readState(urn: string, goal: ReadGoal): ResourceState {
  const { type, name, parent, inputs, provider, version, dependencies, additionalSecretOutputs } = goal;
  const state = newState(urn, {
    ...{ type, name, parent, inputs, provider, version, dependencies, additionalSecretOutputs },
    ...{ custom: true, propertyDependencies: {}, ignoreChanges: [], replaceOnChanges: [] },
    ...{ importId: "", timeouts: {}, aliases: [] },
  });
  return { ...state, id: goal.id, external: true };
}

/** Whether a goal asks for an existing resource that the state does not have yet. */
export function needsImport(goal: Goal, old: ResourceState | undefined): boolean {
  if (!goal.custom || goal.importId === "") return false;
  if (old === undefined || old.external) return true;
  return (old.importId === "" ? old.id : old.importId) !== goal.importId;
}

/**
 * Reads the resource that a goal takes over, in a plan too. What the program wants to be different follows as an update.
 * @returns the state as found, and the steps that take it in
 * @throws Refusal when there is no such resource, or its provider cannot import it
 */
export async function importing(
  calls: ProviderCalls,
  state: ResourceState,
  old: ResourceState | undefined,
): Promise<{ state: ResourceState; steps: Step[] }> {
  const found = await calls.read(state, state.importId, {});
  if (found === undefined) {
    throw new Refusal(
      `there is no ${state.type} with the id "${state.importId}" to import. ` +
        "Correct the id; or leave it out to have one created.",
    );
  }
  if (found.inputs === undefined) {
    throw new Refusal(`the stand-in for "${packageOf(state.type)}" cannot import a ${state.type}`);
  }
  const imported = { ...state, id: found.id, inputs: found.inputs, outputs: found.outputs };
  if (old === undefined) return { state: imported, steps: [{ op: "import", new: imported }] };
  const steps: Step[] = [
    { op: "import-replacement", old, new: imported, leavesOld: true },
    { op: "replace", old, new: imported },
  ];
  return { state: imported, steps };
}
