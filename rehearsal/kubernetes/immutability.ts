// Immutable fields: those whose change the API server refuses.
import { isDeepStrictEqual } from "node:util";
import { valueAt } from "../../lib/value.ts";
import { fixedFields } from "../../providers/kubernetes.ts";
import { type FieldError, shown } from "./errors.ts";
import { type Kind, tableKey } from "./kinds.ts";
import type { Manifest } from "./object-rules.ts";

/** What an update of an existing object may not change. */
export function immutabilityErrors(kind: Kind, live: Manifest, next: Manifest): FieldError[] {
  const { always, sealed } = fixedFields(tableKey(kind));
  const fixed = always
    .filter((field) => fieldOf(live, field) !== undefined && differs(field, live, next))
    .map((field) => {
      const value = shown(fieldOf(next, field)) ?? "null";
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
  !isDeepStrictEqual(fieldOf(live, field), fieldOf(next, field));

const fieldOf = (object: Manifest, field: string): unknown => valueAt(object, ...field.split("."));
