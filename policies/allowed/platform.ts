// What the schools of a platform share.
import {
  anyText,
  type Fields,
  listOf,
  oneOf,
  optional,
  type Template,
  text,
  wholeNumber,
} from "../template.ts";
import { duration, envoyGateway, gatewayApi, host, label, ofPlatform, platformLabels } from "./holes.ts";
import type { Allowed } from "./type.ts";

const target: Template = { group: gatewayApi, kind: "Gateway", name: label };
const schools: Template = { from: "Selector", selector: { matchLabels: platformLabels } };
const quantity = text(/\d+(\.\d+)?(m|[KMGT]i?)?/, "a quantity of Kubernetes");

export const namespace: Allowed = {
  inputs: { apiVersion: "v1", kind: "Namespace", metadata: { name: label, labels: platformLabels } },
};

export const gateway: Allowed = {
  inputs: {
    apiVersion: `${gatewayApi}/v1`,
    kind: "Gateway",
    metadata: ofPlatform(label),
    spec: {
      gatewayClassName: label,
      allowedListeners: { namespaces: schools },
      listeners: [{ name: "http", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: schools } }],
    },
  },
};

export const gatewayClass: Allowed = {
  inputs: {
    apiVersion: `${gatewayApi}/v1`,
    kind: "GatewayClass",
    metadata: { name: label, labels: platformLabels },
    spec: {
      controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
      parametersRef: { group: envoyGateway, kind: "EnvoyProxy", name: label, namespace: label },
    },
  },
};

export const envoyProxy: Allowed = {
  inputs: {
    apiVersion: `${envoyGateway}/v1alpha1`,
    kind: "EnvoyProxy",
    metadata: ofPlatform(label),
    spec: {
      mergeBackends: {},
      concurrency: wholeNumber,
      telemetry: {
        accessLog: {
          settings: [
            {
              // No query, no header but the path: what is in them is not for those who read logs.
              format: {
                type: "Text",
                text: text(
                  /(?![\s\S]*(%REQ\((?!:METHOD\))|PATH\((?!NQ:)))[\s\S]+\n/,
                  "no query and no header",
                ),
              },
              sinks: [{ type: "File", file: { path: "/dev/stdout" } }],
            },
          ],
        },
      },
      provider: {
        type: "Kubernetes",
        kubernetes: {
          envoyService: { externalTrafficPolicy: "Local" },
          envoyDeployment: {
            replicas: wholeNumber,
            container: { resources: { requests: { cpu: quantity, memory: quantity } } },
            pod: {
              topologySpreadConstraints: [
                {
                  topologyKey: "kubernetes.io/hostname",
                  maxSkew: 1,
                  whenUnsatisfiable: "ScheduleAnyway",
                  labelSelector: {
                    matchLabels: {
                      "gateway.envoyproxy.io/owning-gateway-name": label,
                      "gateway.envoyproxy.io/owning-gateway-namespace": label,
                    },
                  },
                  matchLabelKeys: ["pod-template-hash"],
                },
              ],
            },
          },
          envoyPDB: { maxUnavailable: 1 },
        },
      },
    },
  },
};

export const clientTrafficPolicy: Allowed = {
  inputs: {
    apiVersion: `${envoyGateway}/v1alpha1`,
    kind: "ClientTrafficPolicy",
    metadata: ofPlatform(label),
    spec: {
      targetRefs: [target],
      clientIPDetection: { directSourceIP: {} },
      headers: {
        earlyRequestHeaders: { remove: ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded"] },
        lateResponseHeaders: { remove: ["schoolgate-hosts"] },
        withUnderscoresAction: "DropHeader",
      },
      tls: { minVersion: oneOf("1.2", "1.3") },
      http1: { http10: {} },
      connection: { bufferLimit: quantity },
      path: { escapedSlashesAction: "KeepUnchanged", disableMergeSlashes: true },
      timeout: { http: { requestReceivedTimeout: duration } },
    },
  },
};

export const backendTrafficPolicy: Allowed = {
  inputs: {
    apiVersion: `${envoyGateway}/v1alpha1`,
    kind: "BackendTrafficPolicy",
    metadata: ofPlatform(label),
    spec: {
      targetRefs: [target],
      dns: { dnsRefreshRate: duration, respectDnsTtl: true },
      connection: { bufferLimit: quantity },
      timeout: {
        tcp: { connectTimeout: duration },
        http: { streamIdleTimeout: duration, connectionIdleTimeout: duration },
      },
      // A payment must not be made twice.
      retry: { numRetries: wholeNumber, retryOn: { triggers: ["connect-failure", "reset-before-request"] } },
      circuitBreaker: {
        maxConnections: wholeNumber,
        maxPendingRequests: wholeNumber,
        maxParallelRequests: wholeNumber,
        maxParallelRetries: wholeNumber,
      },
    },
  },
};

/** One of the vendor's hosts: the only way out of the edge. */
export const backend: Allowed = {
  inputs: {
    apiVersion: `${envoyGateway}/v1alpha1`,
    kind: "Backend",
    metadata: ofPlatform(label),
    spec: {
      endpoints: [{ fqdn: { hostname: host, port: wholeNumber } }],
      appProtocols: ["gateway.envoyproxy.io/wss"],
    },
  },
};

export const backendTlsPolicy: Allowed = {
  inputs: {
    apiVersion: `${gatewayApi}/v1`,
    kind: "BackendTLSPolicy",
    metadata: ofPlatform(label),
    spec: {
      targetRefs: [{ group: envoyGateway, kind: "Backend", name: label }],
      validation: { hostname: host, wellKnownCACertificates: "System" },
    },
  },
};

export const envoyExtensionPolicy: Allowed = {
  inputs: {
    apiVersion: `${envoyGateway}/v1alpha1`,
    kind: "EnvoyExtensionPolicy",
    metadata: ofPlatform("redirects"),
    spec: { targetRefs: [target], lua: [{ type: "Inline", inline: anyText }] },
  },
};

export const clusterIssuer: Allowed = {
  inputs: {
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name: label, labels: platformLabels },
    spec: oneOf(
      {
        acme: {
          email: anyText,
          server: text(/https:\/\/.+/, "the URL of an ACME directory"),
          privateKeySecretRef: { name: label },
          solvers: [
            {
              http01: {
                gatewayHTTPRoute: {
                  parentRefs: [
                    {
                      group: gatewayApi,
                      kind: "Gateway",
                      name: label,
                      namespace: label,
                      sectionName: "http",
                    },
                  ],
                },
              },
            },
          ],
        },
      },
      { ca: { secretName: label } },
    ),
  },
};

/** What the API server refuses: the expressions are made of the table of what schools may hold. */
const resourceRule: Template = {
  apiGroups: [anyText],
  apiVersions: ["*"],
  operations: oneOf(["CREATE", "UPDATE"], ["UPDATE"]),
  resources: listOf(anyText),
  scope: oneOf("Namespaced", "Cluster"),
};
const admissionName = text(/schoolgate-[-a-z0-9]+/, "schoolgate-<platform>-…");

export const admissionPolicy: Allowed = {
  inputs: {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name: admissionName, labels: platformLabels },
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: listOf(resourceRule),
        excludeResourceRules: optional(listOf(resourceRule)),
      },
      matchConditions: [{ name: "where", expression: anyText }],
      variables: optional(listOf({ name: anyText, expression: anyText })),
      validations: listOf({ expression: anyText, message: anyText }),
    },
  },
};

const binding = (policyName: Template, spec: Fields): Allowed => ({
  inputs: {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: policyName, labels: platformLabels },
    spec: { policyName, validationActions: ["Deny"], ...spec },
  },
});

/** In schools' namespaces; and for the namespaces themselves, whatever they are. */
export const admissionBinding: readonly Allowed[] = [
  binding(admissionName, {
    matchResources: {
      namespaceSelector: {
        matchLabels: platformLabels,
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: [label] }],
      },
    },
  }),
  binding("schoolgate-<stack>-namespaces", {}),
];
