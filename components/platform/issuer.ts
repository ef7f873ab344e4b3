import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../tokens.ts";

/** Who stands behind an issuer. */
export type Authority =
  | {
      readonly acme: {
        /** Address for the authority's notices. */
        readonly email: string;
        /** URL of the authority's ACME directory. */
        readonly server: string;
      };
    }
  | {
      /** An authority of one's own: the Secret with its certificate and key, in cert-manager's namespace. */
      readonly ca: { readonly secretName: string };
    };

export interface IssuerArgs {
  readonly name: string;
  readonly authority: Authority;
  /** The Gateway whose listener `http` answers ACME challenges. */
  readonly gateway: { readonly name: string; readonly namespace: string };
  readonly labels: Record<string, string>;
}

/**
 * The issuer of all schools' certificates: an ACME authority, its HTTP-01 challenges answered through the shared Gateway's
 * :80, or an authority of one's own.
 */
export class Issuer extends pulumi.ComponentResource {
  constructor(name: string, args: IssuerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Issuer, name, {}, opts);
    new k8s.apiextensions.CustomResource(
      `${name}-authority`,
      {
        apiVersion: "cert-manager.io/v1",
        kind: "ClusterIssuer",
        metadata: { name: args.name, labels: args.labels },
        spec: "acme" in args.authority ? acme(args, args.authority.acme) : { ca: args.authority.ca },
      },
      // One resource for every kind of authority, because certificates refer to it by name while it changes.
      { parent: this, aliases: [{ name: `${name}-acme` }] },
    );
    this.registerOutputs({});
  }
}

function acme({ name, gateway }: IssuerArgs, { email, server }: { email: string; server: string }): object {
  const listener = {
    group: "gateway.networking.k8s.io",
    kind: "Gateway",
    name: gateway.name,
    namespace: gateway.namespace,
    sectionName: "http",
  };
  return {
    acme: {
      email,
      server,
      privateKeySecretRef: { name: `${name}-account` },
      solvers: [{ http01: { gatewayHTTPRoute: { parentRefs: [listener] } } }],
    },
  };
}
