// Every option of a registration is compared, or a problem by its name.
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { expect, test } from "vitest";
import { refusedField, unknownFields } from "../../plan/declare/request-fields.ts";
import { declaredIn } from "../support/declared.ts";
import { failuresIn, toyProject } from "../support/toy-fleet.ts";

const eip = "alicloud:ecs/eipAddress:EipAddress";
const { RegisterResourceRequest } = resources;

test("all options that the SDK has are declared", async () => {
  const root = toyProject({
    toy: `
      const cloud = new alicloud.Provider("cloud", {}, {
        version: "3.0.0", pluginDownloadURL: "https://example.com", envVarMappings: { HZ: "ALICLOUD_REGION" },
      });
      const one = eip("one", {}, { version: "1.2.3", pluginDownloadURL: "https://example.com" });
      eip("two", {}, {
        provider: cloud,
        version: "1.2.3",
        deleteBeforeReplace: false,
        replaceWith: [one],
        deletedWith: one,
        replacementTrigger: { revision: 3 },
        additionalSecretOutputs: ["status"],
        customTimeouts: { create: "5m" },
        hideDiffs: ["tags"],
      });
    `,
  });
  const [declared] = await declaredIn(root, "toy");
  const one = `urn:pulumi:toy::schoolgate::${eip}::one`;
  const cloud = "urn:pulumi:toy::schoolgate::pulumi:providers:alicloud::cloud";
  expect(declared?.resources.map(({ name, inputs, options }) => ({ name, inputs, options }))).toEqual([
    {
      name: "one",
      inputs: {},
      options: { version: "1.2.3", pluginDownloadURL: "https://example.com" },
    },
    {
      name: "two",
      inputs: {},
      options: {
        deleteBeforeReplace: false,
        ...{ replaceWith: [one], deletedWith: one, replacementTrigger: { revision: 3 } },
        // Its plugin is the provider's.
        provider: cloud,
        additionalSecretOutputs: ["status"],
        customTimeouts: { create: "5m" },
        hideDiffs: ["tags"],
      },
    },
    {
      name: "cloud",
      inputs: { version: "3.0.0", pluginDownloadURL: "https://example.com" },
      options: { envVarMappings: { HZ: "ALICLOUD_REGION" } },
    },
  ]);
});

test("what the engine would call the program back for is a problem", async () => {
  const transform = "({ props, opts }) => ({ props, opts: { ...opts, protect: false } })";
  const bodies = {
    alone: `eip("a", {}, { transforms: [${transform}] });`,
    hook: `eip("a", {}, { hooks: { beforeDelete: [new pulumi.ResourceHook("h", () => undefined)] } });`,
    invokes: `pulumi.runtime.registerInvokeTransform(() => undefined);`,
    stack: `pulumi.runtime.registerResourceTransform(${transform}); eip("a");`,
  };
  const refusal = "a plan calls no transform, hook or state migration, as the engine would: do without";
  const names = Object.keys(bodies);
  const failures = await failuresIn(toyProject(bodies), names);
  for (const name of names) expect([name, failures[name]]).toEqual([name, expect.stringContaining(refusal)]);
});

test("the fields of a registration are known, each by what it means", () => {
  expect(unknownFields(new RegisterResourceRequest())).toEqual([]);
});

test("a field that a later SDK has is a problem where it is set", () => {
  class Later extends RegisterResourceRequest {
    teleport = "";
    getTeleport(): string {
      return this.teleport;
    }
    getType_asU8(): string {
      return "not a field of its own";
    }
  }
  const request = new Later();
  expect(refusedField(request)).toBeUndefined();
  request.teleport = "elsewhere";
  expect(refusedField(request)).toBe("a plan does not know what the engine does with Teleport of a resource");
});

test("what no plan can follow is a problem", () => {
  const request = new RegisterResourceRequest();
  request.setPackageref("some");
  expect(refusedField(request)).toBe("a plan knows no parameterized packages");
  request.setRemote(true);
  expect(refusedField(request)).toBe("a plan cannot look into a component of another program");
});
