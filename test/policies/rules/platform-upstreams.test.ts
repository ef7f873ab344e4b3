import { expect, test } from "vitest";
import { platformUpstreams } from "../../../policies/rules/platform-upstreams.ts";
import { findings, object, types } from "../support.ts";

const hub = { group: "gateway.envoyproxy.io", kind: "Backend", name: "hub", namespace: "edge" };
const listeners = object(types.listenerSet, "school", {
  spec: { parentRef: { name: "shared", namespace: "edge" } },
});
const route = (rule: object) => object(types.route, "api1", { spec: { rules: [rule] } });
const judged = (rule: object) => findings(platformUpstreams, [listeners, route(rule)]);

test("passes a route to an upstream of the platform, a redirect, a direct answer and a Service of the cluster", () => {
  expect(judged({ backendRefs: [hub] })).toEqual([]);
  expect(judged({ filters: [{ requestRedirect: { scheme: "https" } }] })).toEqual([]);
  expect(judged({ filters: [{ extensionRef: { name: "not-found" } }] })).toEqual([]);
  expect(
    findings(platformUpstreams, [object(types.service, "relay", { spec: { type: "ClusterIP" } })]),
  ).toEqual([]);
});

test("passes the platform's own upstreams, and routes", () => {
  const platform = { of: "Platform" } as const;
  const resources = [
    object(types.backend, "hub", {}, platform),
    object(types.route, "status", { spec: { rules: [{ backendRefs: [{ name: "status" }] }] } }, platform),
  ];
  expect(findings(platformUpstreams, resources)).toEqual([]);
});

test("refuses an upstream of a school's own", () => {
  expect(findings(platformUpstreams, [object(types.backend, "mine", {})])).toEqual([
    ["mine-object", "is an upstream of a school's own: declare it in its platform's stack file"],
  ]);
});

test.each([
  "gateway.envoyproxy.io/v1alpha1:EnvoyExtensionPolicy",
  "gateway.envoyproxy.io/v1alpha1:EnvoyPatchPolicy",
  "gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
  "gateway.envoyproxy.io/v1alpha1:SecurityPolicy",
  "gateway.networking.k8s.io/v1:BackendTLSPolicy",
  "gateway.networking.k8s.io/v1:GRPCRoute",
  "gateway.networking.k8s.io/v1:TLSRoute",
  "gateway.networking.k8s.io/v1alpha2:TCPRoute",
  "gateway.networking.k8s.io/v1alpha2:UDPRoute",
  "networking.k8s.io/v1:Ingress",
])("refuses %s, which leads around the rules", (type) => {
  const kind = type.split(":").at(-1);
  expect(findings(platformUpstreams, [object(type, "mine", {})])).toEqual([
    ["mine-object", `is of the kind ${kind}: a school's hosts are served by HTTPRoutes`],
  ]);
  expect(findings(platformUpstreams, [object(type, "ours", {}, { of: "Platform" })])).toEqual([]);
});

test("refuses a Service that stands for a host outside", () => {
  const service = object(types.service, "mine", { spec: { type: "ExternalName" } });
  expect(findings(platformUpstreams, [service])).toEqual([
    ["mine-object", "leads to a host outside the cluster: name an upstream of the platform"],
  ]);
});

test("a platform's resource beside it does not let a school's route through", () => {
  const resources = [
    object(types.backend, "hub", {}, { of: "Platform" }),
    route({ backendRefs: [{ name: "mine" }] }),
  ];
  expect(findings(platformUpstreams, resources)).toEqual([
    ["api1-object", "leads to the Service mine: name a Backend of the platform"],
  ]);
});

test.each([
  ["to a Service", { backendRefs: [{ name: "mine", port: 80 }] }, "Service mine"],
  ["to a Backend of another group", { backendRefs: [{ ...hub, group: "example.com" }] }, "Backend hub"],
  ["of copies", { filters: [{ requestMirror: { backendRef: { name: "spy" } } }] }, "Service spy"],
  [
    "of an upstream's copies",
    { backendRefs: [{ ...hub, filters: [{ requestMirror: { backendRef: { name: "spy" } } }] }] },
    "Service spy",
  ],
])("refuses a route %s", (_, rule, target) => {
  expect(judged(rule)).toEqual([["api1-object", `leads to the ${target}: name a Backend of the platform`]]);
});

test.each([
  ["its own namespace", { ...hub, namespace: undefined }],
  ["the namespace school-other", { ...hub, namespace: "school-other" }],
])("refuses a Backend of %s", (where, target) => {
  expect(judged({ backendRefs: [target] })).toEqual([
    ["api1-object", `leads to the Backend hub in ${where}: the platform's are in that of its gateway`],
  ]);
});

test.each([
  [
    "of a rule",
    { backendRefs: [hub], filters: [{ type: "ExternalAuth", externalAuth: { backendRef: hub } }] },
  ],
  ["of an upstream", { backendRefs: [{ ...hub, filters: [{ externalAuth: { backendRef: hub } }] }] }],
])("refuses who is asked first: %s", (_, rule) => {
  expect(judged(rule)).toEqual([
    ["api1-object", "asks another whether a request may pass: a school's routes ask nobody"],
  ]);
});

test("refuses a redirect to another host", () => {
  expect(judged({ filters: [{ requestRedirect: { hostname: "elsewhere.example.com" } }] })).toEqual([
    ["api1-object", "sends browsers to elsewhere.example.com: a redirect stays on its host"],
  ]);
});
