// Writes schemas.json: the schemas of the custom resources that the stand-in's API server knows, taken from the CRDs in
// the pinned Go modules of Envoy Gateway (whose chart brings Gateway API's, in the experimental channel) and cert-manager,
// and from Terway's, which is written down in terway-crd.ts.
// Run by `npm run crds`, which needs the `go` command and its module proxy; everybody else reads the committed file.
//
// Left out: prose, `status` (a stand-in has no controllers), CEL rules (`x-kubernetes-validations`) and formats, which
// the real API server of the local edge checks, and what lies below `openFields`.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { messageOf } from "../../lib/system-errors.ts";
import { isRecord } from "../../lib/value.ts";
import type { Properties } from "../stand-in.ts";
import type { CustomKind, JsonSchema, SchemaFile } from "./schemas.ts";
import { podNetworking } from "./terway-crd.ts";

const sources = [
  {
    module: "github.com/envoyproxy/gateway@v1.9.1",
    licence: "Apache-2.0",
    folders: ["charts/gateway-helm/charts/crds/crds", "charts/gateway-helm/charts/crds/crds/generated"],
    kinds: [
      ...["BackendTLSPolicy", "Gateway", "GatewayClass", "HTTPRoute", "ListenerSet", "ReferenceGrant"],
      ...["Backend", "BackendTrafficPolicy", "ClientTrafficPolicy", "EnvoyExtensionPolicy", "EnvoyProxy"],
      "HTTPRouteFilter",
    ],
  },
  {
    module: "github.com/cert-manager/cert-manager@v1.21.2",
    licence: "Apache-2.0",
    folders: ["deploy/crds"],
    kinds: ["Certificate", "ClusterIssuer", "Issuer"],
  },
];

/**
 * Fields that take anything of their type: Kubernetes' own pod fields, and the connection settings of a policy's own
 * helpers. They are most of the schemas they stand in and cost most of the time to compile them, and neither a school
 * nor its platform sets one.
 */
const openFields = new Set(["backendSettings", "initContainers", "pod", "podTemplate"]);

/** The fields of a CustomResourceDefinition that are read. */
export interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage?: boolean;
      readonly subresources?: Properties;
      readonly schema: { readonly openAPIV3Schema: Properties };
    }[];
  };
}

/** The kinds that a CRD serves: one entry for all its versions of one schema. */
export function kindsOf({ spec }: CustomResourceDefinition): CustomKind[] {
  const bySchema = new Map<string, CustomKind & { versions: string[] }>();
  for (const version of spec.versions.filter((candidate) => candidate.served)) {
    const schema = topLevel(toJsonSchema(version.schema.openAPIV3Schema));
    const key = JSON.stringify(schema);
    const known = bySchema.get(key);
    if (known) known.versions.push(version.name);
    else {
      const { kind, plural } = spec.names;
      bySchema.set(key, {
        ...{ group: spec.group, versions: [version.name], kind, plural },
        ...{ namespaced: spec.scope === "Namespaced", schema },
      });
    }
  }
  return [...bySchema.values()];
}

/**
 * Left out: `apiVersion`, `kind` and `metadata`, which are checked elsewhere, and `status`, which no program
 * declares.
 */
function topLevel(schema: JsonSchema): JsonSchema {
  const { status: _status, ...properties } = schema.properties ?? {};
  return { ...schema, properties: { ...properties, metadata: { type: "object" } } };
}

/**
 * A structural schema in the dialect that ajv checks: an object takes only the fields it names, as under the API
 * server's strict field validation, and an int-or-string is a union type. List types stay: server-side apply and the
 * check for duplicates read them.
 */
export function toJsonSchema(structural: Properties): JsonSchema {
  const schema: Record<string, unknown> = {};
  const intOrString = structural["x-kubernetes-int-or-string"] === true;
  for (const [key, value] of Object.entries(structural)) {
    if (dropped.has(key) || (intOrString && key === "anyOf")) continue;
    if (schemaMaps.has(key) && isRecord(value)) schema[key] = mapValues(value);
    else if (isRecord(value) && key !== "default") schema[key] = toJsonSchema(value);
    else if (schemaLists.has(key) && Array.isArray(value)) schema[key] = value.map(toJsonSchema);
    else schema[key] = value;
  }
  if (intOrString) schema.type = ["integer", "string"];
  const closed = structural.type === "object" && structural.properties !== undefined;
  const keepsUnknown = structural["x-kubernetes-preserve-unknown-fields"] === true;
  if (closed && !keepsUnknown && structural.additionalProperties === undefined)
    schema.additionalProperties = false;
  return schema;
}

const dropped = new Set([
  ...["description", "title", "example", "externalDocs", "format"],
  ...["x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations"],
]);
const schemaMaps = new Set(["properties", "patternProperties"]);
const schemaLists = new Set(["allOf", "anyOf", "oneOf"]);

function mapValues(schemas: Properties): Record<string, JsonSchema> {
  const mapped: Record<string, JsonSchema> = {};
  for (const [name, child] of Object.entries(schemas)) {
    if (isRecord(child))
      mapped[name] = openFields.has(name) ? { type: String(child.type) } : toJsonSchema(child);
  }
  return mapped;
}

/** The folder of a Go module's source, downloaded where it is not there yet. */
function downloaded(module: string): string {
  try {
    const answer = execFileSync("go", ["mod", "download", "-json", module], { encoding: "utf8" });
    return (JSON.parse(answer) as { Dir: string }).Dir;
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`cannot download the Go module ${module} (needs Go and its module proxy): ${reason}`);
  }
}

function customKinds(source: (typeof sources)[number]): CustomKind[] {
  const root = downloaded(source.module);
  const found = source.folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(".yaml"))
      .flatMap((file) => parseAllDocuments(readFileSync(join(root, folder, file), "utf8")))
      .map((document) => document.toJS() as CustomResourceDefinition | null)
      .filter((manifest) => manifest?.kind === "CustomResourceDefinition")
      .flatMap((manifest) =>
        manifest && source.kinds.includes(manifest.spec.names.kind) ? kindsOf(manifest) : [],
      ),
  );
  const missing = source.kinds.filter((kind) => !found.some((candidate) => candidate.kind === kind));
  if (missing.length > 0) throw new Error(`${source.module} has no CRD of ${missing.join(", ")}`);
  return found;
}

if (import.meta.main) {
  const file: SchemaFile = {
    about:
      "Generated by `npm run crds` from the CRDs of these modules and terway-crd.ts. What is left out: see crds.ts.",
    sources: sources.map(({ module, licence }) => ({ module, licence })),
    kinds: [...sources.flatMap(customKinds), ...kindsOf(podNetworking)],
  };
  const { kinds, ...head } = file;
  // One line a kind: a new module version shows in a diff as the kinds that it changed.
  const lines = kinds.map((kind) => `    ${JSON.stringify(kind)}`).join(",\n");
  const text = `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "kinds": [\n${lines}\n  ]\n}\n`;
  writeFileSync(join(import.meta.dirname, "schemas.json"), text);
}
