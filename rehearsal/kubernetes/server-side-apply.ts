// Server-side apply, as the API server merges (kubernetes.io/docs/reference/using-api/server-side-apply): a manager owns
// the fields that it applies, sets them, takes away those that it no longer applies, and is refused where another
// manager owns a field at another value.
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../lib/value.ts";
import { StatusError } from "./errors.ts";
import { inherited } from "./field-managers.ts";
import {
  type FieldPath,
  type FieldsV1,
  fieldText,
  fromFieldsV1,
  isIdentified,
  pathsIn,
  toFieldsV1,
  valueAt,
  without,
} from "./field-paths.ts";
import type { Kind } from "./kinds.ts";
import { childSchema, itemKey } from "./list-types.ts";
import { at, type Manifest } from "./object-rules.ts";
import type { JsonSchema } from "./schemas.ts";

/** One entry of `metadata.managedFields`. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: FieldsV1;
  /** Such as `status`. Absent: the object itself. */
  readonly subresource?: string;
}

export interface ApplyRequest {
  readonly kind: Kind;
  /** The object as it is; undefined where there is none. */
  readonly live: Manifest | undefined;
  /** All that the manager wants. */
  readonly manifest: Manifest;
  readonly manager: string;
  /** Takes fields over from other managers instead of being refused. */
  readonly force: boolean;
  /** First hands other managers' fields to this manager. */
  readonly inherits: boolean;
  /** The time of the change, RFC 3339. */
  readonly time: string;
}

/**
 * The object after an apply, with new `metadata.managedFields`.
 * @throws {StatusError} `Apply failed with … conflict…`
 */
export function serverSideApply(request: ApplyRequest): Manifest {
  const { kind, live, manifest, manager, force, inherits, time } = request;
  const entries = inherits ? inherited(managersOf(live), manager) : managersOf(live);
  const mine = entries.find((entry) => entry.manager === manager && entry.operation === "Apply");
  const others = entries.filter((entry) => entry !== mine);
  const wanted = pathsIn(kind.schema, manifest);
  const differs = (path: FieldPath) =>
    path.at(-1) !== "." &&
    !isDeepStrictEqual(valueAt(kind.schema, manifest, path), valueAt(kind.schema, live, path));
  const disputed = others.map((entry) =>
    fromFieldsV1(entry.fieldsV1).filter((path) => contains(wanted, path) && differs(path)),
  );
  const conflicts = others.flatMap((entry, index) => disputed[index]?.map((path) => ({ entry, path })) ?? []);
  if (conflicts.length > 0 && !force) throw new StatusError("Conflict", conflictText(conflicts));

  const kept = others.map((entry, index) => {
    const paths = fromFieldsV1(entry.fieldsV1).filter((path) => !contains(disputed[index] ?? [], path));
    return { ...entry, fieldsV1: toFieldsV1(paths) };
  });
  const owned = [...wanted, ...kept.flatMap((entry) => fromFieldsV1(entry.fieldsV1))];
  const given = mine ? fromFieldsV1(mine.fieldsV1).filter((path) => !contains(owned, path)) : [];
  const merged = merge(kind.schema, live, manifest);
  const object = given.reduce<unknown>((rest, path) => without(kind.schema, rest, path), merged) as Manifest;
  const fieldsV1 = toFieldsV1(wanted);
  const own: ManagedFields = {
    ...{ manager, operation: "Apply", apiVersion: kind.apiVersion, fieldsType: "FieldsV1", fieldsV1 },
    time: mine && isDeepStrictEqual(mine.fieldsV1, fieldsV1) ? mine.time : time,
  };
  const managedFields = [own, ...kept.filter((entry) => Object.keys(entry.fieldsV1).length > 0)].sort(byName);
  return { ...object, metadata: { ...at(object, "metadata"), managedFields } };
}

function byName(one: ManagedFields, other: ManagedFields): number {
  return one.manager.localeCompare(other.manager);
}

function managersOf(object: Manifest | undefined): ManagedFields[] {
  return (at(object, "metadata").managedFields as ManagedFields[] | undefined) ?? [];
}

function contains(paths: readonly FieldPath[], path: FieldPath): boolean {
  return paths.some((other) => isDeepStrictEqual(other, path));
}

function merge(schema: JsonSchema | undefined, live: unknown, wanted: unknown): unknown {
  if (isRecord(live) && isRecord(wanted) && schema?.["x-kubernetes-map-type"] !== "atomic") {
    const set = Object.entries(wanted).map(([name, value]) => [
      name,
      merge(childSchema(schema, name), live[name], value),
    ]);
    return { ...live, ...Object.fromEntries(set) };
  }
  if (!Array.isArray(live) || !Array.isArray(wanted) || !isIdentified(schema)) return wanted;
  const find = (list: unknown[], item: unknown) =>
    list.find((other) => itemKey(schema, other) === itemKey(schema, item));
  return [
    ...wanted.map((item: unknown) => merge(schema?.items, find(live, item), item)),
    ...live.filter((item) => find(wanted, item) === undefined),
  ];
}

/** In the words of k8s.io/apimachinery: util/managedfields/internal/conflict.go. */
function conflictText(conflicts: readonly { entry: ManagedFields; path: FieldPath }[]): string {
  const [first, ...more] = conflicts;
  if (first && more.length === 0) {
    return `Apply failed with 1 conflict: conflict with ${managerText(first.entry)}: ${fieldText(first.path)}`;
  }
  const managers = [...new Set(conflicts.map(({ entry }) => managerText(entry)))].sort();
  const lines = managers.flatMap((manager) => [
    `conflicts with ${manager}:`,
    ...conflicts
      .filter(({ entry }) => managerText(entry) === manager)
      .map(({ path }) => `- ${fieldText(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}

function managerText({ manager, operation, apiVersion }: ManagedFields): string {
  return operation === "Apply" ? `"${manager}"` : `"${manager}" using ${apiVersion}`;
}
