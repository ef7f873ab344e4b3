import { expect, test } from "vitest";
import { destroy, preview, up } from "../../../rehearsal/engine/run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";
import { brief, stateOf, type ToyProgram, toyStack, urnOf } from "../../support/toy-stack.ts";

/** Brings one stack through several programs, and tells what each did. */
async function through(...programs: ToyProgram[]) {
  const folder = temporaryFolder();
  const toy = new Toy();
  const done: string[][] = [];
  for (const program of programs) {
    const result = await up(toyStack(folder, toy, program));
    expect(result.problems).toEqual([]);
    done.push(brief(result.steps));
  }
  return { folder, toy, done };
}

const chain =
  (value: string, fixed: string): ToyProgram =>
  async (program) => {
    const a = await program.thing("a", { value, fixed });
    const made = program.output(a, "made");
    await program.thing("b", { value: made }, program.from(a, "value"));
    return { made };
  };

test("creates what is new, and leaves what is unchanged alone", async () => {
  const { toy, done, folder } = await through(chain("1", "x"), chain("1", "x"));
  expect(done).toEqual([["create demo-dev", "create a", "create b"], []]);
  expect(toy.calls).toEqual(["create a", "create b"]);
  expect(stateOf(folder)).toEqual({ resources: ["a#1", "b#1"], pending: [] });
});

test("reports counts, diffs and outputs", async () => {
  const folder = temporaryFolder();
  const toy = new Toy();
  await up(toyStack(folder, toy, chain("1", "x")));
  const result = await up(toyStack(folder, toy, chain("2", "y")));
  expect({ ...result, durationMs: 0 }).toEqual({
    result: "succeeded",
    changes: { create: 0, update: 1, replace: 1, delete: 0, same: 1, import: 0 },
    steps: [
      step("same", "demo-dev", "pulumi:pulumi:Stack", []),
      ...["create-replacement", "replace"].map((op) =>
        step(op, "a", "toy:index:Thing", [
          { path: "fixed", from: "x", to: "y", replaces: true },
          { path: "value", from: "1", to: "2", replaces: false },
        ]),
      ),
      step("update", "b", "toy:index:Thing", [
        { path: "value", from: "made a#1", to: "made a#2", replaces: false },
      ]),
      step("delete-replaced", "a", "toy:index:Thing", []),
    ],
    outputs: { made: "made a#2" },
    outputChanges: [{ path: "made", from: "made a#1", to: "made a#2", replaces: false }],
    durationMs: 0,
    problems: [],
  });
});

function step(op: string, name: string, type: string, diff: unknown[]) {
  const isRoot = type === "pulumi:pulumi:Stack";
  const stackUrn = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev";
  return { op, urn: isRoot ? stackUrn : urnOf(name), type, name, parent: isRoot ? "" : stackUrn, diff };
}

test("updates in place", async () => {
  const { toy, done } = await through(chain("1", "x"), chain("2", "x"));
  expect(done[1]).toEqual(["update a"]);
  expect(toy.things.map(({ id, inputs }) => [id, inputs.value])).toEqual([
    ["a#1", "2"],
    ["b#1", "made a#1"],
  ]);
});

test("creates a replacement before the old one goes, and updates who depends on it in between", async () => {
  const { toy, folder } = await through(chain("1", "x"), chain("1", "y"));
  expect(toy.calls.slice(2)).toEqual(["create a", "update b#1", "delete a#1"]);
  expect(stateOf(folder)).toEqual({ resources: ["a#2", "b#1"], pending: [] });
});

test("deletes before it replaces where the provider says so, dependents that are replaced with it first", async () => {
  const program =
    (solo: string): ToyProgram =>
    async (it) => {
      const a = await it.thing("a", { solo });
      const b = await it.thing("b", { fixed: it.output(a, "made") }, it.from(a, "fixed"));
      await it.thing("c", { value: it.output(b, "made") }, it.from(b, "value"));
    };
  const { toy, done } = await through(program("x"), program("y"));
  expect(done[1]).toEqual([
    ...["delete-replaced b", "delete-replaced a"],
    ...["replace a", "create-replacement a", "replace b", "create-replacement b"],
  ]);
  expect(toy.calls.slice(3)).toEqual(["delete b#1", "delete a#1", "create a", "create b"]);
});

test("the option deleteBeforeReplace goes before what the provider says, both ways", async () => {
  const program =
    (fixed: string, solo: string): ToyProgram =>
    async (it) => {
      await it.thing("first", { fixed }, { deleteBeforeReplace: true });
      await it.thing("last", { solo }, { deleteBeforeReplace: false });
    };
  const { toy } = await through(program("x", "x"), program("y", "y"));
  expect(toy.calls.slice(2)).toEqual(["delete first#1", "create first", "create last", "delete last#1"]);
});

test("a dependent that was deleted to make room and is not in the program any more stays gone", async () => {
  const { toy, done } = await through(
    async (it) => {
      const a = await it.thing("a", { solo: "x" });
      await it.thing("b", { fixed: it.output(a, "made") }, it.from(a, "fixed"));
    },
    async (it) => {
      await it.thing("a", { solo: "y" });
    },
  );
  expect(done[1]?.at(-1)).toBe("remove-pending-replace b");
  expect(toy.things.map(({ id }) => id)).toEqual(["a#1"]);
});

test("deletes in reverse order of dependencies, parents and providers included", async () => {
  const { toy, done } = await through(
    async (it) => {
      const provider = await it.thing("p", {}, { type: "pulumi:providers:toy" });
      const box = await it.component("box");
      const a = await it.thing("a", {}, { parent: box.urn, provider: `${provider.urn}::${provider.id}` });
      const b = await it.thing("b", {}, { dependencies: [a.urn] });
      await it.thing("c", { value: it.output(b, "made") }, it.from(b, "value"));
    },
    async () => undefined,
  );
  expect(toy.calls.slice(3)).toEqual(["delete c#1", "delete b#1", "delete a#1"]);
  expect(done[1]?.slice(0, 3)).toEqual(["delete c", "delete b", "delete a"]);
  expect(done[1]?.slice(3).sort()).toEqual(["delete box", "delete p"]);
});

test("a plan tells what would be done and does nothing", async () => {
  const folder = temporaryFolder();
  const toy = new Toy();
  await up(toyStack(folder, toy, chain("1", "x")));
  const plan = await preview(toyStack(folder, toy, chain("1", "y")));
  expect(brief(plan.steps)).toEqual(["create-replacement a", "replace a", "update b", "delete-replaced a"]);
  expect(plan.steps.find(({ op }) => op === "update")?.diff).toEqual([
    { path: "value", from: "made a#1", to: "[unknown]", replaces: false },
  ]);
  expect(plan.outputs).toEqual({ made: "[unknown]" });
  expect(toy.calls).toEqual(["create a", "create b"]);
});

test("an unconfirmed plan is not carried out", async () => {
  const toy = new Toy();
  const result = await up(toyStack(temporaryFolder(), toy, chain("1", "x")), { confirm: () => false });
  expect([result.result, brief(result.steps), toy.calls]).toEqual([
    "declined",
    ["create demo-dev", "create a", "create b"],
    [],
  ]);
});

test("destroys without the program", async () => {
  const folder = temporaryFolder();
  const toy = new Toy();
  await up(toyStack(folder, toy, chain("1", "x")));
  const result = await destroy(toyStack(folder, toy, chain("1", "x")));
  expect([result.result, result.changes.delete, toy.things]).toEqual(["succeeded", 3, []]);
  expect(stateOf(folder)).toEqual({ resources: [], pending: [] });
});

test("runs independent resources at once", async () => {
  const all = Promise.withResolvers<void>();
  const toy = new Toy({
    onCall: async (_call, count, moment) => {
      if (count === 5) all.resolve();
      if (moment === "before") await all.promise;
    },
  });
  const program: ToyProgram = async (it) => {
    await Promise.all(["a", "b", "c", "d", "e"].map((name) => it.thing(name)));
  };
  await up(toyStack(temporaryFolder(), toy, program, { parallel: 5 }));
  expect([toy.things.length, toy.mostAtOnce]).toEqual([5, 5]);
});

test("runs no more at once than it may", async () => {
  const toy = new Toy({ onCall: () => new Promise((resolve) => setImmediate(resolve)) });
  const program: ToyProgram = async (it) => {
    await Promise.all(["a", "b", "c", "d", "e"].map((name) => it.thing(name)));
  };
  await up(toyStack(temporaryFolder(), toy, program, { parallel: 1 }));
  expect([toy.things.length, toy.mostAtOnce]).toEqual([5, 1]);
});
