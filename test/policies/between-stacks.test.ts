import { describe, expect, test } from "vitest";
import type { Value } from "../../lib/value.ts";
import { fleetFacts } from "../../plan/judge/fleet-facts.ts";
import { judgeFleet } from "../../plan/judge/judge.ts";
import type { DeclaredStack, Resource } from "../../plan/model.ts";
import { symbolOf } from "../../plan/symbols.ts";

const types = {
  eip: "alicloud:ecs/eipAddress:EipAddress",
  binding: "alicloud:ecs/eipAssociation:EipAssociation",
  snat: "alicloud:vpc/snatEntry:SnatEntry",
  vswitch: "alicloud:vpc/switch:Switch",
  namespace: "kubernetes:core/v1:Namespace",
  route: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  filter: "kubernetes:gateway.envoyproxy.io/v1alpha1:HTTPRouteFilter",
  backend: "kubernetes:gateway.envoyproxy.io/v1alpha1:Backend",
} as const;

function resource(
  kind: keyof typeof types,
  name: string,
  inputs: Record<string, Value>,
  options: Resource["options"] = {},
): Resource {
  return { urn: name, type: types[kind], name, inputs, dependencies: [], options };
}

const stack = (name: string, ...resources: readonly Resource[]): DeclaredStack => ({
  name,
  kind: "school",
  resources,
});
const change = (before: readonly DeclaredStack[], after: readonly DeclaredStack[]) =>
  Object.fromEntries(judgeFleet(after.map(fleetFacts), before.map(fleetFacts)));
const judged = (...stacks: readonly DeclaredStack[]) =>
  Object.fromEntries(judgeFleet(stacks.map(fleetFacts)));
const mandatory = (policy: string, urn: string, message: string) => ({
  policy,
  level: "mandatory",
  urn,
  message,
});

const route = (name: string, ...hostnames: readonly string[]) =>
  resource("route", name, { spec: { hostnames } });
const asks = (substitution: string) =>
  resource("filter", "filter", { spec: { urlRewrite: { hostname: { pathRegex: { substitution } } } } });
const backend = (hostname: string, port: number, key = "hub") =>
  resource("backend", hostname, {
    metadata: { name: key },
    spec: { endpoints: [{ fqdn: { hostname, port } }] },
  });
const leadsTo = (...keys: readonly string[]) =>
  resource("route", "route", { spec: { rules: keys.map((name) => ({ backendRefs: [{ name }] })) } });
const vpc = (vpcId: string) => resource("vswitch", "vswitch", { vpcId });
const snat = (inputs: Record<string, Value>) => resource("snat", "snat", inputs);
const on = (platform: string) =>
  resource("namespace", "namespace", { metadata: { labels: { "schoolgate/platform": platform } } });

test("reads what a stack takes for itself, each thing once, and nothing that is not known", () => {
  const demo = stack(
    "demo",
    on("hz"),
    vpc("vpc-1"),
    route("https", "api1.xxxedu.cn", symbolOf("other.host")),
    route("http", "api1.xxxedu.cn"),
    leadsTo("hub", "hub"),
    asks("hub.example.com:8080"),
    resource("filter", "not-found", { spec: { directResponse: { statusCode: 404 } } }),
    resource("eip", "a", {}, { importId: "eip-1" }),
    resource("binding", "a-binding", { allocationId: "eip-1" }),
    resource("binding", "b-binding", { allocationId: symbolOf("b.id") }),
    snat({ sourceCidr: "10.20.8.0/24", sourceVswitchId: "vsw-1", snatIp: symbolOf("a.ipAddress") }),
  );
  expect(fleetFacts(demo)).toEqual({
    name: "demo",
    hosts: [{ value: "api1.xxxedu.cn", urn: "https" }],
    addresses: [{ value: "eip-1", urn: "a" }],
    blocks: [{ value: "10.20.8.0/24", urn: "snat" }],
    vswitches: [{ value: "vsw-1", urn: "snat" }],
    asks: [{ value: "hub.example.com:8080", urn: "filter" }],
    leadsTo: ["hub"],
    upstreams: [],
    vpcId: "vpc-1",
    platform: "hz",
  });
  expect(fleetFacts(stack("hz", backend("hub.example.com", 8080)))).toEqual({
    name: "hz",
    hosts: [],
    addresses: [],
    blocks: [],
    vswitches: [],
    asks: [],
    leadsTo: [],
    upstreams: [{ key: "hub", value: "hub.example.com:8080", urn: "hub.example.com" }],
  });
});

test("passes schools that have nothing in common", () => {
  expect(
    judged(
      stack("one", vpc("vpc-1"), route("r", "a.example.cn"), snat({ sourceCidr: "10.20.8.0/24" })),
      stack("two", vpc("vpc-1"), route("r", "b.example.cn"), snat({ sourceCidr: "10.20.9.0/24" })),
    ),
  ).toEqual({});
});

test("refuses a host of two schools, to both", () => {
  const rule = "schoolgate-one-school-a-host";
  const of = (other: string) =>
    mandatory(rule, "r", `a.example.cn is a host of ${other} too: give one of the schools another host`);
  expect(judged(stack("one", route("r", "a.example.cn")), stack("two", route("r", "a.example.cn")))).toEqual({
    one: [of("two")],
    two: [of("one")],
  });
});

test.each([
  ["adopted", resource("eip", "a", {}, { importId: "eip-1" }), "eip-1"],
  ["bound", resource("binding", "a", { allocationId: "eip-1" }), "eip-1"],
  ["used", resource("snat", "a", { snatIp: "203.0.113.9" }), "203.0.113.9"],
])("refuses an address that is %s by two schools", (_, address, value) => {
  const of = (other: string) =>
    mandatory(
      "schoolgate-one-school-an-address",
      "a",
      `${value} is an address of ${other} too: give one of the schools another address`,
    );
  expect(judged(stack("one", address), stack("two", address))).toEqual({
    one: [of("two")],
    two: [of("one")],
  });
});

const apart = (message: string) => mandatory("schoolgate-sources-apart", "snat", message);

test("refuses a vSwitch of two schools", () => {
  const entry = snat({ sourceVswitchId: "vsw-1" });
  const of = (other: string) =>
    apart(`vsw-1 is a vSwitch of ${other} too: give each school vSwitches of its own`);
  expect(judged(stack("one", entry), stack("two", entry))).toEqual({ one: [of("two")], two: [of("one")] });
});

const [wide, narrow] = [snat({ sourceCidr: "10.20.8.0/23" }), snat({ sourceCidr: "10.20.9.0/24" })];
const meeting = {
  one: [apart("10.20.8.0/23 meets 10.20.9.0/24 of two: choose a block that no school has")],
  two: [apart("10.20.9.0/24 meets 10.20.8.0/23 of one: choose a block that no school has")],
};

test.each([
  ["one VPC", [vpc("vpc-1")], [vpc("vpc-1")]],
  ["one platform", [on("hz")], [on("hz")]],
  ["one platform, of which only one names the VPC", [on("hz"), vpc("vpc-1")], [on("hz")]],
])("refuses blocks that meet, in %s", (_, one, two) => {
  expect(judged(stack("one", wide, ...one), stack("two", narrow, ...two))).toEqual(meeting);
});

test.each([
  ["two VPCs", [vpc("vpc-1")], [vpc("vpc-2")]],
  ["two platforms", [on("hz")], [on("sh")]],
])("passes blocks that would meet, in %s", (_, one, two) => {
  expect(judged(stack("one", wide, ...one), stack("two", narrow, ...two))).toEqual({});
});

test("leaves two blocks of one school to its own stack's rules", () => {
  const second = resource("snat", "second", { sourceCidr: "10.20.9.0/24" });
  expect(judged(stack("one", vpc("vpc-1"), wide, second))).toEqual({});
});

test("leaves what is no block to the stack's own rules", () => {
  const entry = snat({ sourceCidr: "all" });
  expect(judged(stack("one", entry), stack("two", entry))).toEqual({});
});

test("a school asks by the names of its platform's upstreams, and by no other platform's", () => {
  const rule = "schoolgate-platform-names";
  const hz = stack(
    "hz",
    on("hz"),
    backend("hub.example.com", 8080),
    backend("open.example.com", 443, "open"),
  );
  const sh = stack("sh", on("sh"), backend("hub.example.net", 443));
  for (const name of ["hub.example.com:8080", "open.example.com"])
    expect(judged(hz, sh, stack("demo", on("hz"), asks(name)))).toEqual({});
  for (const name of ["evil.example.com", "hub.example.com", "open.example.com:443", "hub.example.net"])
    expect(judged(hz, sh, stack("demo", on("hz"), asks(name)))).toEqual({
      demo: [
        mandatory(
          rule,
          "filter",
          `asks its upstream as ${name}, which is none of hz's: name hub.example.com:8080 or open.example.com`,
        ),
      ],
    });
});

describe("an upstream", () => {
  const hub = backend("hub.example.com", 8080);
  const next = backend("next.example.com", 443, "next");
  const platform = (...upstreams: readonly Resource[]) => stack("hz", on("hz"), ...upstreams);
  const school = (name: string, ...keys: readonly string[]) => stack(name, on("hz"), leadsTo(...keys));
  const refused = (what: string, urn = "hub.example.com") => ({
    hz: [
      mandatory(
        "schoolgate-upstreams-stay",
        urn,
        `upstream ${what} on it: put it back; have the new one under another key, move the schools to it, and remove hub last`,
      ),
    ],
  });

  test.each([
    ["another host", backend("next.example.com", 8080), "becomes next.example.com:8080"],
    ["another port", backend("hub.example.com", 443), "becomes hub.example.com"],
  ])("that a school is on gets no %s", (_, changed, becomes) => {
    const demo = school("demo", "hub");
    expect(change([platform(hub), demo], [platform(changed), demo])).toEqual(
      refused(`hub, hub.example.com:8080, ${becomes} while demo is`),
    );
  });

  test("does not go in the change that moves its schools", () => {
    const before = [platform(hub, next), school("one", "hub"), school("two", "hub"), school("three", "next")];
    const after = [platform(next), school("one", "next"), school("two", "next"), school("three", "next")];
    expect(change(before, after)).toEqual(
      refused("hub, hub.example.com:8080, goes while one and 1 more are"),
    );
  });

  test("does not change places with another", () => {
    const demo = school("demo", "hub");
    const swapped = platform(backend("next.example.com", 443), backend("hub.example.com", 8080, "next"));
    expect(change([platform(hub, next), demo], [swapped, demo])).toEqual(
      refused("hub, hub.example.com:8080, becomes next.example.com while demo is"),
    );
  });

  test("is left in three changes: the new key, the schools, the old key", () => {
    const [begun, moved] = [school("demo", "hub"), school("demo", "next")];
    expect(change([platform(hub), begun], [platform(hub, next), begun])).toEqual({});
    expect(change([platform(hub, next), begun], [platform(hub, next), moved])).toEqual({});
    expect(change([platform(hub, next), moved], [platform(next), moved])).toEqual({});
  });

  test("changes as it will where only another platform's schools use the key", () => {
    const other = stack("lakeside", on("sh"), leadsTo("hub"));
    const changed = platform(backend("next.example.com", 443));
    expect(change([platform(hub), other], [changed, other])).toEqual({});
  });
});
