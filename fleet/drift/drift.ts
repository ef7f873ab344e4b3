// Drift of one stack: what its cloud and its cluster hold otherwise than its state.
import { isList, isRecord, type Value } from "../../lib/value.ts";
import { allInputs, propertyChanges } from "../../plan/compare/property-changes.ts";
import { declaredFromExport } from "../../plan/declare/state.ts";
import { mostDangerousFirst } from "../../plan/judge/danger.ts";
import type { Change, DeclaredStack, PlanProblem, Resource } from "../../plan/model.ts";

/** What a refresh read of a stack. */
export interface Refreshed {
  /** The state that was refreshed, as `pulumi stack export` has it. */
  readonly exported: unknown;
  /** What the providers read of each resource, by URN; `gone` where there is no such resource any more. */
  readonly found: ReadonlyMap<string, Outputs | "gone">;
}

type Outputs = Readonly<Record<string, Value>>;

/** What differs, and what it differs from. */
export interface Drift {
  readonly state: DeclaredStack;
  /** From the state to what is there; the most dangerous first. */
  readonly changes: readonly Change[];
}

/**
 * What of a stack is otherwise than its state. Only what the stack sets counts: an object's status is no drift, nor is a
 * field that somebody else set.
 *
 * @returns or why there is nothing to compare with, and the way out
 */
export function driftOf({ exported, found }: Refreshed): Drift | PlanProblem {
  const state = declaredFromExport(exported);
  if ("message" in state) return state;
  const changes = state.resources.flatMap((resource) => {
    const now = found.get(resource.urn);
    if (now === "gone") return changeOf("delete", resource, allInputs("from", resource.inputs));
    const before = state.outputs?.[resource.urn];
    if (now === undefined || before === undefined) return [];
    const properties = propertyChanges(set(resource, before), set(resource, now), undefined);
    return properties.length === 0 ? [] : changeOf("update", resource, properties);
  });
  return { state, changes: mostDangerousFirst(changes) };
}

function changeOf(
  operation: Change["operation"],
  resource: Resource,
  properties: Change["properties"],
): Change {
  const { urn, type, name } = resource;
  return { operation, urn, type, name, properties, options: [] };
}

/** What a resource became of its own inputs: its outputs at their paths. */
function set({ inputs }: Resource, outputs: Outputs): Outputs {
  const own = within(outputs, inputs);
  return isRecord(own) ? own : {};
}

function within(value: Value, inputs: Value | undefined): Value {
  if (isList(value))
    return value.map((each, at) =>
      within(each, inputs !== undefined && isList(inputs) ? inputs[at] : undefined),
    );
  if (!isRecord(value) || !isRecord(inputs)) return value;
  const keys = Object.keys(inputs).filter((key) => value[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, within(value[key] ?? null, inputs[key])]));
}
