// Parts of the built-in kinds' schemas.
import type { JsonSchema } from "./schemas.ts";

export const string = { type: "string" };
export const boolean = { type: "boolean" };
export const integer = { type: "integer" };
export const open = { type: "object" };
export const intOrString = { type: ["integer", "string"] };
export const strings = { type: "object", additionalProperties: string };

/** An object with these fields and no others. */
export function fields(properties: Record<string, JsonSchema>, ...required: string[]): JsonSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

/** An object with these fields among others. */
export function some(properties: Record<string, JsonSchema>, ...required: string[]): JsonSchema {
  return { type: "object", properties, required };
}

/** A list that is one value, or one whose items are told apart by these keys. */
export function listOf(items: JsonSchema, ...keys: string[]): JsonSchema {
  if (keys.length === 0) return { type: "array", items };
  return { type: "array", items, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys };
}

/** A list of values, each of which is in it once, and owned on its own. */
export function setOf(items: JsonSchema): JsonSchema {
  return { type: "array", items, "x-kubernetes-list-type": "set" };
}

/** An object that is one value: whoever applies it owns the whole of it. */
export function atomic(schema: JsonSchema): JsonSchema {
  return { ...schema, "x-kubernetes-map-type": "atomic" };
}

/** The metadata of every object, as far as one declares it. */
export const objectMeta: JsonSchema = fields({
  ...{ name: string, generateName: string, namespace: string, labels: strings, annotations: strings },
  finalizers: setOf(string),
  ownerReferences: listOf(atomic(open), "uid"),
});
