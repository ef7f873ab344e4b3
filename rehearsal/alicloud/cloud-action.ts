import type { Delays } from "./cloud-clock.ts";
import { CloudError } from "./cloud-error.ts";
import type { CloudState, Transition } from "./cloud-state.ts";

/**
 * What an action works on: a draft of the cloud that is kept only if the action returns. Actions are synchronous and
 * know no file, process or fault.
 */
export interface ActionContext {
  readonly state: CloudState;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly delays: Delays;
}

/** An operation that reaches `to` after so many milliseconds. */
export function reaching(context: ActionContext, to: string, delay: number): Transition {
  return { to, at: context.now + delay };
}

/** The time of the call as Alibaba Cloud writes it: ISO 8601, UTC, seconds. */
export function timestamp(context: ActionContext): string {
  return `${new Date(context.now).toISOString().slice(0, 19)}Z`;
}

/** The record of that id, or the cloud's error for ids of its kind, e.g. `InvalidAllocationId.NotFound`. */
export function found<T>(records: Readonly<Record<string, T>>, id: string, code: string): T {
  const record = records[id];
  if (record === undefined) throw new CloudError(code, `there is no ${id}`);
  return record;
}

/** Refuses a required parameter that is missing or empty. */
export function given(value: string | undefined, parameter: string): string {
  if (value === undefined || value === "")
    throw new CloudError("MissingParameter", `parameter ${parameter} is mandatory`);
  return value;
}
