// What @pulumi/kubernetes does with a change, from pulumi/pulumi-kubernetes at 94977969d6 (July 2026, 4.34):
// provider/pkg/provider/diff.go (forceNewProperties) and provider.go (Diff). A kind without a row is replaced for its name
// and its namespace only, custom kinds among them: what the API server would refuse to change in one of those (a CEL rule
// of its CRD) is refused, and not replaced. schoolgate declares no kind whose CRD has such a rule.
import { isRecord } from "../lib/value.ts";
import type { Inputs, TypeRules } from "./rules.ts";

const identity = ["metadata.name", "metadata.namespace"];

/** Kinds that are replaced for more than their identity, by `<group>/<version>:<Kind>` of their token. */
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

/** Data that a change of replaces: unless the provider is told to change it in place, and the object lets it. */
function sealedData(kind: string, inputs: Inputs, provider: Inputs): string[] {
  // The SDK hands a provider its settings as JSON texts.
  const sealed = (option: string) =>
    (provider[option] !== true && provider[option] !== "true") || inputs.immutable === true;
  if (kind === "core/v1:ConfigMap" && sealed("enableConfigMapMutable")) return ["binaryData", "data"];
  if (kind === "core/v1:Secret" && sealed("enableSecretMutable")) return ["data", "stringData"];
  return [];
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
