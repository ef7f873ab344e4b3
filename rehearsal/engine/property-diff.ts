import { isDeepStrictEqual } from "node:util";
import { contains, formatPath, type PathPart, parsePath } from "../../lib/property-path.ts";
import { isRecord } from "../../lib/value.ts";
import type { Properties } from "../stand-in.ts";
import { isSecret, isUnknown, reveal, unwrap } from "../values.ts";

/** Replaces a secret wherever a person or a program may read it. */
export const secretMask = "[secret]";

/** Replaces a value that is unknown until the resource exists. */
export const unknownMask = "[unknown]";

/** One changed property. Absent `from`: added; absent `to`: removed. Secrets and unknowns are masked. */
export interface PropertyChange {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
  /** Whether this change is why the resource is replaced. */
  readonly replaces: boolean;
}

/**
 * What differs between two property bags, leaf by leaf, in the order of the keys. Whether a value is secret is
 * no difference.
 * @param replaces property paths whose change replaces the resource
 */
export function diffProperties(
  olds: Properties,
  news: Properties,
  replaces: readonly string[] = [],
): PropertyChange[] {
  const replacing = replaces.map(parsePath);
  return leavesOf([], olds, news, false).map(({ path, ...values }) => ({
    path: formatPath(path),
    ...values,
    replaces: replacing.some((each) => contains(each, path) || contains(path, each)),
  }));
}

/** Whether two wire values hold the same, secrets compared by what is in them. */
export function sameValue(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(reveal(a), reveal(b));
}

/** A value that is safe to show: secrets and unknowns masked at every depth. */
export function masked(value: unknown): unknown {
  if (isSecret(value)) return secretMask;
  const inner = unwrap(value);
  if (isUnknown(inner)) return unknownMask;
  if (Array.isArray(inner)) return inner.map(masked);
  if (!isRecord(inner)) return inner;
  return Object.fromEntries(Object.entries(inner).map(([key, child]) => [key, masked(child)]));
}

interface Leaf {
  readonly path: readonly PathPart[];
  readonly from?: unknown;
  readonly to?: unknown;
}

function leavesOf(path: readonly PathPart[], oldValue: unknown, newValue: unknown, hidden: boolean): Leaf[] {
  if (oldValue === newValue || sameValue(oldValue, newValue)) return [];
  const secrecy = hidden || isSecret(oldValue) || isSecret(newValue);
  const olds = unwrap(oldValue);
  const news = unwrap(newValue);
  if (!secrecy && isRecord(olds) && isRecord(news)) {
    const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
    return [...keys].sort().flatMap((key) => leavesOf([...path, key], olds[key], news[key], false));
  }
  if (!secrecy && Array.isArray(olds) && Array.isArray(news)) {
    const length = Math.max(olds.length, news.length);
    return Array.from({ length }, (_, at) => leavesOf([...path, at], olds[at], news[at], false)).flat();
  }
  const shown = (value: unknown) => (secrecy ? secretMask : masked(value));
  return [
    {
      path,
      ...(oldValue === undefined ? {} : { from: shown(oldValue) }),
      ...(newValue === undefined ? {} : { to: shown(newValue) }),
    },
  ];
}
