import { describe, expect, it } from "vitest";
import type { Value } from "../../../lib/value.ts";
import { compareStacks } from "../../../plan/compare/diff.ts";
import type { Resource } from "../../../plan/model.ts";
import { resource, stackOf } from "../../support/declared.ts";
import { symbol } from "../../support/plans.ts";

const namespace = "kubernetes:core/v1:Namespace";
const configMap = "kubernetes:core/v1:ConfigMap";
const eip = "alicloud:ecs/eipAddress:EipAddress";
const binding = "alicloud:ecs/eipAssociation:EipAssociation";
const snat = "alicloud:vpc/snatEntry:SnatEntry";
const gateway = "alicloud:vpc/natGateway:NatGateway";

/** What happens to one resource, without who it is. */
function change(old: Resource, now: Resource) {
  const [only, ...more] = compareStacks(stackOf(old), stackOf(now)).changes;
  expect(more).toEqual([]);
  if (only === undefined) return undefined;
  const { urn: _, type: __, name: ___, ...rest } = only;
  return rest;
}

/** Operations by name. */
function operations(olds: readonly Resource[], news: readonly Resource[]) {
  return compareStacks(stackOf(...olds), stackOf(...news)).changes.map(
    ({ operation, name }) => `${operation} ${name}`,
  );
}

describe("a resource that only one side has", () => {
  const made = resource(eip, "a", {
    inputs: { tags: { school: "demo" }, bandwidth: "5" },
    options: { protect: true, ignoreChanges: ["isp"] },
  });

  it("is created with all its inputs and options", () => {
    expect(compareStacks(undefined, stackOf(made)).changes).toEqual([
      {
        ...{ operation: "create", urn: made.urn, type: eip, name: "a" },
        properties: [
          { path: "bandwidth", to: "5" },
          { path: "tags", to: { school: "demo" } },
        ],
        options: [
          { option: "protect", to: true },
          { option: "ignoreChanges", to: ["isp"] },
        ],
      },
    ]);
  });

  it("is deleted with all its inputs and options", () => {
    expect(compareStacks(stackOf(made), undefined).changes).toEqual([
      {
        ...{ operation: "delete", urn: made.urn, type: eip, name: "a" },
        properties: [
          { path: "bandwidth", from: "5" },
          { path: "tags", from: { school: "demo" } },
        ],
        options: [
          { option: "protect", from: true },
          { option: "ignoreChanges", from: ["isp"] },
        ],
        refused: true,
      },
    ]);
  });

  it("is imported where it names an id", () => {
    const adopted = resource(eip, "a", { options: { importId: "eip-1" } });
    expect(operations([], [adopted])).toEqual(["import a"]);
  });

  it("is nothing where neither side has a stack", () => {
    expect(compareStacks(undefined, undefined).changes).toEqual([]);
  });
});

describe("a change of inputs", () => {
  it("is none where the inputs are equal, whatever the order of their keys", () => {
    const old = resource(namespace, "n", { inputs: { metadata: { name: "n", labels: { a: "1", b: "2" } } } });
    const now = resource(namespace, "n", { inputs: { metadata: { labels: { b: "2", a: "1" }, name: "n" } } });
    expect(change(old, now)).toBeUndefined();
  });

  it("has the deepest path that tells it, keys quoted as needed", () => {
    const old = {
      metadata: { labels: { "a.b/c": "1", gone: "x" } },
      spec: { rules: [{ port: 1 }, { port: 2 }] },
    };
    const now = {
      metadata: { labels: { "a.b/c": "2" } },
      spec: { rules: [{ port: 3 }, { port: 2 }, { port: 4 }] },
    };
    expect(
      change(resource(namespace, "n", { inputs: old }), resource(namespace, "n", { inputs: now })),
    ).toEqual({
      operation: "update",
      properties: [
        { path: 'metadata.labels["a.b/c"]', from: "1", to: "2" },
        { path: "metadata.labels.gone", from: "x" },
        { path: "spec.rules[0].port", from: 1, to: 3 },
        { path: "spec.rules[2]", to: { port: 4 } },
      ],
      options: [],
    });
  });

  it("tells a removed or added element as one, by its name, its key or what it is", () => {
    const spec = (listeners: unknown, rules: unknown, hosts: unknown) =>
      resource(namespace, "n", { inputs: { spec: { listeners, rules, hosts } as Value } });
    const listener = (name: string, port: number) => ({ name, port, tls: { mode: "Terminate" } });
    const before = spec(
      [listener("a", 1), listener("b", 2), listener("c", 3), listener("d", 4)],
      [{ path: "/a" }, { path: "/b" }, { path: "/c", limit: 1 }],
      ["a.cn", "b.cn", "c.cn"],
    );
    const after = spec(
      [listener("b", 2), listener("c", 5), listener("e", 4)],
      [{ path: "/b" }, { path: "/c", limit: 2 }],
      ["a.cn", "c.cn", "d.cn"],
    );
    expect(change(before, after)?.properties).toEqual([
      { path: "spec.hosts[1]", from: "b.cn" },
      { path: "spec.hosts[2]", to: "d.cn" },
      { path: "spec.listeners[0]", from: listener("a", 1) },
      { path: "spec.listeners[1].port", from: 3, to: 5 },
      { path: "spec.listeners[3]", from: listener("d", 4) },
      { path: "spec.listeners[2]", to: listener("e", 4) },
      { path: "spec.rules[0]", from: { path: "/a" } },
      { path: "spec.rules[1].limit", from: 1, to: 2 },
    ]);
  });

  it("tells elements by their place where the program says by place what is replaced", () => {
    const inputs = (...hosts: string[]) => ({ spec: { hosts } });
    const options = { replaceOnChanges: ["spec.hosts[0]"] };
    expect(
      change(
        resource(namespace, "n", { inputs: inputs("a", "b"), options }),
        resource(namespace, "n", { inputs: inputs("b"), options }),
      ),
    ).toMatchObject({
      operation: "replace",
      properties: [
        { path: "spec.hosts[0]", from: "a", to: "b", replaces: true },
        { path: "spec.hosts[1]", from: "b" },
      ],
    });
  });

  it("replaces for what the type's table says, and says for which input", () => {
    const old = resource(snat, "s", {
      inputs: { snatTableId: "stb-1", snatIp: "1.1.1.1", sourceCidr: "10.0.0.0/24" },
    });
    const now = resource(snat, "s", {
      inputs: { snatTableId: "stb-1", snatIp: "2.2.2.2", sourceCidr: "10.0.1.0/24" },
    });
    expect(change(old, now)).toEqual({
      operation: "replace",
      properties: [
        { path: "snatIp", from: "1.1.1.1", to: "2.2.2.2" },
        { path: "sourceCidr", from: "10.0.0.0/24", to: "10.0.1.0/24", replaces: true },
      ],
      options: [],
    });
  });

  it("replaces for what the option replaceOnChanges names", () => {
    const options = { replaceOnChanges: ["data.a"] };
    const old = resource(namespace, "n", { inputs: { data: { a: "1" } }, options });
    const now = resource(namespace, "n", { inputs: { data: { a: "2" } }, options });
    expect(change(old, now)).toEqual({
      operation: "replace",
      properties: [{ path: "data.a", from: "1", to: "2", replaces: true }],
      options: [],
    });
  });

  it("is none where it is ignored", () => {
    const options = { ignoreChanges: ["isp", "tags.owner"] };
    const old = resource(eip, "a", { inputs: { isp: "BGP", tags: { owner: "x" } }, options });
    const now = resource(eip, "a", { inputs: { isp: "BGP_PRO", tags: { owner: "y" } }, options });
    expect(change(old, now)).toBeUndefined();
  });

  it("counts although it is ignored once the resource is made anew for another reason", () => {
    const options = { ignoreChanges: ["tags"] };
    const old = resource(eip, "a", { inputs: { isp: "BGP", tags: { owner: "x" } }, options });
    const now = resource(eip, "a", { inputs: { isp: "BGP_PRO", tags: { owner: "y" } }, options });
    expect(change(old, now)).toEqual({
      operation: "replace",
      properties: [
        { path: "isp", from: "BGP", to: "BGP_PRO", replaces: true },
        { path: "tags.owner", from: "x", to: "y" },
      ],
      options: [],
    });
  });

  it("is none where Terraform does not see it: empty for absent, or left to the cloud", () => {
    const old = resource(gateway, "g", { inputs: { vpcId: "vpc-1", natType: "Enhanced", description: "" } });
    const now = resource(gateway, "g", { inputs: { vpcId: "vpc-1", force: false } });
    expect(change(old, now)).toBeUndefined();
  });

  it("is none where the provider's default is spelled out", () => {
    const rule = "alicloud:ecs/securityGroupRule:SecurityGroupRule";
    const old = resource(rule, "r", { inputs: { type: "ingress" } });
    const now = resource(rule, "r", { inputs: { type: "ingress", policy: "accept", priority: 1 } });
    expect(change(old, now)).toBeUndefined();
    const dropping = resource(rule, "r", { inputs: { type: "ingress", policy: "drop" } });
    expect(change(dropping, old)).toEqual({
      operation: "replace",
      properties: [{ path: "policy", from: "drop", to: "accept", replaces: true }],
      options: [],
    });
  });

  it("says of a type in no table that it may replace", () => {
    const old = resource("other:index:Thing", "t", { inputs: { size: 1 } });
    const now = resource("other:index:Thing", "t", { inputs: { size: 2 } });
    expect(change(old, now)).toEqual({
      operation: "update",
      properties: [{ path: "size", from: 1, to: 2 }],
      options: [],
      mayReplace: true,
    });
  });

  it("says the same of an input that the type's table does not know", () => {
    const old = resource(eip, "a", { inputs: { fresh: "1" } });
    const now = resource(eip, "a", { inputs: { fresh: "2" } });
    expect(change(old, now)).toMatchObject({ operation: "update", mayReplace: true });
  });

  it("of a secret says that it changes", () => {
    const secret = (digest: string) => ({ stringData: symbol(`secret ${digest}`) });
    const old = resource("kubernetes:core/v1:Secret", "s", { inputs: secret("1") });
    expect(change(old, resource("kubernetes:core/v1:Secret", "s", { inputs: secret("1") }))).toBeUndefined();
    expect(change(old, resource("kubernetes:core/v1:Secret", "s", { inputs: secret("2") }))).toEqual({
      operation: "replace",
      properties: [{ path: "data", from: symbol("secret 1"), to: symbol("secret 2"), replaces: true }],
      options: [],
    });
  });

  it("of a ConfigMap is in place where its provider is told so", () => {
    const provider = resource("pulumi:providers:kubernetes", "cluster", {
      inputs: { enableConfigMapMutable: "true" },
    });
    const options = { provider: provider.urn };
    const old = resource(configMap, "c", { inputs: { data: { a: "1" } }, options });
    const now = resource(configMap, "c", { inputs: { data: { a: "2" } }, options });
    expect(operations([provider, old], [provider, now])).toEqual(["update c"]);
    expect(operations([old], [now])).toEqual(["replace c"]);
  });
});

describe("a change of options", () => {
  it("is told although the engine calls it none", () => {
    const old = resource(eip, "a", {
      options: { protect: true, retainOnDelete: true, ignoreChanges: ["isp"] },
    });
    const now = resource(eip, "a", {
      options: { deleteBeforeReplace: true, ignoreChanges: ["isp", "zone"] },
    });
    expect(change(old, now)).toEqual({
      operation: "options",
      properties: [],
      options: [
        { option: "protect", from: true },
        { option: "retainOnDelete", from: true },
        { option: "deleteBeforeReplace", to: true },
        { option: "ignoreChanges", from: ["isp"], to: ["isp", "zone"] },
      ],
    });
  });

  it("is told beside a change of inputs", () => {
    const old = resource(eip, "a", { inputs: { deletionProtection: true }, options: { protect: true } });
    const now = resource(eip, "a", { inputs: { deletionProtection: false } });
    expect(change(old, now)).toEqual({
      operation: "update",
      properties: [{ path: "deletionProtection", from: true, to: false }],
      options: [{ option: "protect", from: true }],
    });
  });

  it("of what is protected says that Pulumi refuses to replace it, unless the protection goes with the change", () => {
    const inputs = (isp: string) => ({ inputs: { isp } });
    const isp = { path: "isp", from: "BGP", to: "BGP_PRO", replaces: true };
    const old = resource(eip, "a", { ...inputs("BGP"), options: { protect: true } });
    expect(change(old, resource(eip, "a", { ...inputs("BGP_PRO"), options: { protect: true } }))).toEqual({
      ...{ operation: "replace", properties: [isp], options: [], refused: true },
    });
    expect(change(old, resource(eip, "a", inputs("BGP_PRO")))).toEqual({
      ...{ operation: "replace", properties: [isp], options: [{ option: "protect", from: true }] },
    });
  });

  it("of a trigger replaces, but not where there was or is none", () => {
    const triggered = (replacementTrigger?: number) =>
      resource(eip, "a", { options: replacementTrigger === undefined ? {} : { replacementTrigger } });
    const option = "replacementTrigger";
    expect(change(triggered(1), triggered(2))).toEqual({
      ...{ operation: "replace", properties: [], options: [{ option, from: 1, to: 2 }] },
    });
    expect(change(triggered(1), triggered())).toEqual({
      ...{ operation: "options", properties: [], options: [{ option, from: 1 }] },
    });
    expect(change(triggered(), triggered(2))).toEqual({
      ...{ operation: "options", properties: [], options: [{ option, to: 2 }] },
    });
  });

  it("of a trigger that only an up finds out may replace", () => {
    const options = { replacementTrigger: symbol("unknown") };
    const old = resource(eip, "a", { inputs: { bandwidth: "5" }, options });
    expect(change(old, resource(eip, "a", { inputs: { bandwidth: "10" }, options }))).toMatchObject({
      ...{ operation: "update", mayReplace: true },
    });
  });

  it.each(["replaceWith", "deletedWith"])("replaces with what %s names", (option) => {
    const address = (isp: string) => resource(eip, "z", { inputs: { isp } });
    const { urn } = address("");
    const entry = resource(snat, "a", { options: { [option]: option === "replaceWith" ? [urn] : urn } });
    expect(operations([address("BGP"), entry], [address("BGP_PRO"), entry])).toEqual([
      "replace z",
      "replace a",
    ]);
    expect(operations([address("BGP"), entry], [address("BGP"), entry])).toEqual([]);
  });

  it("that no longer ignores what replaces may replace, and with a state it is known", () => {
    const [old, now] = [["isp", "description"], ["description"]].map((ignoreChanges) =>
      resource(eip, "a", { options: { ignoreChanges } }),
    );
    if (old === undefined || now === undefined) throw new Error("two of them");
    const options = [{ option: "ignoreChanges", from: ["isp", "description"], to: ["description"] }];
    expect(change(old, now)).toEqual({ operation: "options", properties: [], options, mayReplace: true });
    const harmless = resource(eip, "a", { options: { ignoreChanges: ["isp"] } });
    expect(change(old, harmless)).toEqual({
      ...{ operation: "options", properties: [] },
      options: [{ option: "ignoreChanges", from: ["isp", "description"], to: ["isp"] }],
    });
    expect(compareStacks({ ...stackOf(old), outputs: {} }, stackOf(now)).changes).toEqual([]);
  });

  it("replaces where another resource is imported", () => {
    const old = resource(eip, "a", { options: { importId: "eip-1" } });
    const now = resource(eip, "a", { options: { importId: "eip-2" } });
    expect(change(old, now)).toEqual({
      operation: "replace",
      properties: [],
      options: [{ option: "importId", from: "eip-1", to: "eip-2" }],
    });
  });
});

describe("what depends on a resource", () => {
  const bind = (name: string, of: Resource): Resource =>
    resource(binding, name, {
      inputs: { allocationId: symbol(`${of.name}.id`), instanceId: "ngw-1" },
      dependencies: [of.urn],
    });

  it("changes with it where it is made anew: replaced or updated, as its own table says", () => {
    const [old, now] = ["BGP", "BGP_PRO"].map((isp) => resource(eip, "a-eip", { inputs: { isp } }));
    if (old === undefined || now === undefined) throw new Error("two of them");
    const entry = resource(snat, "snat", {
      inputs: { snatIp: symbol("a-eip.ipAddress") },
      dependencies: [old.urn],
    });
    const bound = bind("a-binding", old);
    expect(compareStacks(stackOf(old, bound, entry), stackOf(now, bound, entry)).changes).toEqual([
      {
        ...{ operation: "replace", urn: old.urn, type: eip, name: "a-eip" },
        properties: [{ path: "isp", from: "BGP", to: "BGP_PRO", replaces: true }],
        options: [],
      },
      {
        ...{ operation: "replace", urn: bound.urn, type: binding, name: "a-binding" },
        properties: [
          { path: "allocationId", from: symbol("a-eip.id"), to: symbol("new a-eip.id"), replaces: true },
        ],
        options: [],
      },
      {
        ...{ operation: "update", urn: entry.urn, type: snat, name: "snat" },
        properties: [{ path: "snatIp", from: symbol("a-eip.ipAddress"), to: symbol("new a-eip.ipAddress") }],
        options: [],
      },
    ]);
  });

  it("stays where what was adopted is said to be allocated: it is the same one", () => {
    const adopted = resource(eip, "a-eip", { options: { importId: "eip-1" } });
    const allocated = resource(eip, "a-eip");
    const bound = resource(binding, "a-binding", { inputs: { allocationId: "eip-1", instanceId: "ngw-1" } });
    expect(operations([adopted, bound], [allocated, bind("a-binding", allocated)])).toEqual([
      "options a-eip",
    ]);
  });

  it("stays where its binding is said to exist: it is the same one", () => {
    const inputs = { allocationId: "eip-1", instanceId: "ngw-1" };
    const [made, other] = [resource(binding, "b", { inputs }), symbol("a-eip.id")];
    const adopted = resource(binding, "b", { inputs, options: { importId: "eip-1:ngw-1" } });
    expect(operations([made], [adopted])).toEqual(["options b"]);
    const elsewhere = resource(binding, "b", { inputs, options: { importId: "eip-1:ngw-2" } });
    expect(operations([made], [elsewhere])).toEqual(["replace b"]);
    const unknown = resource(binding, "b", { inputs: { ...inputs, allocationId: other } });
    expect(operations([unknown], [adopted])).toEqual(["replace b"]);
  });

  it("stays where it is only updated", () => {
    const [old, now] = ["5", "10"].map((bandwidth) => resource(eip, "a-eip", { inputs: { bandwidth } }));
    if (old === undefined || now === undefined) throw new Error("two of them");
    expect(operations([old, bind("a-binding", old)], [now, bind("a-binding", now)])).toEqual([
      "update a-eip",
    ]);
  });

  it("is told apart from what merely has the name", () => {
    const old = resource(eip, "a");
    const now = resource("other:index:Eip", "a");
    expect(operations([old, bind("b", old)], [now, bind("b", now)])).toEqual([
      "delete a",
      "replace b",
      "create a",
    ]);
  });

  it("is replaced with its provider", () => {
    const provider = (folder: string) =>
      resource("pulumi:providers:kubernetes", "cluster", { inputs: { renderYamlToDirectory: folder } });
    const managed = resource(namespace, "n", { options: { provider: provider("a").urn } });
    expect(operations([provider("a"), managed], [provider("b"), managed])).toEqual([
      "replace n",
      "replace cluster",
    ]);
  });
});

describe("a renamed resource", () => {
  const school = (name: string, more: Partial<Resource> = {}) =>
    resource("schoolgate:index:School", name, more);
  const child = (parent: Resource, name: string): Resource => ({
    ...resource(namespace, name, { inputs: { metadata: { name: "n" } } }),
    urn: `urn:pulumi:demo::schoolgate::schoolgate:index:School$${namespace}::${name}`,
    parent: parent.urn,
  });

  it("is another one without an alias", () => {
    expect(operations([school("old")], [school("new")])).toEqual(["delete old", "create new"]);
  });

  it.each(["urn:pulumi:demo::schoolgate::schoolgate:index:School::old", "old"])(
    "is the same one with the alias %s, and so are its children",
    (alias) => {
      const [before, after] = [school("old"), school("new", { options: { aliases: [alias] } })];
      const changes = compareStacks(
        stackOf(before, child(before, "old-n")),
        stackOf(after, child(after, "new-n")),
      ).changes;
      expect(changes).toEqual([
        {
          ...{ operation: "options", urn: after.urn, type: after.type, name: "new" },
          properties: [],
          options: [{ option: "aliases", to: [alias] }],
        },
      ]);
    },
  );

  it("is referred to as before", () => {
    const bind = (of: Resource): Resource =>
      resource(binding, "b", { inputs: { allocationId: symbol(`${of.name}.id`) }, dependencies: [of.urn] });
    const [before, after] = [resource(eip, "x"), resource(eip, "y", { options: { aliases: ["x"] } })];
    expect(operations([before, bind(before)], [after, bind(after)])).toEqual(["options y"]);
  });

  it("is not taken twice", () => {
    const [one, two] = ["one", "two"].map((name) => school(name, { options: { aliases: ["old"] } }));
    if (one === undefined || two === undefined) throw new Error("two of them");
    expect(operations([school("old")], [one, two])).toEqual(["create two", "options one"]);
  });

  it("does not take what another still is", () => {
    const other = school("other", { options: { aliases: ["old"] } });
    expect(operations([school("old")], [school("old"), other])).toEqual(["create other"]);
  });

  it("keeps its resources where it is a provider", () => {
    const provider = (name: string, more: Partial<Resource> = {}) =>
      resource("pulumi:providers:alicloud", name, more);
    const [before, after] = [provider("old"), provider("new", { options: { aliases: ["old"] } })];
    const managed = (by: Resource) => resource(eip, "a", { options: { provider: by.urn } });
    expect(operations([before, managed(before)], [after, managed(after)])).toEqual(["options new"]);
  });
});

it("puts the most dangerous first", () => {
  const olds = [
    resource(eip, "address", { options: { protect: true } }),
    resource(namespace, "school"),
    resource(snat, "snat", { inputs: { snatIp: "1.1.1.1" } }),
    resource(configMap, "deleted"),
    resource(configMap, "replaced", { inputs: { metadata: { name: "a" } } }),
    resource(configMap, "unprotected", { options: { protect: true } }),
    resource(configMap, "updated", { inputs: { spec: 1 } }),
    resource(configMap, "optional"),
  ];
  const news = [
    resource(eip, "address"),
    resource(snat, "snat", { inputs: { snatIp: "2.2.2.2" } }),
    resource(configMap, "replaced", { inputs: { metadata: { name: "b" } } }),
    resource(configMap, "unprotected"),
    resource(configMap, "updated", { inputs: { spec: 2 } }),
    resource(configMap, "optional", { options: { retainOnDelete: true } }),
    resource(configMap, "imported", { options: { importId: "x" } }),
    resource(configMap, "created"),
  ];
  expect(operations(olds, news)).toEqual([
    "options address",
    "delete school",
    "update snat",
    "delete deleted",
    "replace replaced",
    "options unprotected",
    "update updated",
    "import imported",
    "create created",
    "options optional",
  ]);
});
