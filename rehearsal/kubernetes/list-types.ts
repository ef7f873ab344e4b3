// Lists whose items have an identity (`x-kubernetes-list-type` map and set): the API server refuses an item twice, and
// server-side apply merges item by item and owns each on its own. Every other list is one value.

import { isRecord } from "../../lib/value.ts";
import { isUnknown } from "../values.ts";
import { type FieldError, shown } from "./errors.ts";
import type { JsonSchema } from "./schemas.ts";

/** The schema of a field of an object, where it has one of its own or its map has one for all. */
export function childSchema(schema: JsonSchema | undefined, name: string): JsonSchema | undefined {
  const additional = schema?.additionalProperties;
  return schema?.properties?.[name] ?? (typeof additional === "object" ? additional : undefined);
}

/**
 * What tells an item from the others of its list, in the notation of `managedFields`: `k:{"name":"http"}` or `v:"x"`.
 * Undefined where the list is one value.
 */
export function itemKey(list: JsonSchema | undefined, item: unknown): string | undefined {
  const identity = identityOf(list, item);
  if (identity === undefined) return undefined;
  return `${list?.["x-kubernetes-list-type"] === "map" ? "k" : "v"}:${shown(identity)}`;
}

function identityOf(list: JsonSchema | undefined, item: unknown): unknown {
  if (list?.["x-kubernetes-list-type"] === "set") return item;
  const keys = list?.["x-kubernetes-list-map-keys"];
  if (!keys || !isRecord(item)) return undefined;
  // A key may be left to its default, as a port's protocol is.
  const values = keys.map((key) => [key, item[key] ?? childSchema(list.items, key)?.default] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The items that occur twice in a list of identified items, at any depth. */
export function duplicates(schema: JsonSchema | undefined, value: unknown, field: string): FieldError[] {
  if (Array.isArray(value)) {
    const seen = new Set<string>();
    return value.flatMap((item: unknown, index) => {
      const place = `${field}[${index}]`;
      const key = itemKey(schema, item);
      const again = key !== undefined && seen.has(key) && !isUnknown(item);
      if (key !== undefined) seen.add(key);
      const problem = `Duplicate value: ${shown(identityOf(schema, item))}`;
      return [...(again ? [{ field: place, problem }] : []), ...duplicates(schema?.items, item, place)];
    });
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    duplicates(childSchema(schema, name), child, field === "" ? name : `${field}.${name}`),
  );
}
