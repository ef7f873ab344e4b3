import type { PropertyChange } from "./property-diff.ts";
import type { Changes, StepReport } from "./steps.ts";

/** A message for the person who runs a stack. */
export interface Problem {
  readonly severity: "info" | "warning" | "error";
  /** The resource it is about, "" for the run as a whole. */
  readonly urn: string;
  readonly message: string;
}

/** What a run did, or a plan would do. Fit to be shown: secrets are masked. */
export interface RunResult {
  /** `declined`: the plan was shown and not confirmed; nothing was changed. */
  readonly result: "succeeded" | "failed" | "declined";
  readonly changes: Changes;
  readonly steps: readonly StepReport[];
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How the outputs differ from those before. */
  readonly outputChanges: readonly PropertyChange[];
  readonly durationMs: number;
  readonly problems: readonly Problem[];
}
