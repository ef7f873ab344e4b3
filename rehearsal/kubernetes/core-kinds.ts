// The built-in kinds that a stack of ours or its tests declare. Their top levels are written by hand, strict where a
// mistake is likely; a pod template stays open, since nothing is scheduled here. Kubernetes has more: another built-in
// kind is refused as unknown until it is added here.
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

const string = { type: "string" };
const boolean = { type: "boolean" };
const integer = { type: "integer" };
const open = { type: "object" };
const intOrString = { type: ["integer", "string"] };
const strings = { type: "object", additionalProperties: string };
const head = { apiVersion: string, kind: string, metadata: open };

/** An object with these fields and no others. */
function fields(properties: Record<string, JsonSchema>, ...required: string[]): JsonSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

function listOf(items: JsonSchema, ...keys: string[]): JsonSchema {
  if (keys.length === 0) return { type: "array", items };
  return { type: "array", items, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys };
}

const labelSelector = {
  ...fields({
    matchLabels: strings,
    matchExpressions: listOf(
      fields({ key: string, operator: string, values: listOf(string) }, "key", "operator"),
    ),
  }),
  "x-kubernetes-map-type": "atomic" as const,
};

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
  selector: { ...strings, "x-kubernetes-map-type": "atomic" },
  ports: listOf(servicePort, "port", "protocol"),
  clusterIP: string,
  clusterIPs: listOf(string),
  externalName: string,
  externalIPs: listOf(string),
  externalTrafficPolicy: { type: "string", enum: ["Cluster", "Local"] },
  internalTrafficPolicy: { type: "string", enum: ["Cluster", "Local"], default: "Cluster" },
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

const container = {
  type: "object",
  properties: {
    name: string,
    env: listOf(open, "name"),
    ports: listOf(open, "containerPort", "protocol"),
    volumeMounts: listOf(open, "mountPath"),
  },
  required: ["name"],
};

const podTemplate = fields({
  metadata: open,
  spec: {
    type: "object",
    properties: {
      containers: { ...listOf(container, "name"), minItems: 1 },
      initContainers: listOf(container, "name"),
      volumes: listOf(open, "name"),
    },
    required: ["containers"],
  },
});

const deployment = fields(
  {
    replicas: { type: "integer", minimum: 0, default: 1 },
    selector: labelSelector,
    template: podTemplate,
    strategy: open,
    minReadySeconds: { type: "integer", minimum: 0 },
    paused: boolean,
    progressDeadlineSeconds: { type: "integer", default: 600 },
    revisionHistoryLimit: { type: "integer", default: 10 },
  },
  "selector",
  "template",
);

const policyPort = fields({ protocol: string, port: intOrString, endPort: integer });
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
  fields({
    apiGroups: listOf(string),
    apiVersions: listOf(string),
    operations: listOf(string),
    resources: listOf(string),
    resourceNames: listOf(string),
    scope: { type: "string", enum: ["*", "Cluster", "Namespaced"], default: "*" },
  }),
);
const matchResources = fields({
  namespaceSelector: { ...labelSelector, default: {} },
  objectSelector: { ...labelSelector, default: {} },
  matchPolicy: { type: "string", enum: ["Equivalent", "Exact"], default: "Equivalent" },
  resourceRules: admissionRules,
  excludeResourceRules: admissionRules,
});
const expressions = listOf(fields({ name: string, expression: string }, "name", "expression"), "name");

const admissionPolicy = fields(
  {
    failurePolicy: { type: "string", enum: ["Fail", "Ignore"], default: "Fail" },
    matchConstraints: matchResources,
    matchConditions: expressions,
    paramKind: fields({ apiVersion: string, kind: string }),
    variables: expressions,
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
    paramRef: open,
    validationActions: listOf({ type: "string", enum: ["Audit", "Deny", "Warn"] }),
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
      imagePullSecrets: listOf(open, "name"),
      secrets: listOf(open, "name"),
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
