// The managers whose fields the provider takes over before it updates an object: every form of `kubectl`, and its own
// former names (its `fixCSAFieldManagers`). Any other manager keeps its fields.
import { fromFieldsV1, toFieldsV1 } from "./field-paths.ts";
import type { ManagedFields } from "./server-side-apply.ts";

/** Beginnings of names, each with the operation by which its owner owns. */
const forerunners: readonly (readonly [name: string, operation: ManagedFields["operation"]])[] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"],
  ["pulumi-kubernetes", "Update"],
  ["pulumi-resource-kubernetes", "Update"],
];

/** The entries once a manager owns, by apply, what its forerunners did. The same list where there are none. */
export function inherited(entries: readonly ManagedFields[], manager: string): readonly ManagedFields[] {
  const isOwn = (entry: ManagedFields) => entry.manager === manager && entry.operation === "Apply";
  const isForerunner = (entry: ManagedFields) =>
    !isOwn(entry) &&
    entry.subresource === undefined &&
    forerunners.some(([name, by]) => entry.manager.startsWith(name) && entry.operation === by);
  const before = entries.filter(isForerunner);
  const [first] = before;
  if (first === undefined) return entries;
  const own = entries.find(isOwn) ?? { ...first, manager, operation: "Apply" as const };
  const fields = [own, ...before].flatMap(({ fieldsV1 }) => fromFieldsV1(fieldsV1));
  const others = entries.filter((entry) => !isOwn(entry) && !isForerunner(entry));
  return [...others, { ...own, fieldsV1: toFieldsV1(fields) }];
}
