// Paths of fields as `managedFields` writes them: `f:spec`, then `f:listeners`, then `k:{"name":"http"}` for an item of
// an identified list, and "." for the item itself.
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../lib/value.ts";
import { childSchema, itemKey } from "./list-types.ts";
import type { JsonSchema } from "./schemas.ts";

export type FieldPath = readonly string[];
/** `managedFields[].fieldsV1`: one level a step, an empty object where a path ends. */
export type FieldsV1 = { readonly [step: string]: FieldsV1 };

/** Fields without an owner: an object's identity. */
const identity = [["f:apiVersion"], ["f:kind"], ["f:metadata", "f:name"], ["f:metadata", "f:namespace"]];

/** The paths of all fields that a manifest sets: its scalars, whole lists, identified items and empty objects. */
export function pathsIn(schema: JsonSchema, manifest: unknown): FieldPath[] {
  return leaves(schema, manifest, []).filter((path) => !identity.some((own) => isDeepStrictEqual(own, path)));
}

function leaves(schema: JsonSchema | undefined, value: unknown, path: FieldPath): FieldPath[] {
  if (isRecord(value) && Object.keys(value).length > 0 && schema?.["x-kubernetes-map-type"] !== "atomic") {
    return Object.entries(value).flatMap(([name, child]) =>
      leaves(childSchema(schema, name), child, [...path, `f:${name}`]),
    );
  }
  if (!Array.isArray(value) || !isIdentified(schema)) return [path];
  return value.flatMap((item: unknown) => {
    const own = [...path, itemKey(schema, item) ?? ""];
    // An atomic item has no fields of its own, and so no "." beside them.
    const isWhole = !isRecord(item) || schema?.items?.["x-kubernetes-map-type"] === "atomic";
    return isWhole ? [own] : [[...own, "."], ...leaves(schema?.items, item, own)];
  });
}

/** Whether a list is merged item by item. */
export function isIdentified(list: JsonSchema | undefined): boolean {
  const type = list?.["x-kubernetes-list-type"];
  return type === "map" || type === "set";
}

export function toFieldsV1(paths: readonly FieldPath[]): FieldsV1 {
  interface Tree {
    [step: string]: Tree;
  }
  const root: Tree = {};
  for (const path of paths) {
    path.reduce<Tree>((level, step) => {
      level[step] ??= {};
      return level[step];
    }, root);
  }
  return root;
}

export function fromFieldsV1(fields: FieldsV1): FieldPath[] {
  return Object.entries(fields).flatMap(([step, below]) => {
    const deeper = fromFieldsV1(below);
    return deeper.length === 0 ? [[step]] : deeper.map((path) => [step, ...path]);
  });
}

/** As the API server shows a path in a conflict: `.spec.listeners[name="http"].port`. */
export function fieldText(path: FieldPath): string {
  return path
    .filter((step) => step !== ".")
    .map((step) => {
      const rest = step.slice(2);
      if (step.startsWith("f:")) return `.${rest}`;
      if (step.startsWith("v:")) return `[=${rest}]`;
      const keys = Object.entries(JSON.parse(rest) as Record<string, unknown>);
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
    })
    .join("");
}

/** The value at a path; undefined where there is none. */
export function valueAt(schema: JsonSchema | undefined, value: unknown, path: FieldPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined || step === ".") return value;
  if (!step.startsWith("f:")) {
    const item: unknown = Array.isArray(value)
      ? value.find((candidate) => itemKey(schema, candidate) === step)
      : undefined;
    return valueAt(schema?.items, item, rest);
  }
  const name = step.slice(2);
  return isRecord(value) ? valueAt(childSchema(schema, name), value[name], rest) : undefined;
}

/** The value without what is at a path, and without the objects and lists that this leaves empty. */
export function without(schema: JsonSchema | undefined, value: unknown, path: FieldPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined || step === ".") return undefined;
  if (Array.isArray(value)) {
    const items = value.flatMap((item: unknown) => {
      if (itemKey(schema, item) !== step) return [item];
      const left = without(schema?.items, item, rest);
      return left === undefined ? [] : [left];
    });
    return items.length === 0 ? undefined : items;
  }
  const name = step.slice(2);
  if (!isRecord(value) || !(name in value)) return value;
  const { [name]: child, ...others } = value;
  const left = without(childSchema(schema, name), child, rest);
  if (left !== undefined) return { ...value, [name]: left };
  return Object.keys(others).length === 0 ? undefined : others;
}
