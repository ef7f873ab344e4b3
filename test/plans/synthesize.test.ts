import { createHash } from "node:crypto";
import alicloud from "@pulumi/alicloud/package.json" with { type: "json" };
import { expect, test } from "vitest";
import { declaredIn } from "../support/declared.ts";
import { symbol } from "../support/plans.ts";
import { failuresIn, toyProject } from "../support/toy-fleet.ts";

const eip = "alicloud:ecs/eipAddress:EipAddress";
const component = "toy:index:Box";
const { version } = alicloud;

const secret = (value: unknown): string =>
  symbol(`secret ${createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16)}`);

test("a resource has what its registration says, and symbols for what an up finds out", async () => {
  const root = toyProject({
    toy: `
      const box = new pulumi.ComponentResource("${component}", "box", {}, { aliases: [{ name: "crate" }] });
      const provider = new alicloud.Provider("cloud", { region: "cn-hangzhou" });
      const one = eip("one", { tags: { b: "2", a: "1" }, isp: undefined }, { parent: box, provider, protect: true });
      const token = new pulumi.Config("toy").requireSecret("token");
      eip("two", {
        addressName: pulumi.interpolate\`\${one.id} at \${one.ipAddress}\`,
        description: one.status,
        resourceGroupId: pulumi.all([one.status, provider.id]).apply(() => "never run"),
        tags: { token, whole: pulumi.secret({ deep: one.id }) },
      }, {
        parent: one,
        dependsOn: [box],
        ignoreChanges: ["isp"],
        replaceOnChanges: ["tags.a"],
        deleteBeforeReplace: true,
        retainOnDelete: true,
        aliases: [{ name: "second", parent: pulumi.rootStackResource }, "urn:pulumi:toy::schoolgate::${eip}::deuce"],
      });
      eip("adopted", {}, { import: "eip-123" });
    `,
  });
  const [declared] = await declaredIn(root, "toy");
  const [cloud, box, one, two, adopted] = [
    "urn:pulumi:toy::schoolgate::pulumi:providers:alicloud::cloud",
    `urn:pulumi:toy::schoolgate::${component}::box`,
    `urn:pulumi:toy::schoolgate::${component}$${eip}::one`,
    `urn:pulumi:toy::schoolgate::${component}$${eip}$${eip}::two`,
    `urn:pulumi:toy::schoolgate::${eip}::adopted`,
  ];
  expect(declared).toEqual({
    name: "toy",
    kind: "school",
    stackOutputs: {},
    resources: [
      {
        urn: adopted,
        type: eip,
        name: "adopted",
        inputs: {},
        dependencies: [],
        options: { importId: "eip-123", version },
      },
      {
        ...{ urn: cloud, type: "pulumi:providers:alicloud", name: "cloud", dependencies: [], options: {} },
        inputs: { region: "cn-hangzhou", version },
      },
      {
        ...{ urn: two, type: eip, name: "two", parent: one, dependencies: [cloud, one] },
        inputs: {
          addressName: `${symbol("one.id")} at ${symbol("one.ipAddress")}`,
          description: symbol("one.?"),
          resourceGroupId: symbol("cloud.?, one.?"),
          tags: { token: secret("rehearsal-secret-e564b4081d7a"), whole: secret({ deep: symbol("one.id") }) },
        },
        options: {
          // The SDK passes it on from the parent, and the provider too.
          protect: true,
          retainOnDelete: true,
          deleteBeforeReplace: true,
          ignoreChanges: ["isp"],
          replaceOnChanges: ["tags.a"],
          provider: cloud,
          aliases: [
            `urn:pulumi:toy::schoolgate::${eip}::second`,
            `urn:pulumi:toy::schoolgate::${eip}::deuce`,
          ],
        },
      },
      {
        ...{ urn: one, type: eip, name: "one", parent: box, dependencies: [] },
        inputs: { tags: { a: "1", b: "2" } },
        options: { protect: true, provider: cloud },
      },
      {
        ...{ urn: box, type: component, name: "box", inputs: {}, dependencies: [] },
        options: { aliases: [`urn:pulumi:toy::schoolgate::${component}::crate`] },
      },
    ],
  });
});

test("what fails late fails its stack, and does not reach the next", async () => {
  const late = `eip("x", { description: pulumi.output("").apply(() => { throw new Error("in an apply"); }) });`;
  const failures = await failuresIn(
    toyProject({
      apply: late,
      async: `await new Promise((resolve) => setTimeout(resolve, 20)); throw new Error("after a while");`,
      calls: `await alicloud.getZones({});`,
      fine: `eip("fine"); console.log("said"); console.error("cried");`,
      later: `setTimeout(() => { eip("a", { tags: Promise.reject(new Error("from a timer")) }); }, 20);`,
      logs: `await pulumi.log.error("this is not good");`,
      nobody: `void Promise.reject(new Error("nobody hears"));`,
      odd: `throw "no error";`,
      thrown: `setTimeout(() => { throw new Error("thrown by a timer"); }, 5);`,
      twice: `eip("a"); eip("a");`,
      user: `throw new pulumi.RunError("the user's fault");`,
    }),
    ["apply", "async", "calls", "fine", "later", "logs", "nobody", "odd", "thrown", "twice", "user"],
  );
  expect(failures).toEqual({
    apply: 'error serializing property "description": in an apply',
    async: "after a while",
    calls: "the program called alicloud:index/getZones:getZones: a plan asks no cloud",
    fine: "",
    later: 'error serializing property "tags": from a timer',
    logs: "this is not good",
    nobody: "nobody hears",
    odd: "no error",
    thrown: "thrown by a timer",
    twice: `failed to register new resource a [${eip}]: Duplicate resource URN 'urn:pulumi:twice::schoolgate::${eip}::a'; try giving it a unique name`,
    user: "the user's fault",
  });
});

test("a thread that dies or never ends fails its stack, and the others go on", async () => {
  const failures = await failuresIn(
    toyProject({
      a: `eip("a");`,
      dies: `process.exit(7);`,
      b: `eip("b");`,
      busy: `for (;;) {}`,
      c: `eip("c");`,
      waits: `await new Promise(() => {});`,
      d: `eip("d");`,
    }),
    ["a", "dies", "b", "busy", "c", "waits", "d"],
    { timeLimit: 5_000 },
  );
  expect(failures).toEqual({
    ...{ a: "", b: "", c: "", d: "" },
    dies: "its program ended the thread with exit code 7",
    busy: "its program did not end within 5 s",
    waits: "its program did not end within 5 s",
  });
});

test("after five lost threads the others are not tried", async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const failures = await failuresIn(
    toyProject(Object.fromEntries(names.map((name) => [name, "process.exit(1);"]))),
    names,
  );
  const died = "its program ended the thread with exit code 1";
  const lost = `it was not tried, for a: ${died}; b: ${died}; c: ${died}; d: ${died}; e: ${died}`;
  expect(failures).toEqual({
    ...{ a: died, b: died, c: died, d: died, e: died },
    ...{ f: lost, g: lost },
  });
});
