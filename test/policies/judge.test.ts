import { expect, test } from "vitest";
import { judge } from "../../plan/judge/judge.ts";
import type { DeclaredStack, Resource } from "../../plan/model.ts";
import { symbolOf } from "../../plan/symbols.ts";

const urn = (type: string, name: string) =>
  `urn:pulumi:demo::schoolgate::schoolgate:index:School$${type}::${name}`;

function declared(type: string, name: string, more: Partial<Resource> = {}): Resource {
  return { urn: urn(type, name), type, name, inputs: {}, dependencies: [], options: {}, ...more };
}

const demo = (...resources: readonly Resource[]): DeclaredStack => ({
  name: "demo",
  kind: "school",
  resources,
});
const tags = { "schoolgate:school": "demo" };
const labels = { "schoolgate/school": "demo" };
const [eipType, bindingType, snatType] = [
  "alicloud:ecs/eipAddress:EipAddress",
  "alicloud:ecs/eipAssociation:EipAssociation",
  "alicloud:vpc/snatEntry:SnatEntry",
];

const eip = (key: string, more: Partial<Resource> = {}) =>
  declared(eipType, `${key}-eip`, {
    inputs: { addressName: key, deletionProtection: true, tags },
    options: { protect: true },
    ...more,
  });
const binding = (key: string, allocationId: string) =>
  declared(bindingType, `${key}-binding`, { inputs: { allocationId }, options: { protect: true } });
const snat = (snatIp: string, key: string) =>
  declared(snatType, "snat", {
    inputs: { sourceCidr: "10.20.8.0/24", snatIp },
    dependencies: [urn(bindingType, `${key}-binding`)],
  });

/** What the rules say between resources: the closed list has a test of its own, and these stand-ins have no whole shape. */
const between = (stack: DeclaredStack) =>
  judge(stack).filter(({ policy }) => policy !== "schoolgate-declared-only");

test("knows the resource that an output is of by its symbol, and an adopted address by its id", () => {
  const stack = demo(
    eip("a"),
    binding("a", symbolOf("a-eip.id")),
    eip("b", { options: { protect: true, importId: "eip-b" } }),
    binding("b", "eip-b"),
    snat(symbolOf("a-eip.ipAddress, c.?"), "a"),
  );
  expect(between(stack)).toEqual([]);
});

test("does not take a name for one that it begins with", () => {
  const stack = demo(
    eip("a"),
    eip("b"),
    binding("a", symbolOf("a-eip.id")),
    binding("b", symbolOf("b-eip.id")),
    snat(symbolOf("a-eip-more.ipAddress"), "a"),
  );
  expect(between(stack)).toEqual([
    {
      policy: "schoolgate-active-trusted",
      level: "mandatory",
      urn: urn(snatType, "snat"),
      message: "uses an address that is none of the stack's: give it the IP of one",
    },
  ]);
});

test("tells of each resource, in the order of the rules", () => {
  const stack = demo(
    declared("alicloud:vpc/forwardEntry:ForwardEntry", "entry"),
    eip("a", { options: {} }),
    declared("alicloud:ecs/eip:Eip", "other"),
  );
  expect(judge(stack).map(({ policy, level, urn = "" }) => [policy, level, urn.split("::").at(-1)])).toEqual([
    ["schoolgate-declared-only", "mandatory", "entry"],
    // It ignores changes of nothing.
    ["schoolgate-declared-only", "mandatory", "a-eip"],
    ["schoolgate-declared-only", "mandatory", "other"],
    ["schoolgate-protected-until-retired", "mandatory", "a-eip"],
  ]);
});

test("the closed list takes what is not known where a provider finds it out, and nowhere else", () => {
  const told = judge(
    demo(
      declared("alicloud:vpc/routeTableAttachment:RouteTableAttachment", "attachment", {
        inputs: { routeTableId: symbolOf("table.id"), vswitchId: symbolOf("vswitch.id") },
      }),
      declared("alicloud:vpc/routeTable:RouteTable", "table", {
        inputs: {
          vpcId: "vpc-1",
          routeTableName: "schoolgate-demo",
          associateType: symbolOf("other.kind"),
          tags: { "schoolgate:school": `demo${symbolOf("other.id")}` },
        },
      }),
    ),
  );
  const of = { policy: "schoolgate-declared-only", level: "mandatory" };
  const table = urn("alicloud:vpc/routeTable:RouteTable", "table");
  expect(told).toEqual([
    {
      ...{ ...of, urn: table },
      message: 'has what only an up finds out in associateType: the components declare "VSwitch"',
    },
    {
      ...{ ...of, urn: table },
      message: 'has "demo‹other.id›" in tags.schoolgate:school: the components declare "demo"',
    },
  ]);
});

test("a rule about the whole stack keeps what it found before it met what is not known", () => {
  const entry = (name: string, sourceCidr: string) =>
    declared(snatType, name, { inputs: { sourceCidr, snatIp: symbolOf("a-eip.ipAddress") } });
  const stack = demo(entry("one", "0.0.0.0/0"), entry("two", `10.20.${symbolOf("other.number")}.0/24`));
  expect(judge(stack).filter(({ policy }) => policy === "schoolgate-snat-sources")).toEqual([
    {
      policy: "schoolgate-snat-sources",
      level: "mandatory",
      urn: urn(snatType, "one"),
      message: "takes the calls of a whole VPC, 0.0.0.0/0: name the school's own block, /17 or smaller",
    },
    {
      policy: "schoolgate-snat-sources",
      level: "advisory",
      message:
        "can't run policy 'schoolgate-snat-sources' from policy pack 'schoolgate@v0.1.0' during preview: " +
        "string value at .sourceCidr can't be known during preview",
    },
  ]);
});

test("an unknown item of a list is met where it stands", () => {
  const route = declared("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", "route", {
    inputs: {
      metadata: { name: "route", namespace: "school-demo", labels },
      spec: { rules: [{ matches: [{ path: { type: "Exact", value: symbolOf("file.path") } }] }] },
    },
  });
  const messages = between(demo(route)).map(({ policy, message }) => [policy, message.split(": ").at(-1)]);
  const unknown = "string value at .spec.rules.0.matches.0.path.value can't be known during preview";
  expect(messages).toEqual([["schoolgate-verify-file-bodies", unknown]]);
});
