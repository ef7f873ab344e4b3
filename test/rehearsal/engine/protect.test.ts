import { expect, test } from "vitest";
import { destroy, up } from "../../../rehearsal/engine/run.ts";
import { unprotect } from "../../../rehearsal/engine/state-commands.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";
import { lastOf, one } from "../../support/toy-programs.ts";
import { type ToyProgram, toyStack, urnOf } from "../../support/toy-stack.ts";

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
        "Nothing was changed. Keep the old values; to rehearse from nothing, which forgets this stand-in cloud: --reset.",
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
        "Nothing was changed. Put it back into the stack file. What shall really go is retired first: ./gate retire; to rehearse from nothing, which forgets this stand-in cloud: --reset.",
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
