import { isDeepStrictEqual } from "node:util";
import { isRecord, type Value } from "../../lib/value.ts";
import type { Inputs } from "../../providers/rules.ts";
import { unknown } from "./agreement.ts";

/** Outputs that differ, as far as they are known before the up. */
export function changedKeys(before: Inputs = {}, after: Inputs = {}): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => isOther(before[name], after[name]));
}

function isOther(before: Value | undefined, after: Value | undefined): boolean {
  if (after === unknown) return false;
  if (!isRecord(before) || !isRecord(after)) return !isDeepStrictEqual(before, after);
  return [...Object.keys(before), ...Object.keys(after)].some((key) => isOther(before[key], after[key]));
}
