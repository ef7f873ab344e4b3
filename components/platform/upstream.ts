import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../tokens.ts";

export interface UpstreamArgs {
  /** Key of the upstream, such as `hub`: what schools name it by. */
  readonly key: string;
  /** Its DNS name, also the name that its certificate must carry. */
  readonly host: string;
  /** Its HTTPS port. */
  readonly port: number;
  /** The Gateway's: no school may put an upstream there. */
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/** One of the vendor's hosts, shared by all schools. It is spoken to over TLS only, its certificate always checked. */
export class Upstream extends pulumi.ComponentResource {
  constructor(name: string, args: UpstreamArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Upstream, name, {}, opts);
    const metadata = { name: args.key, namespace: args.namespace, labels: args.labels };
    const backend = new k8s.apiextensions.CustomResource(
      `${name}-backend`,
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "Backend",
        metadata,
        spec: {
          endpoints: [{ fqdn: { hostname: args.host, port: args.port } }],
          // HTTP/1.1, whatever else the upstream offers: Envoy cannot open a WebSocket on HTTP/2 that does not allow it.
          appProtocols: ["gateway.envoyproxy.io/wss"],
        },
      },
      { parent: this },
    );
    new k8s.apiextensions.CustomResource(
      `${name}-tls`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "BackendTLSPolicy",
        metadata,
        spec: {
          targetRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: backend.metadata.name }],
          validation: { hostname: args.host, wellKnownCACertificates: "System" },
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
