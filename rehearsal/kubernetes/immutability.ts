// Immutable fields: those whose change the API server refuses.
import { isDeepStrictEqual } from "node:util";
import { fixedFields } from "../../providers/kubernetes.ts";
import { isRecord } from "../values.ts";
import { type FieldError, shown } from "./errors.ts";
import { type Kind, tableKey } from "./kinds.ts";
import type { Manifest } from "./object-rules.ts";

/** What an update of an existing object may not change. */
export function immutabilityErrors(kind: Kind, live: Manifest, next: Manifest): FieldError[] {
  const { always, sealed } = fixedFields(tableKey(kind));
  const fixed = always
    .filter((field) => valueAt(live, field) !== undefined && differs(field, live, next))
    .map((field) => {
      const value = shown(valueAt(next, field)) ?? "null";
      return { field, problem: `Invalid value: ${value}: field is immutable` };
    });
  if (live.immutable !== true) return fixed;
  const changed = sealed.filter((field) => differs(field, live, next));
  return [
    ...fixed,
    ...changed.map((field) => ({ field, problem: "Forbidden: field is immutable when `immutable` is set" })),
  ];
}

const differs = (field: string, live: Manifest, next: Manifest): boolean =>
  !isDeepStrictEqual(valueAt(live, field), valueAt(next, field));

function valueAt(object: Manifest, field: string): unknown {
  return field.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), object);
}
