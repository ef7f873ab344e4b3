// One small valid and one invalid object of every kind that the stand-in's API server knows.

export interface Example {
  readonly apiVersion: string;
  readonly kind: string;
  /** What a valid object has besides apiVersion, kind and metadata. */
  readonly valid: Record<string, unknown>;
  /** What an invalid one has instead, */
  readonly invalid: Record<string, unknown>;
  /** and what the API server says of it, for an object named `example`. */
  readonly refusal: string;
}

const gateway = "gateway.networking.k8s.io/v1";
const envoy = "gateway.envoyproxy.io/v1alpha1";
const admission = "admissionregistration.k8s.io/v1";
const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
const certManager = "cert-manager.io/v1";
const selector = { matchLabels: { app: "a" } };
const template = {
  metadata: { labels: { app: "a" } },
  spec: { containers: [{ name: "a", image: "envoyproxy/envoy" }] },
};
const terway = "network.alibabacloud.com/v1beta1";
const target = { group: "gateway.envoyproxy.io", kind: "Backend", name: "hub" };

function cannot(kind: string, version: string, field: string): string {
  return `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: unknown field "${field}"`;
}

export const examples: readonly Example[] = [
  {
    ...{ apiVersion: "v1", kind: "Namespace", valid: {}, invalid: { spec: { finalizer: "x" } } },
    refusal: cannot("Namespace", "v1", "spec.finalizer"),
  },
  {
    ...{
      apiVersion: "v1",
      kind: "ConfigMap",
      valid: { data: { "response.body": "x" } },
      invalid: { data: { "a/b": "x" } },
    },
    refusal: `ConfigMap "example" is invalid: data[a/b]: Invalid value: "a/b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
  },
  {
    ...{
      apiVersion: "v1",
      kind: "Secret",
      valid: { data: { a: "eA==" } },
      invalid: { data: { a: "not base64" } },
    },
    refusal: 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3',
  },
  {
    ...{ apiVersion: "v1", kind: "Service", valid: { spec: { ports: [{ port: 80 }] } } },
    invalid: { spec: { ports: [{ port: 80 }, { port: 80, protocol: "TCP" }] } },
    refusal: 'Service "example" is invalid: spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}',
  },
  {
    ...{
      apiVersion: "v1",
      kind: "ServiceAccount",
      valid: {},
      invalid: { automountServiceAccountToken: "no" },
    },
    refusal:
      'ServiceAccount "example" is invalid: automountServiceAccountToken: Invalid value: "string": automountServiceAccountToken in body must be of type boolean: "string"',
  },
  {
    ...{ apiVersion: "apps/v1", kind: "Deployment", valid: { spec: { selector, template } } },
    invalid: { spec: { selector: { matchLabels: { app: "b" } }, template } },
    refusal:
      'Deployment.apps "example" is invalid: spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
  },
  {
    ...{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", valid: { spec: { podSelector: {} } } },
    invalid: { spec: { podSelector: {}, policyTypes: ["Outgress"] } },
    refusal:
      'NetworkPolicy.networking.k8s.io "example" is invalid: spec.policyTypes[0]: Unsupported value: "Outgress": supported values: "Egress", "Ingress"',
  },
  {
    ...{
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      valid: { spec: { minAvailable: "50%", selector } },
    },
    invalid: { spec: { minAvailable: true } },
    refusal:
      'PodDisruptionBudget.policy "example" is invalid: spec.minAvailable: Invalid value: "boolean": spec.minAvailable in body must be of type integer,string: "boolean"',
  },
  {
    ...{ apiVersion: admission, kind: "ValidatingAdmissionPolicy" },
    valid: { spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: "true" }] } },
    invalid: { spec: { matchConstraints: { resourceRules: [rule] }, failurePolicy: "Deny" } },
    refusal:
      'ValidatingAdmissionPolicy.admissionregistration.k8s.io "example" is invalid: spec.failurePolicy: Unsupported value: "Deny": supported values: "Fail", "Ignore"',
  },
  {
    ...{ apiVersion: admission, kind: "ValidatingAdmissionPolicyBinding" },
    valid: { spec: { policyName: "schoolgate-hz-routes", validationActions: ["Deny"] } },
    invalid: { spec: { policy: "schoolgate-hz-routes", validationActions: ["Deny"] } },
    refusal: cannot("ValidatingAdmissionPolicyBinding", "v1", "spec.policy"),
  },
  {
    ...{
      apiVersion: gateway,
      kind: "GatewayClass",
      valid: { spec: { controllerName: "example.com/controller" } },
    },
    invalid: { spec: {} },
    refusal:
      'GatewayClass.gateway.networking.k8s.io "example" is invalid: spec.controllerName: Required value',
  },
  {
    ...{ apiVersion: gateway, kind: "Gateway" },
    valid: { spec: { gatewayClassName: "eg", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] } },
    invalid: { spec: { gatewayClassName: "eg", listeners: [{ name: "http", port: 0, protocol: "HTTP" }] } },
    refusal:
      'Gateway.gateway.networking.k8s.io "example" is invalid: spec.listeners[0].port: Invalid value: 0: spec.listeners[0].port in body should be greater than or equal to 1',
  },
  {
    ...{ apiVersion: gateway, kind: "HTTPRoute" },
    valid: {
      spec: { hostnames: ["api1.xxxedu.cn"], rules: [{ backendRefs: [{ name: "hub", port: 8080 }] }] },
    },
    invalid: { spec: { rules: [{ matches: [{ path: { type: "Prefix" } }], timeouts: { request: "60" } }] } },
    refusal:
      'HTTPRoute.gateway.networking.k8s.io "example" is invalid: [spec.rules[0].matches[0].path.type: Unsupported value: "Prefix": supported values: "Exact", "PathPrefix", "RegularExpression", spec.rules[0].timeouts.request: Invalid value: "60": spec.rules[0].timeouts.request in body should match \'^([0-9]{1,5}(h|m|s|ms)){1,4}$\']',
  },
  {
    ...{ apiVersion: gateway, kind: "ListenerSet" },
    valid: {
      spec: { parentRef: { name: "shared" }, listeners: [{ name: "a", port: 443, protocol: "HTTPS" }] },
    },
    invalid: {
      spec: {
        parentRef: { name: "shared" },
        listeners: [
          { name: "a", port: 443, protocol: "HTTPS" },
          { name: "a", port: 80, protocol: "HTTP" },
        ],
      },
    },
    refusal:
      'ListenerSet.gateway.networking.k8s.io "example" is invalid: spec.listeners[1]: Duplicate value: {"name":"a"}',
  },
  {
    ...{ apiVersion: gateway, kind: "ReferenceGrant" },
    valid: {
      spec: {
        from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "school-demo" }],
        to: [{ group: "gateway.envoyproxy.io", kind: "Backend" }],
      },
    },
    invalid: { spec: { from: [], to: [{ group: "", kind: "Service" }] } },
    refusal:
      'ReferenceGrant.gateway.networking.k8s.io "example" is invalid: spec.from: Invalid value: 0: spec.from in body should have at least 1 items',
  },
  {
    ...{ apiVersion: gateway, kind: "BackendTLSPolicy" },
    valid: {
      spec: {
        targetRefs: [target],
        validation: { hostname: "hub.17wanxiao.com", wellKnownCACertificates: "System" },
      },
    },
    invalid: {
      spec: { targetRefs: [target], validation: { hostname: "hub.17wanxiao.com", insecure: true } },
    },
    refusal: cannot("BackendTLSPolicy", "v1", "spec.validation.insecure"),
  },
  {
    ...{ apiVersion: envoy, kind: "Backend" },
    valid: { spec: { endpoints: [{ fqdn: { hostname: "hub.17wanxiao.com", port: 8080 } }] } },
    invalid: { spec: { endpoints: [{ fqdn: { hostname: "hub.17wanxiao.com", port: 70_000 } }] } },
    refusal:
      'Backend.gateway.envoyproxy.io "example" is invalid: spec.endpoints[0].fqdn.port: Invalid value: 70000: spec.endpoints[0].fqdn.port in body should be less than or equal to 65535',
  },
  {
    ...{ apiVersion: envoy, kind: "BackendTrafficPolicy" },
    valid: { spec: { targetRefs: [target], dns: { dnsRefreshRate: "30s" } } },
    invalid: { spec: { targetRefs: [target], retry: { numRetries: "three" } } },
    refusal:
      'BackendTrafficPolicy.gateway.envoyproxy.io "example" is invalid: spec.retry.numRetries: Invalid value: "string": spec.retry.numRetries in body must be of type integer: "string"',
  },
  {
    ...{ apiVersion: envoy, kind: "ClientTrafficPolicy" },
    valid: { spec: { tls: { minVersion: "1.2" } } },
    invalid: { spec: { tls: { minVersion: "1.4" } } },
    refusal:
      'ClientTrafficPolicy.gateway.envoyproxy.io "example" is invalid: spec.tls.minVersion: Unsupported value: "1.4": supported values: "Auto", "1.0", "1.1", "1.2", "1.3"',
  },
  {
    ...{ apiVersion: envoy, kind: "EnvoyExtensionPolicy" },
    valid: { spec: { lua: [{ type: "Inline", inline: "function envoy_on_response() end" }] } },
    invalid: { spec: { lua: [{ type: "Inlined" }] } },
    refusal:
      'EnvoyExtensionPolicy.gateway.envoyproxy.io "example" is invalid: spec.lua[0].type: Unsupported value: "Inlined": supported values: "Inline", "ValueRef"',
  },
  {
    ...{ apiVersion: envoy, kind: "EnvoyProxy" },
    valid: {
      spec: {
        mergeBackends: {},
        provider: { type: "Kubernetes", kubernetes: { envoyDeployment: { pod: { any: 1 } } } },
      },
    },
    invalid: { spec: { mergeBackend: {} } },
    refusal: cannot("EnvoyProxy", "v1alpha1", "spec.mergeBackend"),
  },
  {
    ...{ apiVersion: envoy, kind: "HTTPRouteFilter" },
    valid: { spec: { directResponse: { statusCode: 404 } } },
    invalid: { spec: { directResponse: { body: { type: "File" } } } },
    refusal:
      'HTTPRouteFilter.gateway.envoyproxy.io "example" is invalid: spec.directResponse.body.type: Unsupported value: "File": supported values: "Inline", "ValueRef"',
  },
  {
    ...{ apiVersion: certManager, kind: "Certificate" },
    valid: { spec: { secretName: "api1-tls", dnsNames: ["api1.xxxedu.cn"], issuerRef: { name: "acme" } } },
    invalid: { spec: { dnsNames: ["api1.xxxedu.cn"], issuerRef: { name: "acme" } } },
    refusal: 'Certificate.cert-manager.io "example" is invalid: spec.secretName: Required value',
  },
  {
    ...{ apiVersion: certManager, kind: "ClusterIssuer", valid: { spec: { selfSigned: {} } } },
    invalid: { spec: { ca: { secret: "root" } } },
    refusal: cannot("ClusterIssuer", "v1", "spec.ca.secret"),
  },
  {
    ...{ apiVersion: certManager, kind: "Issuer", valid: { spec: { ca: { secretName: "root" } } } },
    invalid: { spec: { ca: {} } },
    refusal: 'Issuer.cert-manager.io "example" is invalid: spec.ca.secretName: Required value',
  },
  {
    ...{ apiVersion: terway, kind: "PodNetworking" },
    valid: {
      spec: { eniOptions: { eniType: "Default" }, vSwitchOptions: ["vsw-1"], securityGroupIDs: ["sg-1"] },
    },
    invalid: { spec: { eniOptions: { eniType: "Trunked" } } },
    refusal:
      'PodNetworking.network.alibabacloud.com "example" is invalid: spec.eniOptions.eniType: Unsupported value: "Trunked": supported values: "Default", "ENI", "Trunk"',
  },
];
