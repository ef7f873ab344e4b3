import type { Properties } from "../stand-in.ts";
import type { Timeouts } from "./goal.ts";

/** One resource as the state keeps it. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  /** "" for components. */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly parent: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** `<urn>::<id>`; "" for components and for providers themselves. */
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string;
  /** Only read, never created, changed or deleted. */
  readonly external: boolean;
  /** Replaced by another of the same URN, still to be deleted. */
  readonly delete: boolean;
  /** Deleted, its replacement still to be created. */
  readonly pendingReplacement: boolean;
  readonly importId: string;
  /** Why its last create or update did not end well: the next run updates it in any case. */
  readonly initErrors: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly timeouts: Timeouts;
}

/**
 * A provider call that was begun and whose end is not known yet. It is on disk before the call is made, so that
 * the next run can finish what a killed one began.
 */
export interface PendingOperation {
  readonly kind: "create" | "update" | "delete";
  /** What the resource shall be (create, update: id and outputs as before the call) or was (delete). */
  readonly state: ResourceState;
  /** Names a create through all its tries (see CallOptions); "" for the others. */
  readonly clientToken: string;
  /** Whether a create takes the place of one that is deleted later, a delete that of one that is created next. */
  readonly replacing: boolean;
  /** A try to finish it failed: another that fails is the last. */
  readonly failed: boolean;
}

/** All that the state file keeps. Resources come after those they depend on. */
export interface Snapshot {
  readonly resources: readonly ResourceState[];
  readonly pending: readonly PendingOperation[];
}

export const emptySnapshot: Snapshot = { resources: [], pending: [] };

/** The resources that count as existing: those only waiting for deletion left out. */
export function liveByUrn(resources: readonly ResourceState[]): Map<string, ResourceState> {
  return new Map(resources.filter((state) => !state.delete).map((state) => [state.urn, state]));
}
