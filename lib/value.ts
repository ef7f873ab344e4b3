/** A value as JSON holds it. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Whether a value is an object of properties, and no list. */
export function isRecord(value: Value | undefined): value is Readonly<Record<string, Value>>;
export function isRecord(value: unknown): value is Record<string, unknown>;
export function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `Array.isArray` that also knows a readonly list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The value at a path of keys. */
export function valueAt(value: Value | undefined, ...path: readonly string[]): Value | undefined;
export function valueAt(value: unknown, ...path: readonly string[]): unknown;
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (isRecord(here) ? here[key] : undefined), value);
}

/** The object that a value is; an empty one where it is none. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
