// What @pulumi/kubernetes does with a change, from pulumi/pulumi-kubernetes at 94977969d6 (July 2026, 4.34):
// provider/pkg/provider/diff.go (forceNewProperties) and provider.go (Diff). A kind without a row is replaced for its name
// and its namespace only, custom kinds among them: what the API server would refuse to change in one of those (a CEL rule
// of its CRD) is refused, and not replaced. schoolgate declares no kind whose CRD has such a rule.
import { isRecord } from "../lib/value.ts";
import type { Inputs, TypeRules } from "./rules.ts";

const identity = ["metadata.name", "metadata.namespace"];

/**
 * Kinds that are replaced for more than their identity, by `<group>/<version>:<Kind>` of their token: what the API server
 * would refuse to change.
 */
const rows: Readonly<Record<string, readonly string[]>> = {
  "apps/v1:DaemonSet": ["spec.selector"],
  "apps/v1:Deployment": ["spec.selector"],
  "apps/v1:StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1:Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "core/v1:PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  "core/v1:ResourceQuota": ["spec.scopes"],
  "core/v1:Secret": ["type"],
  "core/v1:Service": ["spec.clusterIP"],
  "rbac.authorization.k8s.io/v1:ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1:RoleBinding": ["roleRef"],
  "storage.k8s.io/v1:StorageClass": ["parameters", "provisioner"],
};

// Their rows are long, and nothing here declares them; Helm releases, YAML and Kustomize groups and patches have rules of
// their own.
const untold = /^(core\/v1:(Pod|PersistentVolume)|(helm\.sh|yaml|kustomize)\/.*|.*:\w+(List|Patch))$/;

/** Data that the API server refuses to change of an object that is `immutable`, and the option that changes it of others. */
const sealable: Readonly<Record<string, { readonly option: string; readonly fields: readonly string[] }>> = {
  "core/v1:ConfigMap": { option: "enableConfigMapMutable", fields: ["data", "binaryData"] },
  "core/v1:Secret": { option: "enableSecretMutable", fields: ["data", "stringData"] },
};

/**
 * The rules of a Kubernetes type.
 * @param token of the resource, such as `kubernetes:core/v1:ConfigMap`
 * @param inputs as wanted
 * @param provider inputs of its provider; without them the provider's defaults hold
 * @returns nothing where the type is no object of Kubernetes' API, or in no table
 */
export function kubernetesRules(token: string, inputs: Inputs, provider: Inputs): TypeRules | undefined {
  const kind = /^kubernetes:([^:]+\/[^:/]+:[A-Z]\w*)$/.exec(token)?.[1];
  if (kind === undefined || untold.test(kind)) return undefined;
  return { replaces: [...identity, ...(rows[kind] ?? []), ...sealedData(kind, inputs, provider)] };
}

/** Data whose change replaces the object: unless the provider is told to change it in place, and the object lets it. */
function sealedData(kind: string, inputs: Inputs, provider: Inputs): readonly string[] {
  const data = sealable[kind];
  if (data === undefined) return [];
  const set = provider[data.option];
  // The SDK hands a provider its settings as JSON texts.
  const isMutable = (set === true || set === "true") && inputs.immutable !== true;
  return isMutable ? [] : data.fields;
}

/**
 * What the API server refuses to change, whoever asks.
 * @param kind `<group>/<version>:<Kind>`
 * @returns `always`: of any object of the kind; `sealed`: of one that is `immutable`
 */
export function fixedFields(kind: string): {
  readonly always: readonly string[];
  readonly sealed: readonly string[];
} {
  const { fields } = sealable[kind] ?? {};
  return { always: rows[kind] ?? [], sealed: fields === undefined ? [] : ["immutable", ...fields] };
}

/**
 * Inputs as the provider takes them: an object without a namespace lies in `default`, and the texts of a Secret are data.
 */
export function asKubernetesTakes(token: string, inputs: Inputs): Inputs {
  if (!token.startsWith("kubernetes:")) return inputs;
  const { metadata, stringData, ...others } = inputs;
  const isDefault = isRecord(metadata) && metadata.namespace === "default";
  const { namespace: _, ...elsewhere } = isDefault ? metadata : {};
  const isText = token === "kubernetes:core/v1:Secret" && stringData !== undefined && !("data" in others);
  return {
    ...others,
    ...(metadata !== undefined && { metadata: isDefault ? elsewhere : metadata }),
    ...(stringData !== undefined && (isText ? { data: stringData } : { stringData })),
  };
}
