import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../tokens.ts";
import { redirectScript } from "./redirect-script.ts";

/** Where an upstream is seen from: its own name, and the school's host in front of it. */
export interface Frontage {
  /** The upstream's host name, such as hub.17wanxiao.com. */
  readonly upstreamHost: string;
  /** The port that it is spoken to on, such as 8080. */
  readonly upstreamPort: number;
  /** The school's host that stands for it, such as api1.xxxedu.cn. */
  readonly host: string;
}

/**
 * What the header `schoolgate-hosts` holds: `<upstream's host>:<port>=<school's host>`, parted by spaces.
 *
 * @param frontages every upstream that the school has a host for; if two share an upstream, the first counts
 */
export function frontagesValue(frontages: readonly Frontage[]): string {
  const hosts = new Map<string, string>();
  for (const { upstreamHost, upstreamPort, host } of frontages) {
    const upstream = `${upstreamHost}:${upstreamPort}`;
    if (!hosts.has(upstream)) hosts.set(upstream, host);
  }
  return [...hosts].map((pair) => pair.join("=")).join(" ");
}

export interface RedirectsArgs {
  /** Name of the shared Gateway. */
  readonly gateway: pulumi.Input<string>;
  /** The Gateway's: a policy reaches no other. */
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/**
 * Brings upstreams' answers back under the schools' hosts: what leads a browser to an upstream's name, as `leadingHeaders`
 * lists it. Envoy has no setting for any of it, and without it the browser leaves the school's host (which WeCom trusts) for
 * the upstream's, or drops the cookie.
 *
 * One script serves all schools. Envoy Gateway runs each script that it is given at each change of any object: with one for
 * each route, 500 schools kept it busy for 14 s where one more came.
 */
export class Redirects extends pulumi.ComponentResource {
  constructor(name: string, args: RedirectsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.Redirects, name, {}, opts);
    const { gateway, namespace, labels } = args;
    new k8s.apiextensions.CustomResource(
      `${name}-script`,
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "EnvoyExtensionPolicy",
        metadata: { name: "redirects", namespace, labels },
        spec: {
          targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway }],
          lua: [{ type: "Inline", inline: redirectScript }],
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
