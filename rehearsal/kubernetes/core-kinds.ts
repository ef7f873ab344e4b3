// The built-in kinds that a stack of ours or its tests declare. Their top levels are written by hand, strict where a
// mistake is likely; a pod template stays open, since nothing is scheduled here. Kubernetes has more: another built-in
// kind is refused as unknown until it is added here.
import { podTemplate } from "./pod-template.ts";
import {
  atomic,
  boolean,
  fields,
  integer,
  intOrString,
  listOf,
  objectMeta,
  open,
  setOf,
  some,
  string,
  strings,
} from "./schema-parts.ts";
import type { JsonSchema } from "./schemas.ts";

/** A built-in kind. */
export interface CoreKind {
  /** "" for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly schema: JsonSchema;
}

const head = { apiVersion: string, kind: string, metadata: objectMeta };

const labelSelector = atomic(
  fields({
    matchLabels: strings,
    matchExpressions: listOf(
      fields({ key: string, operator: string, values: listOf(string) }, "key", "operator"),
    ),
  }),
);

const servicePort = fields(
  {
    name: string,
    appProtocol: string,
    protocol: { type: "string", enum: ["SCTP", "TCP", "UDP"], default: "TCP" },
    port: { type: "integer", minimum: 1, maximum: 65535 },
    targetPort: intOrString,
    nodePort: integer,
  },
  "port",
);

const service = fields({
  type: {
    type: "string",
    enum: ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"],
    default: "ClusterIP",
  },
  selector: atomic(strings),
  ports: listOf(servicePort, "port", "protocol"),
  clusterIP: string,
  clusterIPs: listOf(string),
  externalName: string,
  externalIPs: listOf(string),
  externalTrafficPolicy: { type: "string", enum: ["Cluster", "Local"] },
  internalTrafficPolicy: { type: "string", enum: ["Cluster", "Local"] },
  ipFamilies: listOf(string),
  ipFamilyPolicy: string,
  loadBalancerClass: string,
  loadBalancerIP: string,
  loadBalancerSourceRanges: listOf(string),
  publishNotReadyAddresses: boolean,
  sessionAffinity: { type: "string", enum: ["ClientIP", "None"], default: "None" },
  sessionAffinityConfig: open,
  trafficDistribution: string,
  allocateLoadBalancerNodePorts: boolean,
  healthCheckNodePort: integer,
});

const deployment = fields(
  {
    replicas: { type: "integer", minimum: 0, default: 1 },
    selector: labelSelector,
    template: podTemplate,
    strategy: {
      ...some({ type: { ...string, default: "RollingUpdate" } }),
      default: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } },
    },
    minReadySeconds: { type: "integer", minimum: 0 },
    paused: boolean,
    progressDeadlineSeconds: { type: "integer", default: 600 },
    revisionHistoryLimit: { type: "integer", default: 10 },
  },
  "selector",
  "template",
);

const policyPort = fields({ protocol: { ...string, default: "TCP" }, port: intOrString, endPort: integer });
const policyPeer = fields({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: fields({ cidr: string, except: listOf(string) }, "cidr"),
});
const networkPolicy = fields({
  podSelector: labelSelector,
  policyTypes: listOf({ type: "string", enum: ["Egress", "Ingress"] }),
  ingress: listOf(fields({ from: listOf(policyPeer), ports: listOf(policyPort) })),
  egress: listOf(fields({ to: listOf(policyPeer), ports: listOf(policyPort) })),
});

const disruptionBudget = fields({
  minAvailable: intOrString,
  maxUnavailable: intOrString,
  selector: labelSelector,
  unhealthyPodEvictionPolicy: { type: "string", enum: ["AlwaysAllow", "IfHealthyBudget"] },
});

const admissionRules = listOf(
  atomic(
    fields({
      apiGroups: listOf(string),
      apiVersions: listOf(string),
      operations: listOf(string),
      resources: listOf(string),
      resourceNames: listOf(string),
      scope: { type: "string", enum: ["*", "Cluster", "Namespaced"], default: "*" },
    }),
  ),
);
const matchResources = atomic(
  fields({
    namespaceSelector: { ...labelSelector, default: {} },
    objectSelector: { ...labelSelector, default: {} },
    matchPolicy: { type: "string", enum: ["Equivalent", "Exact"], default: "Equivalent" },
    resourceRules: admissionRules,
    excludeResourceRules: admissionRules,
  }),
);
const expression = fields({ name: string, expression: string }, "name", "expression");

const admissionPolicy = fields(
  {
    failurePolicy: { type: "string", enum: ["Fail", "Ignore"], default: "Fail" },
    matchConstraints: matchResources,
    matchConditions: listOf(expression, "name"),
    paramKind: atomic(fields({ apiVersion: string, kind: string })),
    variables: listOf(atomic(expression), "name"),
    validations: listOf(
      fields(
        { expression: string, message: string, messageExpression: string, reason: string },
        "expression",
      ),
    ),
    auditAnnotations: listOf(fields({ key: string, valueExpression: string }, "key", "valueExpression")),
  },
  "matchConstraints",
);

const admissionBinding = fields(
  {
    policyName: string,
    matchResources,
    paramRef: atomic(open),
    validationActions: setOf({ type: "string", enum: ["Audit", "Deny", "Warn"] }),
  },
  "policyName",
  "validationActions",
);

/** The built-in kinds, each served as version v1 of its group. */
export const coreKinds: readonly CoreKind[] = [
  {
    ...{ group: "", kind: "Namespace", plural: "namespaces", namespaced: false },
    schema: fields({ ...head, spec: fields({ finalizers: listOf(string) }) }),
  },
  {
    ...{ group: "", kind: "ConfigMap", plural: "configmaps", namespaced: true },
    schema: fields({ ...head, data: strings, binaryData: strings, immutable: boolean }),
  },
  {
    ...{ group: "", kind: "Secret", plural: "secrets", namespaced: true },
    schema: fields({
      ...head,
      data: strings,
      immutable: boolean,
      type: { type: "string", default: "Opaque" },
    }),
  },
  {
    ...{ group: "", kind: "Service", plural: "services", namespaced: true },
    schema: fields({ ...head, spec: service }),
  },
  {
    ...{ group: "", kind: "ServiceAccount", plural: "serviceaccounts", namespaced: true },
    schema: fields({
      ...head,
      automountServiceAccountToken: boolean,
      imagePullSecrets: listOf(atomic(open)),
      secrets: listOf(atomic(open), "name"),
    }),
  },
  {
    ...{ group: "apps", kind: "Deployment", plural: "deployments", namespaced: true },
    schema: fields({ ...head, spec: deployment }, "spec"),
  },
  {
    ...{ group: "networking.k8s.io", kind: "NetworkPolicy", plural: "networkpolicies", namespaced: true },
    schema: fields({ ...head, spec: networkPolicy }),
  },
  {
    ...{ group: "policy", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets", namespaced: true },
    schema: fields({ ...head, spec: disruptionBudget }),
  },
  {
    ...{ group: "admissionregistration.k8s.io", kind: "ValidatingAdmissionPolicy", namespaced: false },
    ...{ plural: "validatingadmissionpolicies", schema: fields({ ...head, spec: admissionPolicy }, "spec") },
  },
  {
    ...{ group: "admissionregistration.k8s.io", kind: "ValidatingAdmissionPolicyBinding", namespaced: false },
    plural: "validatingadmissionpolicybindings",
    schema: fields({ ...head, spec: admissionBinding }, "spec"),
  },
];
