import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../tokens.ts";

/** One HTTPS listener: a host and the Secret with its certificate. */
export interface Listener {
  readonly host: string;
  readonly secretName: string;
}

export interface ListenersArgs {
  /** Listeners by route key; at most 64, the Gateway API's limit for one ListenerSet. */
  readonly listeners: Readonly<Record<string, Listener>>;
  /** The platform's shared Gateway that they are added to. */
  readonly gateway: { readonly name: string; readonly namespace: string };
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/** The school's HTTPS listeners on the shared Gateway. Only routes of its own namespace may attach to them. */
export class Listeners extends pulumi.ComponentResource {
  /** Name of the ListenerSet that routes attach to; a listener in it is named by its route's key. */
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: ListenersArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Listeners, name, {}, opts);
    const set = new k8s.apiextensions.CustomResource(
      `${name}-set`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "ListenerSet",
        metadata: { name: "school", namespace: args.namespace, labels: args.labels },
        spec: {
          parentRef: {
            group: "gateway.networking.k8s.io",
            kind: "Gateway",
            name: args.gateway.name,
            namespace: args.gateway.namespace,
          },
          listeners: Object.entries(args.listeners).map(([route, { host, secretName }]) => ({
            name: route,
            hostname: host,
            port: 443,
            protocol: "HTTPS",
            tls: { mode: "Terminate", certificateRefs: [{ group: "", kind: "Secret", name: secretName }] },
            allowedRoutes: { namespaces: { from: "Same" } },
          })),
        },
      },
      { parent: this },
    );
    this.name = set.metadata.name;
    this.registerOutputs({ name: this.name });
  }
}
