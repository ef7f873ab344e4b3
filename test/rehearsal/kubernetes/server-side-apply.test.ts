import { describe, expect, it } from "vitest";
import { StatusError } from "../../../rehearsal/kubernetes/errors.ts";
import { kindOf } from "../../../rehearsal/kubernetes/kinds.ts";
import type { Manifest } from "../../../rehearsal/kubernetes/object-rules.ts";
import { type ManagedFields, serverSideApply } from "../../../rehearsal/kubernetes/server-side-apply.ts";

const time = "2026-11-22T00:00:00Z";
const listenerSet = kindOf("gateway.networking.k8s.io/v1", "ListenerSet");
const configMap = kindOf("v1", "ConfigMap");
const metadata = { name: "a", namespace: "n" };

function apply(
  kind: typeof configMap,
  live: Manifest | undefined,
  manager: string,
  manifest: object,
  { force = false, inherits = false } = {},
) {
  const head = { apiVersion: kind.apiVersion, kind: kind.kind, metadata };
  return serverSideApply({ kind, live, manifest: { ...head, ...manifest }, manager, force, inherits, time });
}

function data(live: Manifest | undefined, manager: string, fields: object, options = {}) {
  return apply(configMap, live, manager, { data: fields }, options);
}

function entriesOf(object: Manifest): ManagedFields[] {
  return (object.metadata as { managedFields: ManagedFields[] }).managedFields;
}

function owners(object: Manifest): Record<string, unknown> {
  return Object.fromEntries(entriesOf(object).map(({ manager, fieldsV1 }) => [manager, fieldsV1]));
}

function listeners(live: Manifest | undefined, manager: string, ...items: { name: string; port?: number }[]) {
  return apply(listenerSet, live, manager, { spec: { listeners: items } });
}

describe("server-side apply", () => {
  it("owns what it sets, and says so as the API server does", () => {
    expect(data(undefined, "pulumi", { one: "1" })).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      data: { one: "1" },
      metadata: {
        ...metadata,
        managedFields: [
          {
            ...{ manager: "pulumi", operation: "Apply", apiVersion: "v1", time, fieldsType: "FieldsV1" },
            fieldsV1: { "f:data": { "f:one": {} } },
          },
        ],
      },
    });
  });

  it("takes away what its manager no longer sets, and only that", () => {
    const both = data(data(undefined, "pulumi", { one: "1", two: "2" }), "kubectl", { three: "3", two: "2" });
    const after = data(both, "pulumi", { one: "1" });
    expect(after.data).toEqual({ one: "1", two: "2", three: "3" });
    expect(owners(after)).toEqual({
      kubectl: { "f:data": { "f:three": {}, "f:two": {} } },
      pulumi: { "f:data": { "f:one": {} } },
    });
    expect(data(after, "kubectl", { three: "3" }).data).toEqual({ one: "1", three: "3" });
  });

  it("leaves no empty object behind", () => {
    const { data: left } = apply(configMap, data(undefined, "pulumi", { one: "1" }), "pulumi", {});
    expect(left).toBeUndefined();
  });

  it("is refused where another manager holds another value", () => {
    const live = data(undefined, "kubectl", { one: "1", two: "2", three: "3" });
    expect(() => data(live, "pulumi", { one: "I", three: "3" })).toThrow(
      new StatusError("Conflict", 'Apply failed with 1 conflict: conflict with "kubectl": .data.one'),
    );
    const [entry] = entriesOf(live);
    const updated = {
      ...live,
      metadata: { ...metadata, managedFields: [{ ...entry, operation: "Update" }] },
    };
    expect(() => data(updated, "pulumi", { one: "I" })).toThrow(
      new StatusError(
        "Conflict",
        'Apply failed with 1 conflict: conflict with "kubectl" using v1: .data.one',
      ),
    );
    const more = data(live, "argo", { four: "4" });
    expect(() => data(more, "pulumi", { one: "I", two: "II", four: "IV" })).toThrow(
      new StatusError(
        "Conflict",
        'Apply failed with 3 conflicts: conflicts with "argo":\n- .data.four\nconflicts with "kubectl":\n- .data.one\n- .data.two',
      ),
    );
  });

  it("takes the field over when forced", () => {
    const live = data(undefined, "kubectl", { one: "1", two: "2" });
    const after = data(live, "pulumi", { one: "I" }, { force: true });
    expect(after.data).toEqual({ one: "I", two: "2" });
    expect(owners(after)).toEqual({
      kubectl: { "f:data": { "f:two": {} } },
      pulumi: { "f:data": { "f:one": {} } },
    });
  });

  it("inherits what kubectl owns, in each form of it, and takes away what of it it does not want", () => {
    const first = data(undefined, "pulumi", { one: "1" });
    const edited = data(first, "kubectl-edit", { two: "2" });
    const live = data(edited, "argo", { three: "3" });
    const after = data(live, "pulumi", { one: "I" }, { inherits: true });
    expect(after.data).toEqual({ one: "I", three: "3" });
    expect(owners(after)).toEqual({
      argo: { "f:data": { "f:three": {} } },
      pulumi: { "f:data": { "f:one": {} } },
    });
    expect(() => data(live, "pulumi", { one: "1", three: "III" }, { inherits: true })).toThrow(
      new StatusError("Conflict", 'Apply failed with 1 conflict: conflict with "argo": .data.three'),
    );
  });

  it("owns a policy's constraints as one value, and its actions one by one", () => {
    const group = "admissionregistration.k8s.io/v1";
    const constraints = { resourceRules: [{ resources: ["backends"] }] };
    const policy = apply(kindOf(group, "ValidatingAdmissionPolicy"), undefined, "pulumi", {
      spec: { matchConstraints: constraints, failurePolicy: "Fail" },
    });
    const spec = { policyName: "a", validationActions: ["Deny"], matchResources: {} };
    const binding = apply(kindOf(group, "ValidatingAdmissionPolicyBinding"), undefined, "pulumi", { spec });
    expect([owners(policy), owners(binding)]).toEqual([
      { pulumi: { "f:spec": { "f:matchConstraints": {}, "f:failurePolicy": {} } } },
      {
        pulumi: {
          "f:spec": { "f:policyName": {}, "f:validationActions": { 'v:"Deny"': {} }, "f:matchResources": {} },
        },
      },
    ]);
  });

  it("merges identified list items one by one", () => {
    const first = listeners(undefined, "pulumi", { name: "api1", port: 443 }, { name: "api2", port: 443 });
    const both = listeners(first, "kubectl", { name: "debug", port: 8080 });
    const after = listeners(both, "pulumi", { name: "api2", port: 444 });
    expect(after.spec).toEqual({
      listeners: [
        { name: "api2", port: 444 },
        { name: "debug", port: 8080 },
      ],
    });
    const item = { ".": {}, "f:name": {}, "f:port": {} };
    expect(owners(after)).toEqual({
      kubectl: { "f:spec": { "f:listeners": { 'k:{"name":"debug"}': item } } },
      pulumi: { "f:spec": { "f:listeners": { 'k:{"name":"api2"}': item } } },
    });
    expect(() => listeners(after, "pulumi", { name: "debug", port: 1 })).toThrow(
      new StatusError(
        "Conflict",
        'Apply failed with 1 conflict: conflict with "kubectl": .spec.listeners[name="debug"].port',
      ),
    );
  });

  it("takes every other list as one value", () => {
    const route = kindOf("gateway.networking.k8s.io/v1", "HTTPRoute");
    const live = apply(route, undefined, "kubectl", { spec: { hostnames: ["a.cn", "b.cn"] } });
    expect(() => apply(route, live, "pulumi", { spec: { hostnames: ["a.cn"] } })).toThrow(
      new StatusError("Conflict", 'Apply failed with 1 conflict: conflict with "kubectl": .spec.hostnames'),
    );
  });
});
