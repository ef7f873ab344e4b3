import { checkStacks } from "../../infra/config/stacks.ts";
import type { Problem } from "../../lib/problem.ts";
import { example, now, set, stackFiles } from "./stack-files.ts";

/** One change of an example stack, and all that it breaks, a line each. */
export type BrokenRule = readonly [
  title: string,
  stack: "demo" | "hz" | "lakeside" | "northgate",
  /** Way to the changed value: keys joined by `/`. */
  path: string,
  /** `undefined` removes the key. */
  value: unknown,
  problems: readonly string[],
];

/** All problems of the example stacks after one change, as `lineOf` writes them. */
export function problemsAfter(stack: string, path: string, value: unknown): string[] {
  const root = stackFiles({ [stack]: set(example(stack), path.split("/"), value) });
  return checkStacks(root, now).problems.map(lineOf);
}

/** A problem without its place: `path value: rule → fix`. */
export function lineOf({ path, value, rule, fix }: Problem): string {
  return `${path}${value === undefined ? "" : ` ${value}`}: ${rule} → ${fix}`;
}
