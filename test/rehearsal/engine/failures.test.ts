import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { FailedToInitialize } from "../../../rehearsal/stand-in.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { type CallListener, Toy } from "../../support/toy.ts";
import { brief, stateOf, type ToyProgram, toyStack, urnOf } from "../../support/toy-stack.ts";

/** Fails one call, once. */
function failing(call: string, when: "before" | "after"): CallListener {
  let isDone = false;
  return (actual, _count, moment) => {
    if (isDone || actual !== call || moment !== when) return;
    isDone = true;
    throw new Error("the line is dead");
  };
}

/** a and b are independent, c needs a. */
const fork: ToyProgram = async (it) => {
  const first = async () => {
    const a = await it.thing("a");
    await it.thing("c", { value: it.output(a, "made") }, it.from(a, "value"));
  };
  await Promise.all([first(), it.thing("b")]);
};

test("after a failure what is under way finishes, and nothing new begins", async () => {
  const folder = temporaryFolder();
  const bothBegan = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<void>();
  const toy = new Toy({
    onCall: async (call, count, moment) => {
      if (count === 2) bothBegan.resolve();
      if (moment === "after") return;
      await bothBegan.promise;
      if (call === "create a") {
        failed.resolve();
        throw new Error("quota exceeded");
      }
      await failed.promise;
    },
  });
  const result = await up(toyStack(folder, toy, fork));
  expect([result.result, brief(result.steps), result.changes.create]).toEqual([
    "failed",
    ["create demo-dev", "create b"],
    2,
  ]);
  expect(result.problems).toEqual([{ severity: "error", urn: urnOf("a"), message: "quota exceeded" }]);
  expect(stateOf(folder).resources).toEqual(["b#1"]);
});

test.each(["before", "after"] as const)(
  "a create that failed %s its effect is not done twice",
  async (when) => {
    const folder = temporaryFolder();
    const toy = new Toy({ onCall: failing("create a", when) });
    const results = [await up(toyStack(folder, toy, fork)), await up(toyStack(folder, toy, fork))];
    expect(results.map(({ result }) => result)).toEqual(["failed", "succeeded"]);
    expect(toy.things.map(({ id }) => id).sort()).toEqual(["a#1", "b#1", "c#1"]);
    expect(stateOf(folder)).toEqual({
      resources: expect.arrayContaining(["a#1", "b#1", "c#1"]),
      pending: [],
    });
  },
);

test("a create that failed for good does not stand in the way of another program", async () => {
  const folder = temporaryFolder();
  const toy = new Toy({
    onCall: (call) => {
      if (call === "create a") throw new Error("quota exceeded");
    },
  });
  await up(toyStack(folder, toy, fork));
  const result = await up(toyStack(folder, toy, async (it) => void (await it.thing("b"))));
  expect([result.problems, toy.things.map(({ id }) => id)]).toEqual([[], ["b#1"]]);
});

test.each(["before", "after"] as const)("an update that failed %s its effect is done again", async (when) => {
  const folder = temporaryFolder();
  const toy = new Toy({ onCall: failing("update a#1", when) });
  const program =
    (value: string): ToyProgram =>
    async (it) =>
      void (await it.thing("a", { value }));
  for (const value of ["1", "2"]) await up(toyStack(folder, toy, program(value)));
  // Back to the old value: what the failed update may have left must not stay.
  const result = await up(toyStack(folder, toy, program("1")));
  expect([result.problems, toy.things[0]?.inputs.value]).toEqual([[], "1"]);
});

test.each(["before", "after"] as const)("a delete that failed %s its effect is finished", async (when) => {
  const folder = temporaryFolder();
  const toy = new Toy({ onCall: failing("delete a#1", when) });
  await up(toyStack(folder, toy, fork));
  const none: ToyProgram = async () => undefined;
  const results = [await up(toyStack(folder, toy, none)), await up(toyStack(folder, toy, none))];
  expect(results.map(({ result }) => result)).toEqual(["failed", "succeeded"]);
  expect([toy.things, stateOf(folder)]).toEqual([[], { resources: [], pending: [] }]);
});

test.each(["before", "after"] as const)(
  "a resource whose delete failed %s its effect can be wanted again",
  async (when) => {
    const folder = temporaryFolder();
    const toy = new Toy({ onCall: failing("delete b#1", when) });
    await up(toyStack(folder, toy, fork));
    await up(toyStack(folder, toy, async (it) => void (await it.thing("a"))));
    const result = await up(toyStack(folder, toy, fork));
    expect([result.problems, toy.things.map(({ id }) => id).sort()]).toEqual([[], ["a#1", "b#1", "c#1"]]);
  },
);

test("wrong inputs are refused in the plan, by property", async () => {
  const toy = new Toy();
  const result = await up(
    toyStack(temporaryFolder(), toy, async (it) => {
      await it.thing("good");
      await it.thing("wrong", { value: "bad" });
    }),
  );
  expect(result.problems).toEqual([
    {
      severity: "error",
      urn: urnOf("wrong"),
      message: 'toy:index:Thing "wrong" has wrong inputs:\n    value: must not be "bad"',
    },
  ]);
  expect(toy.calls).toEqual([]);
});

test("two resources of one URN are refused in the plan", async () => {
  const result = await up(
    toyStack(temporaryFolder(), new Toy(), async (it) => {
      await it.thing("a");
      await it.thing("a");
    }),
  );
  expect(result.problems.map(({ message }) => message)).toEqual([
    `the program registers ${urnOf("a")} twice: give one of the two another name`,
  ]);
});

test("a package without stand-in is refused in the plan", async () => {
  const result = await up(
    toyStack(
      temporaryFolder(),
      new Toy(),
      async (it) => void (await it.thing("a", {}, { type: "aws:s3:Bucket" })),
    ),
  );
  expect(result.problems.map(({ message }) => message)).toEqual([
    'there is no stand-in for the package "aws": the rehearsal knows toy. Run such a program with Pulumi\'s own engine.',
  ]);
});

test("outputs that a failed run did not get to stay what they were", async () => {
  const folder = temporaryFolder();
  const toy = new Toy({ onCall: failing("update a#1", "before") });
  const program =
    (value: string): ToyProgram =>
    async (it) => {
      await it.thing("a", { value });
      return { value };
    };
  await up(toyStack(folder, toy, program("1")));
  expect((await up(toyStack(folder, toy, program("2")))).outputs).toEqual({ value: "1" });
});

test("secrets of the config are hidden in what others say", async () => {
  const toy = new Toy({
    onCall: () => {
      throw new Error("no access with correct horse or k-1234 (id 12)");
    },
  });
  const config = {
    "demo:password": "correct horse",
    "demo:keys": '{"main": ["k-1234"], "short": "12"}',
    "demo:id": "no access",
  };
  const secretKeys = ["demo:password", "demo:keys"];
  const result = await up(toyStack(temporaryFolder(), toy, fork, { config, secretKeys, parallel: 1 }));
  expect(result.problems.map(({ message }) => message)).toEqual([
    "no access with [secret] or [secret] (id 12)",
  ]);
});

/** A cloud in which one call, the first time, leaves the thing there and not ready. */
function neverReady(call: string): Toy {
  let isDone = false;
  const onCall: CallListener = (actual, _count, moment) => {
    if (isDone || actual !== call || moment !== "after") return;
    isDone = true;
    throw new FailedToInitialize("a#1", { value: "two", made: "half" }, "never ready");
  };
  return new Toy({ onCall });
}

/** Goes up once for each value, and says how that ended and what was done. */
async function upWith(toy: Toy, folder: string, ...values: string[]) {
  const runs = [];
  for (const value of values) {
    const { result, steps } = await up(
      toyStack(folder, toy, async (it) => void (await it.thing("a", { value }))),
    );
    runs.push([result, ...brief(steps)]);
  }
  return runs;
}

test("what was created and is not ready is kept, and updated once, although nothing changes", async () => {
  const folder = temporaryFolder();
  expect(await upWith(neverReady("create a"), folder, "two", "two", "two")).toEqual([
    ["failed", "create demo-dev"],
    ["succeeded", "update a"],
    ["succeeded"],
  ]);
});

test("an update that did not come to its end is kept as it was wanted, with the reason", async () => {
  const folder = temporaryFolder();
  const toy = neverReady("update a#1");
  expect(await upWith(toy, folder, "one", "two")).toEqual([
    ["succeeded", "create demo-dev", "create a"],
    ["failed"],
  ]);
  const { resources, pending } = JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as {
    resources: { urn: string }[];
    pending: unknown[];
  };
  expect(pending).toEqual([]);
  expect(resources.find(({ urn }) => urn === urnOf("a"))).toMatchObject({
    ...{ id: "a#1", inputs: { value: "two" }, outputs: { value: "two", made: "half" } },
    initErrors: ["never ready"],
  });
  expect(await upWith(toy, folder, "two", "two")).toEqual([["succeeded", "update a"], ["succeeded"]]);
});
