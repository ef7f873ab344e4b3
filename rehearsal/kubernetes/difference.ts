// Which properties differ between what is and what is wanted, as Pulumi property paths.
import { isDeepStrictEqual } from "node:util";
import { formatPath, type PathPart } from "../../lib/property-path.ts";
import { isRecord } from "../../lib/value.ts";

/**
 * The deepest paths at which two values differ. An unknown value differs from everything.
 * @param before plain values; `after` likewise.
 */
export function differences(before: unknown, after: unknown, path: readonly PathPart[] = []): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      differences(before[index], after[index], [...path, index]),
    );
  }
  if (!isRecord(before) || !isRecord(after)) return [formatPath(path)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort().flatMap((name) => differences(before[name], after[name], [...path, name]));
}
