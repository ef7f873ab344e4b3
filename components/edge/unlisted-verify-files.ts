import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * What answers 404 to every `WW_verify_` name that is not listed, in place of an upstream: one filter for all routes of a
 * school.
 *
 * @returns name of the HTTPRouteFilter
 */
export function unlistedVerifyFiles(
  name: string,
  placed: { readonly namespace: pulumi.Input<string>; readonly labels: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const filter = new k8s.apiextensions.CustomResource(
    `${name}-not-found`,
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "HTTPRouteFilter",
      metadata: { name: "not-found", ...placed },
      spec: { directResponse: { statusCode: 404 } },
    },
    opts,
  );
  return filter.metadata.name;
}
