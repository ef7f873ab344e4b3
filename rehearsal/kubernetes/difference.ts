// Which properties differ between what is and what is wanted, as Pulumi property paths.
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../values.ts";

/** A step of a property path: a field's name or a place in a list. */
type Step = number | string;

/**
 * The deepest paths at which two values differ. An unknown value differs from everything.
 * @param before plain values; `after` likewise.
 */
export function differences(before: unknown, after: unknown, path: readonly Step[] = []): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      differences(before[index], after[index], [...path, index]),
    );
  }
  if (!isRecord(before) || !isRecord(after)) return [pathText(path)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort().flatMap((name) => differences(before[name], after[name], [...path, name]));
}

function pathText(path: readonly Step[]): string {
  return path
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      return /[."[\]]/.test(step) ? `["${step.replaceAll('"', '\\"')}"]` : `.${step}`;
    })
    .join("")
    .replace(/^\./, "");
}

/** Whether a path is a field or lies below it. */
export function isWithin(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}
