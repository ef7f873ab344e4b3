import type { Template } from "../template.ts";

/** What a stack may hold of one type, or one of several ways. */
export interface Allowed {
  readonly inputs: Template;
  /** Whether each of them is protected. Default: either, as other rules say */
  readonly protect?: true;
  /** Inputs whose changes are not followed, all of these and no other. Default: none */
  readonly ignoreChanges?: readonly string[];
}
