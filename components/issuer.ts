import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "./tokens.ts";

export interface IssuerArgs {
  readonly name: string;
  /** Address for the authority's notices. */
  readonly email: string;
  /** URL of the authority's ACME directory. */
  readonly server: string;
  /** The Gateway whose listener `http` answers the challenges. */
  readonly gateway: { readonly name: string; readonly namespace: string };
  readonly labels: Record<string, string>;
}

/** The issuer of all schools' certificates: ACME with HTTP-01 challenges through the shared Gateway's :80. */
export class Issuer extends pulumi.ComponentResource {
  constructor(name: string, args: IssuerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Issuer, name, {}, opts);
    const { gateway } = args;
    new k8s.apiextensions.CustomResource(
      `${name}-acme`,
      {
        apiVersion: "cert-manager.io/v1",
        kind: "ClusterIssuer",
        metadata: { name: args.name, labels: args.labels },
        spec: {
          acme: {
            email: args.email,
            server: args.server,
            privateKeySecretRef: { name: `${args.name}-account` },
            solvers: [
              {
                http01: {
                  gatewayHTTPRoute: {
                    parentRefs: [
                      {
                        group: "gateway.networking.k8s.io",
                        kind: "Gateway",
                        name: gateway.name,
                        namespace: gateway.namespace,
                        sectionName: "http",
                      },
                    ],
                  },
                },
              },
            ],
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
