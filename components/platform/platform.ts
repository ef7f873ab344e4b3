import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { platformLabels } from "../names.ts";
import { type Retirable, retiredInput } from "../retired.ts";
import { tokens } from "../tokens.ts";
import { Admission, type AdmissionPolicy } from "./admission.ts";
import { Gateway } from "./gateway.ts";
import { type Authority, Issuer } from "./issuer.ts";
import { Redirects } from "./redirects.ts";
import { Upstream } from "./upstream.ts";

export interface PlatformArgs extends Retirable {
  /** Name of the platform: the label by which its schools' namespaces attach to its Gateway. */
  readonly name: string;
  readonly gateway: {
    readonly name: string;
    readonly namespace: string;
    /** How many Envoys serve it. */
    readonly replicas: number;
    /** Memory that each of them asks its node for. */
    readonly memory: string;
  };
  /** The vendor's hosts by key. */
  readonly upstreams: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
  /** Whether the upstreams' `Location` and `Set-Cookie` are brought back under the schools' hosts. */
  readonly rewriteRedirects: boolean;
  /** Name of the ClusterIssuer. */
  readonly issuer: { readonly name: string };
  /** Who stands behind the issuer; absent: the issuer exists already. */
  readonly authority?: Authority | undefined;
  /** What the API server refuses in the schools' namespaces. */
  readonly admission: readonly AdmissionPolicy[];
}

/**
 * What the schools of one cluster share: the Gateway, the upstreams behind it and what holds schools to them, and the issuer
 * of their certificates.
 */
export class Platform extends pulumi.ComponentResource {
  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Platform, name, retiredInput(args), opts);
    const { retired } = args;
    const labels = platformLabels(args.name);
    const edge = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      { metadata: { name: args.gateway.namespace, labels } },
      // Its deletion would take what every school depends on: the Gateway with its address, the upstreams, the
      // schools' grants.
      { parent: this, protect: retired !== true },
    );
    const namespace = edge.metadata.name;
    const gateway = new Gateway(
      `${name}-edge`,
      { ...args.gateway, namespace, labels, retired },
      { parent: this },
    );
    if (args.rewriteRedirects) {
      new Redirects(`${name}-redirects`, { gateway: gateway.name, namespace, labels }, { parent: this });
    }
    new Admission(
      `${name}-admission`,
      { platform: args.name, namespace: args.gateway.namespace, labels, policies: args.admission },
      { parent: this },
    );
    for (const [key, { host, port }] of Object.entries(args.upstreams)) {
      new Upstream(`${name}-${key}`, { key, host, port, namespace, labels }, { parent: this });
    }
    if (args.authority !== undefined) {
      const { gateway, issuer, authority } = args;
      new Issuer(`${name}-issuer`, { name: issuer.name, authority, gateway, labels }, { parent: this });
    }
    this.registerOutputs({});
  }
}
