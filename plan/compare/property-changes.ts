import { contains, formatPath, type PathPart, pathIn } from "../../lib/property-path.ts";
import { isRecord, type Value } from "../../lib/value.ts";
import { type Inputs, isSeen, type TypeRules } from "../../providers/rules.ts";
import type { PropertyChange } from "../model.ts";
import { incomparable } from "../symbols.ts";
import { type ElementPair, elementPairs } from "./element-pairs.ts";

/** What differs between two values at one path. Absent: that side has nothing there. */
interface Leaf {
  readonly path: readonly PathPart[];
  readonly from?: Value;
  readonly to?: Value;
}

/**
 * The inputs that change, as far as the provider sees a change in them: in the order of their keys, each at the deepest
 * path that tells it.
 * @param rules absent: the type is in no table, and nothing is known to replace it
 * @param more further paths whose change replaces the resource (the option `replaceOnChanges`)
 */
export function propertyChanges(
  olds: Inputs,
  news: Inputs,
  rules: TypeRules | undefined,
  more: readonly string[] = [],
): PropertyChange[] {
  const replacing = [...(rules?.replaces ?? []), ...more].flatMap((text) => {
    const path = pathIn(text);
    return path === undefined ? [] : [path];
  });
  // A place in a list says what the engine compares there.
  const pairsOf = more.some((text) => /\[\d/.test(text)) ? placePairs : elementPairs;
  return leavesOf([], { ...rules?.defaults, ...olds }, { ...rules?.defaults, ...news }, pairsOf)
    .filter((leaf) => rules === undefined || isSeen(rules, String(leaf.path[0]), olds, news))
    .map(({ path, ...values }) => {
      const replaces = replacing.some((each) => contains(each, path) || contains(path, each));
      return { path: formatPath(path), ...values, ...(replaces && { replaces: true as const }) };
    });
}

/** All inputs of a resource that only one side has, each as a whole. */
export function allInputs(side: "from" | "to", inputs: Inputs): PropertyChange[] {
  return Object.keys(inputs)
    .sort()
    .map((key) => ({ path: formatPath([key]), [side]: inputs[key] }));
}

function leavesOf(
  path: readonly PathPart[],
  from: Value | undefined,
  to: Value | undefined,
  pairsOf: typeof elementPairs,
): Leaf[] {
  if (from === to) return [];
  if ((from === incomparable && to !== undefined) || (to === incomparable && from !== undefined)) return [];
  if (isRecord(from) && isRecord(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].sort().flatMap((key) => leavesOf([...path, key], from[key], to[key], pairsOf));
  }
  if (Array.isArray(from) && Array.isArray(to)) {
    return inOnePlace(
      pairsOf(from, to).flatMap((pair) =>
        leavesOf(
          [...path, pair.to ?? pair.from ?? 0],
          pair.from === undefined ? undefined : from[pair.from],
          pair.to === undefined ? undefined : to[pair.to],
          pairsOf,
        ),
      ),
    );
  }
  return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
}

/** One element that goes and one that comes at the same place are one change of that place. */
function inOnePlace(leaves: readonly Leaf[]): Leaf[] {
  const merged = new Map<string, Leaf>();
  for (const leaf of leaves) {
    const place = formatPath(leaf.path);
    merged.set(place, { ...merged.get(place), ...leaf });
  }
  return [...merged.values()];
}

function placePairs(from: readonly Value[], to: readonly Value[]): ElementPair[] {
  return Array.from({ length: Math.max(from.length, to.length) }, (_, at) => ({
    ...(at < from.length && { from: at }),
    ...(at < to.length && { to: at }),
  }));
}
