import { expect, test } from "vitest";
import type { Goal } from "../../../rehearsal/engine/goal.ts";
import type { Properties } from "../../../rehearsal/stand-in.ts";
import { secret } from "../../../rehearsal/values.ts";
import { Toy } from "../../support/toy.ts";
import { lastOf, none, one } from "../../support/toy-programs.ts";
import { brief, root, stateOf, type ToyProgram, urnOf } from "../../support/toy-stack.ts";

test.each([
  { paths: ["value"], olds: { value: "1" }, news: { value: "2" }, kept: { value: "1" } },
  { paths: ["*"], olds: { value: "1" }, news: { value: "2", fixed: "x" }, kept: { value: "1" } },
  {
    paths: ["tags.a"],
    olds: { tags: { a: 1, b: 1 } },
    news: { tags: { a: 2, b: 2 } },
    kept: { tags: { a: 1, b: 2 } },
  },
  {
    paths: ['tags["a.b"]'],
    olds: { tags: { "a.b": 1 } },
    news: { tags: { "a.b": 2 } },
    kept: { tags: { "a.b": 1 } },
  },
  { paths: ["tags.a"], olds: { tags: {} }, news: { tags: { a: 2 } }, kept: { tags: {} } },
  { paths: ["tags.a"], olds: { tags: { a: 1 } }, news: { tags: {} }, kept: { tags: { a: 1 } } },
  {
    paths: ["list[0].n"],
    olds: { list: [{ n: 1 }] },
    news: { list: [{ n: 2, m: 2 }] },
    kept: { list: [{ n: 1, m: 2 }] },
  },
  {
    paths: ["list[*].n"],
    olds: { list: [{ n: 1 }, { n: 1 }] },
    news: { list: [{ n: 2 }, { n: 3 }] },
    kept: { list: [{ n: 1 }, { n: 1 }] },
  },
  { paths: ["list[1]"], olds: { list: [1] }, news: { list: [2, 3] }, kept: { list: [2, 3] } },
])("ignoreChanges $paths keeps $kept", async ({ paths, olds, news, kept }) => {
  const toy = new Toy();
  await lastOf(toy, one(olds), one(news, { ignoreChanges: paths }));
  expect(toy.things[0]?.inputs).toEqual({ size: "m", ...kept });
});

test("retainOnDelete leaves the resource in the cloud and forgets it", async () => {
  const toy = new Toy();
  const { result, folder } = await lastOf(toy, one({}, { retainOnDelete: true }), none);
  expect([brief(result.steps), toy.calls, stateOf(folder).resources]).toEqual([
    ["delete a"],
    ["create a"],
    [],
  ]);
});

test("deletedWith spares the call where the other resource is deleted too, and only there", async () => {
  const pair =
    (names: string[]): ToyProgram =>
    async (it) => {
      if (names.includes("a")) await it.thing("a");
      if (names.includes("b")) await it.thing("b", {}, { deletedWith: urnOf("a") });
      if (names.includes("c")) await it.thing("c", {}, { deletedWith: urnOf("a") });
    };
  const toy = new Toy();
  await lastOf(toy, pair(["a", "b", "c"]), pair(["a", "b"]), pair([]));
  expect(toy.calls).toEqual(["create a", "create b", "create c", "delete c#1", "delete a#1"]);
});

test("deletedWith replaces along with the other resource", async () => {
  const pair =
    (fixed: string): ToyProgram =>
    async (it) => {
      await it.thing("a", { fixed });
      await it.thing("b", {}, { deletedWith: urnOf("a") });
    };
  const toy = new Toy();
  await lastOf(toy, pair("x"), pair("y"));
  expect(toy.calls.slice(2)).toEqual(["create a", "create b", "delete a#1"]);
});

test("replaceOnChanges replaces for a property that could change in place", async () => {
  const toy = new Toy();
  const { result } = await lastOf(
    toy,
    one({ value: "1" }),
    one({ value: "2" }, { replaceOnChanges: ["value"] }),
  );
  expect(brief(result.steps)).toEqual(["create-replacement a", "replace a", "delete-replaced a"]);
});

test("additionalSecretOutputs, and outputs of secret inputs, are secret", async () => {
  const options = { additionalSecretOutputs: ["made"] };
  const { result } = await lastOf(new Toy(), one({ value: secret("hush"), fixed: "x" }, options));
  expect(result.outputs).toEqual({ value: "[secret]", fixed: "x", size: "m", made: "[secret]" });
});

test("customTimeouts end the wait for an answer", async () => {
  const toy = new Toy({ onCall: () => new Promise(() => undefined) });
  const { result } = await lastOf(toy, one({}, { timeouts: { create: 0.01 } }));
  expect(result.problems).toEqual([
    {
      severity: "error",
      urn: urnOf("a"),
      message: "no answer to create within 0.01 s (customTimeouts.create)",
    },
  ]);
});

test.each([
  { alias: { name: "a" }, what: "a name" },
  { alias: { urn: urnOf("a") }, what: "a URN" },
])("an alias by $what keeps the resource and all that refers to it", async ({ alias }) => {
  const program =
    (name: string, options: Partial<Goal>): ToyProgram =>
    async (it) => {
      const a = await it.thing(name, {}, options);
      await it.thing("child", {}, { parent: a.urn, dependencies: [a.urn] });
    };
  const toy = new Toy();
  const { result, folder } = await lastOf(
    toy,
    program("a", {}),
    program("b", { aliases: [alias] }),
    program("b", {}),
  );
  expect([toy.calls, brief(result.steps)]).toEqual([["create a", "create child"], []]);
  expect(stateOf(folder).resources).toEqual(["a#1", "child#1"]);
});

test("an alias by type, and by parent", async () => {
  const toy = new Toy();
  await lastOf(
    toy,
    one({}, { type: "toy:index:Old" }),
    one({}, { aliases: [{ type: "toy:index:Old" }] }),
    async (it) => {
      const box = await it.component("box");
      await it.thing("a", {}, { parent: box.urn, aliases: [{ parent: root }] });
    },
    async (it) => {
      const box = await it.component("crate", { aliases: [{ name: "box" }] });
      await it.thing("a", {}, { parent: box.urn });
    },
  );
  expect(toy.calls).toEqual(["create a"]);
});

test("of a provider whose configuration is not known yet nothing is asked in the plan", async () => {
  const { result } = await lastOf(new Toy(), async (it) => {
    const a = await it.thing("a");
    const region = it.output(a, "made");
    const provider = await it.thing("p", { region }, { type: "pulumi:providers:toy", dependencies: [a.urn] });
    await it.thing("b", { value: "bad" }, { provider: `${provider.urn}::${provider.id}` });
  });
  expect([brief(result.steps), result.problems.map(({ urn }) => urn)]).toEqual([
    ["create demo-dev", "create a", "create p"],
    [urnOf("b")],
  ]);
});

test("calls a provider's function", async () => {
  const { result } = await lastOf(new Toy(), async (it) => {
    const { outputs } = await it.deployment.invoke("toy:index:echo", { text: "hello" }, "", "1.2.3");
    return outputs as Properties;
  });
  expect(result.outputs).toEqual({ echo: "hello" });
});

test("a secret that is kept by ignoreChanges stays secret", async () => {
  const olds = { login: secret({ password: "correct horse" }) };
  const changed = one(
    { login: { password: "battery staple" }, value: "2" },
    { ignoreChanges: ["login.password"] },
  );
  const { result } = await lastOf(new Toy(), one(olds), changed);
  expect(result.outputs.login).toEqual({ password: "[secret]" });
});
