import { expect, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { Toy } from "../../support/toy.ts";
import { lastOf, none, one } from "../../support/toy-programs.ts";
import { brief, root, stateOf, type ToyProgram, toyStack, urnOf } from "../../support/toy-stack.ts";

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
