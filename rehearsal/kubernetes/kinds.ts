// Which kinds the stand-in's API server serves.
import { coreKinds } from "./core-kinds.ts";
import { StatusError } from "./errors.ts";
import { objectMeta } from "./schema-parts.ts";
import { customKinds, type JsonSchema } from "./schemas.ts";

/** One kind in one version. */
export interface Kind {
  readonly apiVersion: string;
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly schema: JsonSchema;
  /** As the API server names the kind in its messages: `HTTPRoute.gateway.networking.k8s.io`, `ConfigMap`. */
  readonly qualifiedKind: string;
  /** As it names the resource: `httproutes.gateway.networking.k8s.io`, `configmaps`. */
  readonly resource: string;
}

const met = new Map<string, Kind>();

/**
 * The kind of an object.
 * @throws the API server's `no matches for kind …` where it serves no such kind in this version.
 */
export function kindOf(apiVersion: string, kind: string): Kind {
  const key = `${apiVersion}/${kind}`;
  const known = met.get(key);
  if (known) return known;
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const found =
    (version === "v1" && coreKinds.find((core) => core.group === group && core.kind === kind)) ||
    customKinds().find(
      (custom) => custom.group === group && custom.kind === kind && custom.versions.includes(version),
    );
  if (!found) throw new StatusError("NotFound", `no matches for kind "${kind}" in version "${apiVersion}"`);
  const suffix = group === "" ? "" : `.${group}`;
  const entry = {
    ...{ apiVersion, group, version, kind, namespaced: found.namespaced },
    schema: { ...found.schema, properties: { ...found.schema.properties, metadata: objectMeta } },
    ...{ qualifiedKind: `${kind}${suffix}`, resource: `${found.plural}${suffix}` },
  };
  met.set(key, entry);
  return entry;
}

/** What a kind is called in providers/kubernetes.ts. */
export function tableKey({ group, version, kind }: Pick<Kind, "group" | "version" | "kind">): string {
  return `${group || "core"}/${version}:${kind}`;
}

/** The Pulumi types of all kinds in all versions, as a fault plan may name them. */
export function resourceTypes(): string[] {
  const core = coreKinds.map((kind) => `kubernetes:${tableKey({ ...kind, version: "v1" })}`);
  const custom = customKinds().flatMap((kind) =>
    kind.versions.map((version) => `kubernetes:${tableKey({ ...kind, version })}`),
  );
  return [...core, ...custom];
}
