/** A value as JSON holds it. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Whether a value is an object of properties. */
export function isRecord(value: Value | undefined): value is Readonly<Record<string, Value>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `Array.isArray` that also knows a readonly list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
