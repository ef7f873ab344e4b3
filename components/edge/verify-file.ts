import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { verifyFileName } from "../names.ts";
import { type Retirable, retiredInput } from "../retired.ts";
import { tokens } from "../tokens.ts";

export interface VerifyFileArgs extends Retirable {
  /** Key of the route that serves it, such as `api1`. */
  readonly route: string;
  /** Its name as WeCom gave it: WW_verify_<code>.txt. */
  readonly file: string;
  /** Its content, the code alone: at most 4,096 bytes, and no `%`, which Envoy would take for a format string. */
  readonly body: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/**
 * One of WeCom's verify files, answered by the gateway itself from a ConfigMap: no pod. It is protected, because WeCom
 * asks for it again after the domain is trusted: while its host serves, taking it away takes the trust away. Retired, it
 * is still answered.
 */
export class VerifyFile extends pulumi.ComponentResource {
  /** Name of the HTTPRouteFilter that answers with the file. */
  readonly filterName: string;
  /** The only path that it answers. */
  readonly path: string;

  constructor(name: string, args: VerifyFileArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.VerifyFile, name, retiredInput(args), opts);
    const protect = args.retired !== true;
    this.filterName = verifyFileName(args.route, args.file);
    this.path = `/${args.file}`;
    const metadata = { name: this.filterName, namespace: args.namespace, labels: args.labels };
    const content = new k8s.core.v1.ConfigMap(
      `${name}-content`,
      { metadata, data: { "response.body": args.body } },
      { parent: this, protect },
    );
    new k8s.apiextensions.CustomResource(
      `${name}-answer`,
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "HTTPRouteFilter",
        metadata,
        spec: {
          directResponse: {
            statusCode: 200,
            contentType: "text/plain",
            body: {
              type: "ValueRef",
              valueRef: { group: "", kind: "ConfigMap", name: content.metadata.name },
            },
          },
        },
      },
      { parent: this, protect },
    );
    this.registerOutputs({ filterName: this.filterName, path: this.path });
  }
}
