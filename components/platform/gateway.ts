import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { spread } from "../pod-spread.ts";
import { type Retirable, retiredInput } from "../retired.ts";
import { tokens } from "../tokens.ts";
import { frontagesHeader } from "./redirect-script.ts";

export interface GatewayArgs extends Retirable {
  /** Name of the Gateway, its class and its proxy's settings. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  /** Labels of the platform; namespaces that carry them may attach listeners and routes. */
  readonly labels: Record<string, string>;
  /** How many Envoys serve it, each with two worker threads. */
  readonly replicas: number;
  /** Memory that each of them asks its node for, as a Kubernetes quantity. */
  readonly memory: string;
}

/**
 * What Envoy holds of a body on each side of a request, until the other side has taken it. With Envoy Gateway's own 32 KiB
 * a large answer over HTTP/2 stops and goes at every second frame: 1 MB took 2.5 times the time of a core.
 */
const bufferLimit = "256Ki";

const eg = "gateway.envoyproxy.io/v1alpha1";
const gatewayApi = "gateway.networking.k8s.io/v1";

/**
 * The one Gateway that all schools of a platform share. It listens on :80 only: what serves there is verify files,
 * ACME challenges and redirects. HTTPS listeners come with each school's ListenerSet.
 */
export class Gateway extends pulumi.ComponentResource {
  /** Name of the Gateway, once it is there. */
  readonly name: pulumi.Output<string>;
  readonly #name: string;
  readonly #args: GatewayArgs;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Gateway, name, retiredInput(args), opts);
    this.#name = name;
    this.#args = args;
    const proxy = this.#object("proxy", eg, "EnvoyProxy", {
      // One cluster an upstream, not one a route: an eighth of Envoy's memory at 500 schools.
      mergeBackends: {},
      // Envoy's default is a thread for each core of its node, and each holds 0.2 MB a school for what brings redirects back.
      concurrency: 2,
      telemetry: { accessLog: { settings: [accessLog] } },
      provider: {
        type: "Kubernetes",
        // The client's address survives only on the node that it reached.
        kubernetes: {
          envoyService: { externalTrafficPolicy: "Local" },
          envoyDeployment: {
            replicas: args.replicas,
            container: { resources: { requests: { cpu: "100m", memory: args.memory } } },
            pod: { topologySpreadConstraints: [spread("kubernetes.io/hostname", podLabels(args))] },
          },
          // A node that is drained takes one at a time.
          envoyPDB: { maxUnavailable: 1 },
        },
      },
    });
    const gatewayClass = new k8s.apiextensions.CustomResource(
      `${name}-class`,
      {
        apiVersion: gatewayApi,
        kind: "GatewayClass",
        metadata: { name: args.name, labels: args.labels },
        spec: {
          controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
          parametersRef: {
            group: "gateway.envoyproxy.io",
            kind: "EnvoyProxy",
            name: proxy.metadata.name,
            namespace: args.namespace,
          },
        },
      },
      { parent: this },
    );
    const gateway = this.#gateway(gatewayClass.metadata.name);
    this.name = gateway.metadata.name;
    this.#clients(this.name);
    this.#backends(this.name);
    this.registerOutputs({ name: this.name });
  }

  #gateway(className: pulumi.Input<string>): k8s.apiextensions.CustomResource {
    const schools = { from: "Selector", selector: { matchLabels: this.#args.labels } };
    const spec = {
      gatewayClassName: className,
      allowedListeners: { namespaces: schools },
      listeners: [{ name: "http", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: schools } }],
    };
    // Another Gateway has another address, and every school's domains point at this one's.
    return this.#object("gateway", gatewayApi, "Gateway", spec, { protect: this.#args.retired !== true });
  }

  /** How clients connect to the Gateway. */
  #clients(gateway: pulumi.Input<string>): void {
    this.#object("clients", eg, "ClientTrafficPolicy", {
      targetRefs: [target(gateway)],
      // The connection's own address is the client's, and what a client claims of itself goes no further: the upstream
      // would read it before what the edge adds.
      clientIPDetection: { directSourceIP: {} },
      headers: {
        earlyRequestHeaders: { remove: ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded"] },
        // Routes write this header for the platform's own script. Clients never see it, with or without a script.
        lateResponseHeaders: { remove: [frontagesHeader] },
        // As nginx does by default; Envoy Gateway's default refuses the whole request.
        withUnderscoresAction: "DropHeader",
      },
      tls: { minVersion: "1.2" },
      // Old health checks and proxies ask so, and perhaps whoever asks for a verify file: Envoy's default refuses them (426).
      http1: { http10: {} },
      connection: { bufferLimit },
      // A path reaches the upstream as it was asked for.
      path: { escapedSlashesAction: "KeepUnchanged", disableMergeSlashes: true },
      timeout: { http: { requestReceivedTimeout: "300s" } },
    });
  }

  /** How the Gateway connects to upstreams. */
  #backends(gateway: pulumi.Input<string>): void {
    this.#object("backends", eg, "BackendTrafficPolicy", {
      targetRefs: [target(gateway)],
      dns: { dnsRefreshRate: "30s", respectDnsTtl: true },
      connection: { bufferLimit },
      timeout: {
        tcp: { connectTimeout: "5s" },
        http: {
          // A long answer is fine, a stalled one is not.
          streamIdleTimeout: "60s",
          // Shorter than servers keep theirs (Tomcat: 20 s): what is sent as they close it would be lost.
          connectionIdleTimeout: "15s",
        },
      },
      // Only what certainly did not reach the upstream is sent again: a payment must not be made twice.
      retry: { numRetries: 2, retryOn: { triggers: ["connect-failure", "reset-before-request"] } },
      circuitBreaker: {
        maxConnections: 4096,
        maxPendingRequests: 4096,
        maxParallelRequests: 8192,
        maxParallelRetries: 64,
      },
    });
  }

  #object(
    role: string,
    apiVersion: string,
    kind: string,
    spec: object,
    opts?: pulumi.CustomResourceOptions,
  ): k8s.apiextensions.CustomResource {
    const { name, namespace, labels } = this.#args;
    return new k8s.apiextensions.CustomResource(
      `${this.#name}-${role}`,
      { apiVersion, kind, metadata: { name, namespace, labels }, spec },
      { parent: this, ...opts },
    );
  }
}

// A line a request, cheaper than the default's JSON, and without the query: WeCom's codes and the vendor's parameters are in
// it, and logs go to more people than requests do.
const accessLog = {
  format: {
    type: "Text",
    text: `${[
      "%START_TIME%",
      "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%",
      // The school's host: the request's own has become the upstream's by then.
      "%REQUESTED_SERVER_NAME(SNI_FIRST:ORIG_OR_HOST)%",
      "%REQ(:METHOD)%",
      "%PATH(NQ:ORIG_OR_PATH)%",
      "%PROTOCOL%",
      "%RESPONSE_CODE%",
      "%RESPONSE_FLAGS%",
      "%BYTES_RECEIVED%",
      "%BYTES_SENT%",
      "%DURATION%ms",
    ].join(" ")}\n`,
  },
  sinks: [{ type: "File", file: { path: "/dev/stdout" } }],
};

/** What Envoy Gateway labels the pods of a Gateway with. */
function podLabels({ name, namespace }: GatewayArgs): Record<string, pulumi.Input<string>> {
  return {
    "gateway.envoyproxy.io/owning-gateway-name": name,
    "gateway.envoyproxy.io/owning-gateway-namespace": namespace,
  };
}

function target(gateway: pulumi.Input<string>): object {
  return { group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway };
}
