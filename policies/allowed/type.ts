import type { Template } from "../template.ts";

/** What a stack may hold of one type, or one of several ways. */
export interface Allowed {
  readonly inputs: Template;
  /** Inputs whose changes are not followed, all of these and no other. Default: none */
  readonly ignoreChanges?: readonly string[];
}
