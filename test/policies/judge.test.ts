import { expect, test } from "vitest";
import { judge } from "../../fleet/judge.ts";
import type { DeclaredStack, Resource } from "../../fleet/model.ts";
import { symbolOf } from "../../fleet/symbols.ts";

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
const configMapType = "kubernetes:core/v1:ConfigMap";

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

test("knows the resource that an output is of by its symbol, and an adopted address by its id", () => {
  const stack = demo(
    eip("a"),
    binding("a", symbolOf("a-eip.id")),
    eip("b", { options: { protect: true, importId: "eip-b" } }),
    binding("b", "eip-b"),
    snat(symbolOf("a-eip.ipAddress, c.?"), "a"),
  );
  expect(judge(stack)).toEqual([]);
});

test("does not take a name for one that it begins with", () => {
  const stack = demo(
    eip("a"),
    eip("b"),
    binding("a", symbolOf("a-eip.id")),
    binding("b", symbolOf("b-eip.id")),
    snat(symbolOf("a-eip-more.ipAddress"), "a"),
  );
  expect(judge(stack)).toEqual([
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
    eip("a", { options: {} }),
    binding("a", symbolOf("a-eip.id")),
    declared("alicloud:vpc/natGateway:NatGateway", "gateway", {
      inputs: { deletionProtection: true, force: true },
      options: { protect: true },
    }),
  );
  expect(judge(stack).map(({ policy, level, urn = "" }) => [policy, level, urn.split("::").at(-1)])).toEqual([
    ["schoolgate-protected-addresses", "mandatory", "a-eip"],
    ["schoolgate-no-force", "mandatory", "gateway"],
    ["schoolgate-tags-and-labels", "mandatory", "gateway"],
  ]);
});

test("a rule that asks for what is not known cannot run, for that resource alone", () => {
  const labelled = (name: string, label: string) =>
    declared(configMapType, name, { inputs: { metadata: { labels: { "schoolgate/school": label } } } });
  expect(judge(demo(labelled("one", symbolOf("other.id")), labelled("two", "other")))).toEqual([
    {
      policy: "schoolgate-tags-and-labels",
      level: "advisory",
      urn: urn(configMapType, "one"),
      message:
        "can't run policy 'schoolgate-tags-and-labels' from policy pack 'schoolgate@v0.1.0' during preview: " +
        "string value at .metadata.labels.schoolgate/school can't be known during preview",
    },
    {
      policy: "schoolgate-tags-and-labels",
      level: "mandatory",
      urn: urn(configMapType, "two"),
      message: "does not say whose it is: it needs the label schoolgate/school: demo",
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
  const messages = judge(demo(route)).map(({ policy, message }) => [policy, message.split(": ").at(-1)]);
  const unknown = "string value at .spec.rules.0.matches.0.path.value can't be known during preview";
  expect(messages).toEqual([
    ["schoolgate-verify-file-bodies", unknown],
    ["schoolgate-plain-verify-files", unknown],
  ]);
});

test("sees a secret where the engine's policies see its value, and never shows it", () => {
  const stack = demo(
    declared(configMapType, "leak", {
      inputs: { metadata: { labels }, data: { secret: symbolOf("secret 0123456789abcdef") } },
    }),
    declared("kubernetes:core/v1:Secret", "sealed", {
      inputs: { metadata: { labels }, stringData: symbolOf("secret 0123456789abcdef") },
    }),
    declared("kubernetes:core/v1:Secret", "open", {
      inputs: { metadata: { labels }, stringData: { key: "in the open", id: symbolOf("a-eip.id") } },
    }),
  );
  expect(judge(stack)).toEqual([
    {
      policy: "schoolgate-secrets",
      level: "mandatory",
      urn: urn(configMapType, "leak"),
      message: "has a secret in data.secret: only the data of a Secret may hold one",
    },
    {
      policy: "schoolgate-secrets",
      level: "mandatory",
      urn: urn("kubernetes:core/v1:Secret", "open"),
      message: "has stringData.key in the open: hand it over as a secret",
    },
  ]);
});
