import { expect, test } from "vitest";
import { Gateway } from "../../../components/platform/gateway.ts";
import { declare, named, outline } from "../../support/declare.ts";

const labels = { "schoolgate/platform": "hz" };
const metadata = { name: "shared", namespace: "edge", labels };
const gatewayRef = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "shared" };
const declared = () =>
  declare(() => {
    new Gateway("hz-edge", { name: "shared", namespace: "edge", labels, replicas: 3, memory: "2Gi" });
  });

test("declares the Gateway, its class, its proxy, and both policies", async () => {
  expect(outline(await declared())).toBe(
    `schoolgate:edge:Gateway hz-edge
  kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy hz-edge-backends
  kubernetes:gateway.networking.k8s.io/v1:GatewayClass hz-edge-class
  kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy hz-edge-clients
  kubernetes:gateway.networking.k8s.io/v1:Gateway hz-edge-gateway
  kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy hz-edge-proxy`,
  );
});

test("listens on :80 alone, and admits listeners and routes of the platform's schools only", async () => {
  const schools = { from: "Selector", selector: { matchLabels: labels } };
  const { inputs, dependencies, options } = named(await declared(), "hz-edge-gateway");
  expect(inputs).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata,
    spec: {
      gatewayClassName: "shared",
      allowedListeners: { namespaces: schools },
      listeners: [{ name: "http", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: schools } }],
    },
  });
  expect(dependencies).toEqual(["hz-edge-class"]);
  expect(options).toEqual({ protect: true });
});

test("the class hands the Gateway to Envoy Gateway, with the proxy's settings", async () => {
  const { inputs, dependencies } = named(await declared(), "hz-edge-class");
  expect(inputs).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "GatewayClass",
    metadata: { name: "shared", labels },
    spec: {
      controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
      parametersRef: {
        group: "gateway.envoyproxy.io",
        kind: "EnvoyProxy",
        name: "shared",
        namespace: "edge",
      },
    },
  });
  expect(dependencies).toEqual(["hz-edge-proxy"]);
});

const line =
  "%START_TIME% %DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT% %REQUESTED_SERVER_NAME(SNI_FIRST:ORIG_OR_HOST)% %REQ(:METHOD)% " +
  "%PATH(NQ:ORIG_OR_PATH)% %PROTOCOL% %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%ms\n";

test("the proxies: on nodes of their own, one cluster an upstream, the clients' addresses, a log without queries", async () => {
  expect(named(await declared(), "hz-edge-proxy").inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "EnvoyProxy",
    metadata,
    spec: {
      mergeBackends: {},
      concurrency: 2,
      telemetry: {
        accessLog: {
          settings: [
            {
              format: { type: "Text", text: line },
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
            replicas: 3,
            container: { resources: { requests: { cpu: "100m", memory: "2Gi" } } },
            pod: {
              topologySpreadConstraints: [
                {
                  maxSkew: 1,
                  topologyKey: "kubernetes.io/hostname",
                  whenUnsatisfiable: "ScheduleAnyway",
                  labelSelector: {
                    matchLabels: {
                      "gateway.envoyproxy.io/owning-gateway-name": "shared",
                      "gateway.envoyproxy.io/owning-gateway-namespace": "edge",
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
  });
});

test("clients: TLS 1.2 at least, their claimed addresses not believed, their paths passed on as asked", async () => {
  expect(named(await declared(), "hz-edge-clients").inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "ClientTrafficPolicy",
    metadata,
    spec: {
      targetRefs: [gatewayRef],
      clientIPDetection: { directSourceIP: {} },
      headers: {
        earlyRequestHeaders: { remove: ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded"] },
        lateResponseHeaders: { remove: ["schoolgate-hosts"] },
        withUnderscoresAction: "DropHeader",
      },
      tls: { minVersion: "1.2" },
      http1: { http10: {} },
      connection: { bufferLimit: "256Ki" },
      path: { escapedSlashesAction: "KeepUnchanged", disableMergeSlashes: true },
      timeout: { http: { requestReceivedTimeout: "300s" } },
    },
  });
});

test("upstreams: only what did not reach them is sent again", async () => {
  expect(named(await declared(), "hz-edge-backends").inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "BackendTrafficPolicy",
    metadata,
    spec: {
      targetRefs: [gatewayRef],
      dns: { dnsRefreshRate: "30s", respectDnsTtl: true },
      connection: { bufferLimit: "256Ki" },
      timeout: {
        tcp: { connectTimeout: "5s" },
        http: { streamIdleTimeout: "60s", connectionIdleTimeout: "15s" },
      },
      retry: { numRetries: 2, retryOn: { triggers: ["connect-failure", "reset-before-request"] } },
      circuitBreaker: {
        maxConnections: 4096,
        maxPendingRequests: 4096,
        maxParallelRequests: 8192,
        maxParallelRetries: 64,
      },
    },
  });
});
