import type { Value } from "../../lib/value.ts";

type Path = readonly (string | number)[];

/** Every place in a value: of the value itself the path is empty. */
export function placesIn(value: Value, path: Path = []): { readonly path: Path; readonly value: Value }[] {
  const children = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [
    { path, value },
    ...children.flatMap(([key, child]) =>
      placesIn(child, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** The value with another one at a path; `undefined` takes out what is there. */
export function withAt(value: Value, [first, ...rest]: Path, put: Value | undefined): Value {
  if (first === undefined) throw new Error("a path is empty");
  const copy = structuredClone(value) as Record<string | number, Value>;
  if (rest.length > 0) copy[first] = withAt(copy[first] ?? {}, rest, put);
  else if (put !== undefined) copy[first] = put;
  else if (Array.isArray(copy)) copy.splice(Number(first), 1);
  else delete copy[first];
  return copy as Value;
}
