import { nameOf } from "../../lib/urn.ts";
import type { Properties } from "../stand-in.ts";
import { diffProperties, type PropertyChange } from "./property-diff.ts";
import type { ResourceState } from "./snapshot.ts";

/**
 * What is done with a resource, in Pulumi's words. A replacement is three steps, as with Pulumi:
 * `create-replacement`, `replace` and, at the end of the run, `delete-replaced`; where the old one has to go
 * first, `delete-replaced`, `replace`, `create-replacement`.
 */
export type Operation =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "import"
  | "import-replacement"
  | "read"
  | "read-replacement"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace";

/** The steps that count: the others are parts of a replacement, counted once as `replace`. */
const counted = ["create", "update", "replace", "delete", "same", "import"] as const;

/** How many resources were created, updated and so on. Default providers are the engine's own and do not count. */
export type Changes = Record<(typeof counted)[number], number>;

/** One step as it is shown and reported. */
export interface StepReport {
  readonly op: Operation;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's URN, "" for none. */
  readonly parent: string;
  /** The changed inputs, where both an old and a new state are there. */
  readonly diff: readonly PropertyChange[];
}

/** One step as it is planned and carried out. */
export interface Step {
  readonly op: Operation;
  readonly old?: ResourceState;
  readonly new?: ResourceState;
  /** The input properties whose change asks for the replacement. */
  readonly replaceKeys?: readonly string[];
  /** The provider sees a change, and the program's inputs are what they were. */
  readonly drift?: boolean;
  /** A deletion that makes room for the replacement: the old state stays known until that is created. */
  readonly makesRoom?: boolean;
  /** A creation that leaves the old one to be deleted at the end of the run. */
  readonly leavesOld?: boolean;
}

/** The resource that a step is about. */
export function resourceOf(step: Step): ResourceState {
  const state = step.new ?? step.old;
  if (state === undefined) throw new TypeError(`a step without resource: ${step.op}`);
  return state;
}

export function reportOf(step: Step): StepReport {
  const { urn, type, parent } = resourceOf(step);
  const both = step.op !== "same" && step.old !== undefined && step.new !== undefined;
  const diff = both ? diffProperties(formerInputs(step, step.old), step.new.inputs, step.replaceKeys) : [];
  return { op: step.op, urn, type, name: nameOf(urn), parent, diff };
}

/** If the program's inputs did not change, the difference is what the provider found. */
function formerInputs({ drift, new: wanted }: Step, old: ResourceState): Properties {
  if (drift !== true) return old.inputs;
  return Object.fromEntries(Object.entries(old.outputs).filter(([name]) => name in (wanted?.inputs ?? {})));
}

export function countChanges(steps: readonly StepReport[]): Changes {
  const changes = Object.fromEntries(counted.map((op) => [op, 0])) as Changes;
  for (const { op } of steps) {
    if (op in changes) changes[op as keyof Changes] += 1;
  }
  return changes;
}
