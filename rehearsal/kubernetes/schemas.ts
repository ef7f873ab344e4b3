// The schemas of the custom resources, as schemas.json holds them (crds.ts writes that file).
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A JSON schema with the API server's own keywords on lists and maps. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly "x-kubernetes-list-type"?: "atomic" | "map" | "set";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
  readonly [keyword: string]: unknown;
}

/** A kind of custom resource and the versions in which it has this schema. */
export interface CustomKind {
  readonly group: string;
  readonly versions: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly schema: JsonSchema;
}

export interface SchemaFile {
  readonly about: string;
  /** The Go modules whose CRDs these are. */
  readonly sources: readonly { readonly module: string; readonly licence: string }[];
  readonly kinds: readonly CustomKind[];
}

let loaded: SchemaFile | undefined;

/** Reads schemas.json at the first call: a process that meets no custom resource does not pay for it. */
export function customKinds(): readonly CustomKind[] {
  loaded ??= JSON.parse(readFileSync(join(import.meta.dirname, "schemas.json"), "utf8")) as SchemaFile;
  return loaded.kinds;
}
