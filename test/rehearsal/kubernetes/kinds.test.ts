import * as k8s from "@pulumi/kubernetes";
import { describe, expect, it } from "vitest";
import { coreKinds } from "../../../rehearsal/kubernetes/core-kinds.ts";
import { invalid, StatusError } from "../../../rehearsal/kubernetes/errors.ts";
import { kindOf, resourceTypes } from "../../../rehearsal/kubernetes/kinds.ts";
import { objectErrors } from "../../../rehearsal/kubernetes/object-rules.ts";
import { customKinds } from "../../../rehearsal/kubernetes/schemas.ts";
import { unknown } from "../../../rehearsal/values.ts";
import { type Example, examples } from "./examples.ts";

function manifestOf({ apiVersion, kind }: Example, content: Record<string, unknown>) {
  const namespace = kindOf(apiVersion, kind).namespaced ? { namespace: "school-demo" } : {};
  return { apiVersion, kind, metadata: { name: "example", ...namespace }, ...content };
}

describe("every kind", () => {
  it("has an example", () => {
    const known = [...coreKinds, ...customKinds()].map(({ kind }) => kind);
    expect(examples.map(({ kind }) => kind).sort()).toEqual(known.sort());
  });

  it.each(examples)("$kind: a valid object has no errors", (example) => {
    const kind = kindOf(example.apiVersion, example.kind);
    expect(objectErrors(kind, manifestOf(example, example.valid))).toEqual([]);
  });

  it.each(examples)("$kind: an invalid object is refused in the API server's words", (example) => {
    const kind = kindOf(example.apiVersion, example.kind);
    const errors = objectErrors(kind, manifestOf(example, example.invalid));
    expect(invalid(kind, "example", errors).message).toBe(example.refusal);
  });

  it.each(examples)("$kind: what is not known yet passes", (example) => {
    const content = Object.fromEntries(Object.keys(example.invalid).map((name) => [name, unknown]));
    expect(objectErrors(kindOf(example.apiVersion, example.kind), manifestOf(example, content))).toEqual([]);
  });
});

describe("kindOf", () => {
  it("names group, version, scope and resource", () => {
    const { schema: _schema, ...kind } = kindOf("gateway.networking.k8s.io/v1beta1", "HTTPRoute");
    expect(kind).toEqual({
      apiVersion: "gateway.networking.k8s.io/v1beta1",
      group: "gateway.networking.k8s.io",
      version: "v1beta1",
      kind: "HTTPRoute",
      namespaced: true,
      qualifiedKind: "HTTPRoute.gateway.networking.k8s.io",
      resource: "httproutes.gateway.networking.k8s.io",
    });
  });

  it.each([
    ["gateway.networking.k8s.io/v1", "HTTPRoutes"],
    ["gateway.networking.k8s.io/v2", "HTTPRoute"],
    ["apps/v1beta1", "Deployment"],
    ["v1", "Deployment"],
    ["gateway.networking.x-k8s.io/v1alpha1", "XBackend"],
  ])("does not know %s %s", (apiVersion, kind) => {
    expect(() => kindOf(apiVersion, kind)).toThrow(
      new StatusError("NotFound", `no matches for kind "${kind}" in version "${apiVersion}"`),
    );
  });
});

it("resourceTypes are the types that the SDK registers", () => {
  const types = resourceTypes();
  expect(types.length).toBe(new Set(types).size);
  const sdk = [
    k8s.core.v1.ConfigMap,
    k8s.apps.v1.Deployment,
    k8s.networking.v1.NetworkPolicy,
    k8s.policy.v1.PodDisruptionBudget,
  ];
  expect(types).toEqual(
    expect.arrayContaining([
      ...sdk.map((resource) => (resource as unknown as { __pulumiType: string }).__pulumiType),
      "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
      "kubernetes:gateway.networking.k8s.io/v1beta1:ReferenceGrant",
    ]),
  );
});
