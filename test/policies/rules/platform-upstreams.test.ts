import { expect, test } from "vitest";
import { tokens } from "../../../components/tokens.ts";
import { platformUpstreams } from "../../../policies/rules/platform-upstreams.ts";
import { findings, given, object, types } from "../support.ts";

const hub = { group: "gateway.envoyproxy.io", kind: "Backend", name: "hub", namespace: "edge" };
const listeners = object(types.listenerSet, "school", {
  spec: { parentRef: { name: "shared", namespace: "edge" } },
});
const host = "api1.xxxedu.cn";
const filter = { extensionRef: { name: "api1-host" } };
const asks = (substitution: string) =>
  object(types.filter, "api1-host", {
    spec: { urlRewrite: { hostname: { pathRegex: { pattern: "^.*$", substitution } } } },
  });
const tells = (value: string) => ({ responseHeaderModifier: { set: [{ name: "schoolgate-hosts", value }] } });
const route = (...rules: object[]) => object(types.route, "api1", { spec: { hostnames: [host], rules } });
const fronts = tells(`hub.17wanxiao.com:8080=${host} open.17wanxiao.com:443=api2.xxxedu.cn`);

test("passes a route to an upstream of the platform, a redirect, and a direct answer", () => {
  const rules = [
    { filters: [{ requestRedirect: { scheme: "https" } }] },
    { filters: [{ extensionRef: { name: "not-found" } }] },
    { backendRefs: [hub], filters: [filter, fronts] },
  ];
  expect(findings(platformUpstreams, [listeners, asks("hub.17wanxiao.com:8080"), route(...rules)])).toEqual(
    [],
  );
});

test("passes an upstream on 443 that is asked by its name alone", () => {
  const rule = { backendRefs: [hub], filters: [filter, tells(`open.17wanxiao.com:443=${host}`)] };
  expect(findings(platformUpstreams, [listeners, asks("open.17wanxiao.com"), route(rule)])).toEqual([]);
});

test.each([
  ["its own namespace", { ...hub, namespace: undefined }],
  ["the namespace school-other", { ...hub, namespace: "school-other" }],
])("refuses a Backend of %s", (where, target) => {
  const rule = { backendRefs: [target], filters: [filter, fronts] };
  expect(findings(platformUpstreams, [listeners, asks("hub.17wanxiao.com:8080"), route(rule)])).toEqual([
    ["api1-object", `leads to the Backend hub in ${where}: the platform's are in that of its gateway`],
  ]);
});

test.each([
  ["another name", [asks("evil.example.com")], "evil.example.com", "hub.17wanxiao.com:8080", fronts],
  ["no name", [], "the school's host", "hub.17wanxiao.com:8080", fronts],
  [
    "a name, and tells of none",
    [asks("hub.17wanxiao.com:8080")],
    "hub.17wanxiao.com:8080",
    "none",
    tells(""),
  ],
])("refuses a route that asks its upstream by %s", (_, filters, asked, told, header) => {
  const rule = { backendRefs: [hub], filters: [filter, header] };
  expect(findings(platformUpstreams, [listeners, ...filters, route(rule)])).toEqual([
    ["api1-object", `asks its upstream as ${asked}, and brings answers back from ${told}: name one in both`],
  ]);
});

test("refuses a platform in a school's stack, and takes each by itself", () => {
  const [school, platform] = [given(tokens.School, "demo"), given(tokens.Platform, "hz")];
  expect(findings(platformUpstreams, [school])).toEqual([]);
  expect(findings(platformUpstreams, [platform])).toEqual([]);
  expect(findings(platformUpstreams, [school, platform])).toEqual([
    ["hz", "is a platform in a school's stack: declare it in a stack of its own"],
  ]);
});
