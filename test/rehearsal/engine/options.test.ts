import { expect, test } from "vitest";
import type { Goal } from "../../../rehearsal/engine/goal.ts";
import { destroy, unprotect, up } from "../../../rehearsal/engine/run.ts";
import type { Properties } from "../../../rehearsal/stand-in.ts";
import { secret } from "../../../rehearsal/values.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";
import { brief, root, stateOf, type ToyProgram, toyStack, urnOf } from "../../support/toy-stack.ts";

/** A program with one thing. */
const one =
  (inputs: Properties, options: Partial<Goal> = {}, name = "a"): ToyProgram =>
  async (it) => {
    const thing = await it.thing(name, inputs, options);
    return thing.outputs;
  };

const none: ToyProgram = async () => undefined;

/** Runs programs one after the other on one stack; all but the last have to succeed. */
async function lastOf(toy: Toy, ...programs: ToyProgram[]) {
  const folder = temporaryFolder();
  const results = [];
  for (const program of programs) results.push(await up(toyStack(folder, toy, program)));
  expect(results.slice(0, -1).flatMap(({ problems }) => problems)).toEqual([]);
  const result = results.at(-1);
  if (result === undefined) throw new TypeError("no program");
  return { result, folder };
}

const isProtected = { protect: true };

test("protect refuses a replacement in the plan, before anything is done", async () => {
  const toy = new Toy();
  const changed: ToyProgram = async (it) => {
    await it.thing("new");
    await it.thing("a", { fixed: "y" }, isProtected);
  };
  const { result } = await lastOf(toy, one({ fixed: "x" }, isProtected), changed);
  expect(result.problems).toEqual([
    {
      severity: "error",
      urn: urnOf("a"),
      message:
        `${urnOf("a")} is protected and must not be replaced, which this change asks for:\n` +
        '    fixed: "x" => "y"\n' +
        "Nothing was changed. Keep the old values; or take `protect` off the resource, run again, and then change them.",
    },
  ]);
  expect(toy.calls).toEqual(["create a"]);
});

test("protect refuses a deletion in the plan, before anything is done", async () => {
  const toy = new Toy();
  const { result } = await lastOf(toy, one({}, isProtected), one({}, {}, "b"));
  expect(result.problems).toEqual([
    {
      severity: "error",
      urn: urnOf("a"),
      message:
        `${urnOf("a")} is protected and must not be deleted, but the program does not have it any more.\n` +
        "Nothing was changed. Put it back into the stack file; or, if it shall really go, take the protection off it " +
        `in the state (Pulumi's own engine: pulumi state unprotect '${urnOf("a")}') and run again.`,
    },
  ]);
  expect(toy.calls).toEqual(["create a"]);
});

test("protect refuses to be replaced along with another", async () => {
  const pair =
    (solo: string): ToyProgram =>
    async (it) => {
      const a = await it.thing("a", { solo });
      await it.thing("b", { fixed: it.output(a, "made") }, { ...it.from(a, "fixed"), ...isProtected });
    };
  const toy = new Toy();
  const { result } = await lastOf(toy, pair("x"), pair("y"));
  expect(result.problems.map(({ message }) => message.split("\n")[0])).toEqual([
    `${urnOf("b")} is protected and must not be replaced, but it would have to be, together with ${urnOf("a")}.`,
  ]);
  expect(toy.calls).toEqual(["create a", "create b"]);
});

test("protect lets updates through, and children have it from their parent", async () => {
  const family =
    (value: string, hasChild: boolean): ToyProgram =>
    async (it) => {
      const box = await it.component("box", isProtected);
      if (hasChild) await it.thing("a", { value }, { parent: box.urn });
    };
  const toy = new Toy();
  const { result } = await lastOf(toy, family("1", true), family("2", true), family("2", false));
  expect(toy.calls).toEqual(["create a", "update a#1"]);
  expect(result.problems.map(({ urn }) => urn)).toEqual([
    "urn:pulumi:dev::demo::toys:index:Box$toy:index:Thing::a",
  ]);
});

test("what was unprotected in the state can be destroyed", async () => {
  const folder = temporaryFolder();
  const toy = new Toy();
  const stack = toyStack(folder, toy, one({}, isProtected));
  await up(stack);
  const refused = await destroy(stack);
  await unprotect(stack);
  const done = await destroy(stack);
  expect([refused.result, done.result, toy.things]).toEqual(["failed", "succeeded", []]);
});

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

const planted = { id: "old-1", type: "toy:index:Thing", inputs: { value: "1", size: "m" } };

test("imports what is there", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const { result, folder } = await lastOf(toy, one({ value: "1" }, { importId: "old-1" }));
  expect([brief(result.steps), result.changes.import]).toEqual([["create demo-dev", "import a"], 1]);
  expect([toy.calls, stateOf(folder).resources]).toEqual([[], ["old-1"]]);
});

test("an import updates what differs, but for ignored changes, and is done once", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const program = one({ value: "2" }, { importId: "old-1" });
  const { result } = await lastOf(
    toy,
    one({ value: "2" }, { importId: "old-1", ignoreChanges: ["value"] }),
    program,
    program,
  );
  expect([toy.calls, brief(result.steps)]).toEqual([["update old-1"], []]);
});

test("an import that differs is an import and an update", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const { result } = await lastOf(toy, one({ value: "2" }, { importId: "old-1" }));
  expect(brief(result.steps)).toEqual(["create demo-dev", "import a", "update a"]);
});

test("an import in the place of a resource of ours replaces it, and updates what differs", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const program = one({ value: "2" }, { importId: "old-1" });
  const { result, folder } = await lastOf(toy, one({ value: "2" }), program);
  expect(brief(result.steps)).toEqual(["import-replacement a", "replace a", "update a", "delete-replaced a"]);
  expect([toy.things.map(({ id }) => id), stateOf(folder).resources]).toEqual([["old-1"], ["old-1"]]);
});

test("an import of a wrong id is refused in the plan", async () => {
  const { result } = await lastOf(new Toy(), one({}, { importId: "nowhere" }));
  expect(result.problems.map(({ message }) => message)).toEqual([
    'there is no toy:index:Thing with the id "nowhere" to import. Correct the id; or leave it out to have one created.',
  ]);
});

test("what is imported is not replaced while its option stands", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const { result } = await lastOf(
    toy,
    one({ value: "1" }, { importId: "old-1" }),
    one({ fixed: "y" }, { importId: "old-1" }),
  );
  expect(result.problems.map(({ message }) => message)).toEqual([
    `${urnOf("a")} was imported as "old-1" and cannot be replaced (fixed) while its \`import\` option says so: ` +
      "take that option off it, or keep the old values.",
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

/** A program that only looks at something. */
const reading =
  (name: string, id: string): ToyProgram =>
  async (it) => {
    const goal = { type: "toy:index:Thing", name, parent: root, inputs: {}, provider: "", version: "1.2.3" };
    return (await it.deployment.read({ ...goal, id, dependencies: [], additionalSecretOutputs: ["made"] }))
      .outputs;
  };

test("reads what is there without touching it", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const { result, folder } = await lastOf(toy, reading("r", "old-1"));
  expect(result.outputs).toEqual({ value: "1", size: "m", made: "[secret]" });
  const next = [
    await up(toyStack(folder, toy, reading("r", "old-1"))),
    await up(toyStack(folder, toy, none)),
  ];
  expect(next.map(({ steps }) => brief(steps))).toEqual([["read r"], ["discard r"]]);
  expect([toy.calls, toy.things.length]).toEqual([[], 1]);
});

test("what is read under the URN of a resource of ours replaces it; the resource itself is let go", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const { result } = await lastOf(toy, one({}), reading("a", "old-1"));
  expect(brief(result.steps)).toEqual(["read-replacement a", "replace a", "delete-replaced a"]);
  const { result: relinquished } = await lastOf(toy, one({}), reading("a", "a#1"), none);
  expect(brief(relinquished.steps)).toEqual(["discard a"]);
  expect(toy.things.map(({ id }) => id)).toEqual(["old-1", "a#1"]);
});

test("what was only read can be made a resource of ours", async () => {
  const toy = new Toy();
  toy.plant(planted);
  const { result, folder } = await lastOf(toy, reading("a", "old-1"), one({}));
  expect(brief(result.steps)).toEqual(["create-replacement a", "replace a", "discard-replaced a"]);
  expect([toy.calls, stateOf(folder).resources]).toEqual([["create a"], ["a#1"]]);
});

test("a read of what is not there is refused in the plan", async () => {
  const { result } = await lastOf(new Toy(), reading("r", "nowhere"));
  expect(result.problems).toEqual([
    { severity: "error", urn: urnOf("r"), message: 'there is no toy:index:Thing with the id "nowhere"' },
  ]);
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
