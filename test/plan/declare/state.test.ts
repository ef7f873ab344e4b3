import { describe, expect, it } from "vitest";
import { compareStacks } from "../../../plan/compare/diff.ts";
import { declaredFromState } from "../../../plan/declare/state.ts";
import type { DeclaredStack, Resource } from "../../../plan/model.ts";
import { resource } from "../../support/declared.ts";
import { symbol } from "../../support/plans.ts";

const stackUrn = "urn:pulumi:demo::schoolgate::pulumi:pulumi:Stack::schoolgate-demo";
const providerUrn = "urn:pulumi:demo::schoolgate::pulumi:providers:alicloud::cloud";
const eipUrn = "urn:pulumi:demo::schoolgate::alicloud:ecs/eipAddress:EipAddress::a-eip";
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };

/** A state as `pulumi stack export` prints it, of version 3.260. */
function exported(resources: readonly object[], more: object = {}): string {
  const root = { urn: stackUrn, custom: false, type: "pulumi:pulumi:Stack", outputs: { hosts: {} } };
  const manifest = { time: "2026-11-22T18:35:09Z", magic: "x", version: "v3.260.0" };
  return JSON.stringify({
    version: 3,
    deployment: { manifest, resources: [root, ...resources], metadata: {}, ...more },
  });
}

const provider = {
  ...{ urn: providerUrn, custom: true, id: "a3fabcc4", type: "pulumi:providers:alicloud", parent: stackUrn },
  inputs: { __internal: {}, region: "cn-hangzhou", version: "3.108.0" },
  outputs: { region: "cn-hangzhou", version: "3.108.0" },
};
const eip = {
  ...{ urn: eipUrn, custom: true, id: "eip-1", type: "alicloud:ecs/eipAddress:EipAddress", parent: stackUrn },
  inputs: {
    __defaults: ["netmode"],
    netmode: "public",
    isp: "BGP",
    tags: { __defaults: [], school: "demo" },
  },
  outputs: {
    isp: "BGP",
    netmode: "public",
    ipAddress: "203.0.113.1",
    bandwidth: "5",
    tags: { school: "demo" },
  },
  ...{ protect: true, provider: `${providerUrn}::a3fabcc4`, created: "2026-11-22T18:35:09Z" },
};
const snat = {
  urn: "urn:pulumi:demo::schoolgate::alicloud:vpc/snatEntry:SnatEntry::snat",
  ...{ custom: true, id: "stb-1:snat-1", type: "alicloud:vpc/snatEntry:SnatEntry", parent: stackUrn },
  ...{ inputs: { snatIp: "203.0.113.1", snatTableId: "stb-1" }, dependencies: [eipUrn] },
  outputs: { snatIp: "203.0.113.1", snatTableId: "stb-1", sourceCidr: "10.0.0.0/24" },
};
const certificate = {
  urn: "urn:pulumi:demo::schoolgate::kubernetes:core/v1:Secret::certificate",
  ...{ custom: true, id: "demo/tls", type: "kubernetes:core/v1:Secret", parent: stackUrn },
  inputs: { metadata: { name: "tls" }, data: secret },
};

function stateOf(...resources: readonly object[]): DeclaredStack {
  const state = declaredFromState(exported(resources));
  if ("message" in state) throw new Error(state.message);
  return state;
}

describe("a state", () => {
  it("is what the engine made, without what it added itself", () => {
    expect(stateOf(provider, eip, snat)).toEqual({
      name: "demo",
      kind: "school",
      stackOutputs: { hosts: {} },
      resources: [
        {
          ...{ urn: eipUrn, type: "alicloud:ecs/eipAddress:EipAddress", name: "a-eip" },
          inputs: { isp: "BGP", tags: { school: "demo" } },
          dependencies: [],
          options: { protect: true, provider: providerUrn },
        },
        {
          ...{ urn: snat.urn, type: "alicloud:vpc/snatEntry:SnatEntry", name: "snat" },
          inputs: { snatIp: "203.0.113.1", snatTableId: "stb-1" },
          dependencies: [eipUrn],
          options: {},
        },
        {
          ...{ urn: providerUrn, type: "pulumi:providers:alicloud", name: "cloud" },
          inputs: { region: "cn-hangzhou", version: "3.108.0" },
          dependencies: [],
          options: {},
        },
      ],
      outputs: {
        [providerUrn]: { region: "cn-hangzhou", version: "3.108.0", id: "a3fabcc4" },
        [eipUrn]: { ...eip.outputs, id: "eip-1" },
        [snat.urn]: { ...snat.outputs, id: "stb-1:snat-1" },
      },
    });
  });

  it("is a platform's where it has one", () => {
    const urn = "urn:pulumi:hz::schoolgate::schoolgate:index:Platform::hz";
    expect(stateOf({ urn, custom: false, type: "schoolgate:index:Platform" })).toMatchObject({
      name: "hz",
      kind: "platform",
    });
  });

  it("leaves out default providers, and what is only read, or is to be deleted, or to be made again", () => {
    const named = (name: string, more: object) => ({ ...snat, urn: `${snat.urn}-${name}`, ...more });
    const byDefault = {
      ...provider,
      urn: "urn:pulumi:demo::schoolgate::pulumi:providers:kubernetes::default_4_34_2",
    };
    const state = stateOf(
      ...[byDefault, named("kept", { provider: `${byDefault.urn}::1` }), named("read", { external: true })],
      ...[named("replaced", { delete: true }), named("deleted", { pendingReplacement: true })],
    );
    expect(state.resources.map(({ name, options }) => ({ name, options }))).toEqual([
      { name: "snat-kept", options: {} },
    ]);
  });
});

describe("a comparison with a state", () => {
  const head = (...resources: readonly Resource[]): DeclaredStack => ({
    name: "demo",
    kind: "school",
    resources,
  });
  const address = (more: Partial<Resource> = {}) =>
    resource("alicloud:ecs/eipAddress:EipAddress", "a-eip", {
      inputs: { isp: "BGP", tags: { school: "demo" } },
      options: { protect: true, provider: providerUrn, ignoreChanges: ["zone"] },
      ...more,
    });
  const cloud = resource("pulumi:providers:alicloud", "cloud", {
    inputs: { region: "cn-hangzhou", version: "3.108.0" },
  });
  const entry = (snatIp: string) =>
    resource("alicloud:vpc/snatEntry:SnatEntry", "snat", {
      inputs: { snatIp, snatTableId: "stb-1" },
      dependencies: [eipUrn],
    });

  it("sees nothing where outputs are what they were, and options that a state does not keep", () => {
    const declared = head(cloud, address(), entry(symbol("a-eip.ipAddress")));
    expect(compareStacks(stateOf(provider, eip, snat), declared).changes).toEqual([]);
  });

  it("sees nothing in an input that says what the cloud has chosen", () => {
    const declared = head(
      cloud,
      address({ inputs: { isp: "BGP", bandwidth: "5", tags: { school: "demo" } } }),
    );
    expect(compareStacks(stateOf(provider, eip), declared).changes).toEqual([]);
  });

  it("shows what an output was where another takes its place", () => {
    const declared = head(cloud, address(), entry("203.0.113.9"));
    expect(compareStacks(stateOf(provider, eip, snat), declared).changes).toEqual([
      {
        ...{ operation: "update", urn: snat.urn, type: "alicloud:vpc/snatEntry:SnatEntry", name: "snat" },
        properties: [{ path: "snatIp", from: "203.0.113.1", to: "203.0.113.9" }],
        options: [],
      },
    ]);
  });

  it("shows what depends on a resource that is made anew", () => {
    const declared = head(cloud, address({ inputs: { isp: "BGP_PRO" } }), entry(symbol("a-eip.ipAddress")));
    expect(compareStacks(stateOf(provider, eip, snat), declared).changes).toMatchObject([
      { operation: "replace", name: "a-eip" },
      { operation: "update", properties: [{ from: "203.0.113.1", to: symbol("new a-eip.ipAddress") }] },
    ]);
  });

  it("sees a lost protection", () => {
    const declared = head(cloud, address({ options: { provider: providerUrn } }));
    expect(compareStacks(stateOf(provider, eip), declared).changes).toMatchObject([
      { operation: "options", options: [{ option: "protect", from: true }] },
    ]);
  });

  it("does not compare secrets", () => {
    const tls = (inputs: Resource["inputs"]) =>
      head(
        resource("kubernetes:core/v1:Secret", "certificate", {
          inputs: { metadata: { name: "tls" }, ...inputs },
        }),
      );
    expect(compareStacks(stateOf(certificate), tls({ stringData: symbol("secret 1") })).changes).toEqual([]);
    expect(compareStacks(stateOf(certificate), tls({})).changes).toMatchObject([
      { operation: "replace", properties: [{ path: "data", from: symbol("secret"), replaces: true }] },
    ]);
  });
});

describe("what is no state to compare with", () => {
  it.each([
    { title: "no JSON", text: "error: no stack", message: "this is no state" },
    {
      title: "another version",
      text: JSON.stringify({ version: 2, deployment: {} }),
      message: "this is no state at version",
    },
    {
      title: "a resource without a URN",
      text: exported([{ type: "x" }]),
      message: "this is no state at deployment.resources.1.urn",
    },
  ])("is told: $title", ({ text, message }) => {
    expect(declaredFromState(text)).toEqual({
      message: `${message}: write one with \`pulumi stack export --stack <school> --file <file>\``,
    });
  });

  it("is told of a stack that is empty, or another project's", () => {
    expect(declaredFromState(exported([]))).toEqual({
      message: "the state holds no resources: leave --state out to see what the stack declares",
    });
    expect(declaredFromState(exported([{ urn: "urn:pulumi:demo::other::a:b:C::d", type: "a:b:C" }]))).toEqual(
      {
        stack: "demo",
        message: "the state belongs to the project other, and not to schoolgate",
      },
    );
  });

  it("is told of an up that was cut off", () => {
    const pending_operations = [{ resource: snat, type: "creating" }];
    expect(declaredFromState(exported([provider, eip], { pending_operations }))).toEqual({
      stack: "demo",
      message:
        "an up was cut off, and what came of it is not in the state (creating snat): " +
        "run `pulumi refresh --stack demo` and export it again",
    });
  });
});
