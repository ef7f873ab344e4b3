import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Goal } from "../../../rehearsal/engine/goal.ts";
import { preview, type RunHooks, up } from "../../../rehearsal/engine/run.ts";
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

test.each([
  ["before", ["a#1", "b#1", "c#1"]],
  // As with Pulumi's engine, which hears no id: what the cloud made stays, and nobody knows of it.
  ["after", ["a#1", "a#2", "b#1", "c#1"]],
] as const)("a create that failed %s its effect is made again", async (when, made) => {
  const folder = temporaryFolder();
  const toy = new Toy({ onCall: failing("create a", when) });
  expect((await up(toyStack(folder, toy, fork))).result).toBe("failed");
  expect(stateOf(folder).pending).toEqual([]);
  expect((await up(toyStack(folder, toy, fork))).result).toBe("succeeded");
  expect(toy.things.map(({ id }) => id).sort()).toEqual(made);
  expect(stateOf(folder).resources.sort()).toEqual([made.at(-3), "b#1", "c#1"]);
});

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

test.each([
  ["before", "1"],
  ["after", "2"],
] as const)("an update that failed %s its effect: only a refresh finds out", async (when, left) => {
  const folder = temporaryFolder();
  const toy = new Toy({ onCall: failing("update a#1", when) });
  const go = (value: string, hooks?: RunHooks) =>
    up(
      toyStack(folder, toy, async (it) => void (await it.thing("a", { value }))),
      hooks,
    );
  for (const value of ["1", "2"]) await go(value);
  // Back to the old value, which the state has still.
  expect([(await go("1")).changes.same, toy.things[0]?.inputs.value]).toEqual([2, left]);
  expect((await go("1", { refresh: true })).problems).toEqual([]);
  expect(toy.things[0]?.inputs.value).toBe("1");
});

test.each(["before", "after"] as const)("a delete that failed %s its effect is made again", async (when) => {
  const folder = temporaryFolder();
  const toy = new Toy({ onCall: failing("delete a#1", when) });
  await up(toyStack(folder, toy, fork));
  const none: ToyProgram = async () => undefined;
  expect((await up(toyStack(folder, toy, none))).result).toBe("failed");
  const again = await up(toyStack(folder, toy, none));
  expect(again.problems.map(({ message }) => message)).toEqual(when === "before" ? [] : ["there is no a#1"]);
  expect((await up(toyStack(folder, toy, none), { refresh: true })).problems).toEqual([]);
  expect([toy.things, stateOf(folder)]).toEqual([[], { resources: [], pending: [] }]);
});

test("what is gone is found by a refresh, and made again with what came of it", async () => {
  const folder = temporaryFolder();
  const toy = new Toy({ onCall: failing("delete a#1", "after") });
  await up(toyStack(folder, toy, fork));
  await up(toyStack(folder, toy, async (it) => void (await it.thing("b"))));
  const result = await up(toyStack(folder, toy, fork), { refresh: true });
  expect([result.problems, toy.calls.slice(-4)]).toEqual([
    [],
    ["delete c#1", "delete a#1", "create a", "create c"],
  ]);
});

describe("a resource that is there and not complete", () => {
  /** The toy's create or update takes effect, and then something is missing. */
  class Unready extends Toy {
    isReady = false;

    override async create(...args: Parameters<Toy["create"]>) {
      const { id, outs } = await super.create(...args);
      if (!this.isReady) throw new FailedToInitialize(id, {}, "no tags");
      return { id, outs };
    }

    override async update(...args: Parameters<Toy["update"]>) {
      const { outs } = await super.update(...args);
      if (!this.isReady) throw new FailedToInitialize(args[0], outs, "no tags");
      return { outs };
    }
  }

  const kept = (folder: string) => {
    const { resources } = JSON.parse(readFileSync(join(folder, "state.json"), "utf8")) as {
      resources: { type: string; id: string; inputs: object; outputs: object; initErrors: string[] }[];
    };
    return resources.flatMap(({ type, id, inputs, outputs, initErrors }) =>
      type === "toy:index:Thing" ? [{ id, inputs, outputs, initErrors }] : [],
    );
  };
  const program =
    (value: string, more: Partial<Goal> = {}): ToyProgram =>
    async (it) =>
      void (await it.thing("a", { value }, more));

  test("is kept as the provider left it, and updated by each run until it is", async () => {
    const folder = temporaryFolder();
    const toy = new Unready();
    const go = (value: string) => up(toyStack(folder, toy, program(value)));
    const inputs = (value: string) => ({ size: "m", value });
    const first = await go("1");
    expect(first.problems).toEqual([{ severity: "error", urn: urnOf("a"), message: "no tags" }]);
    expect(brief(first.steps)).toEqual(["create demo-dev"]);
    expect(kept(folder)).toEqual([{ id: "a#1", inputs: inputs("1"), outputs: {}, initErrors: ["no tags"] }]);
    await go("1");
    const outputs = { ...inputs("1"), made: "made a#1" };
    expect(kept(folder)).toEqual([{ id: "a#1", inputs: inputs("1"), outputs, initErrors: ["no tags"] }]);
    // Nothing of it changes any more, but that.
    toy.isReady = true;
    const last = await go("1");
    expect([last.problems, brief(last.steps)]).toEqual([[], ["update a"]]);
    expect(kept(folder)).toEqual([{ id: "a#1", inputs: inputs("1"), outputs, initErrors: [] }]);
    expect((await go("1")).changes.same).toBe(2);
    expect(toy.calls).toEqual(["create a", "update a#1", "update a#1"]);
  });

  test("is complete again after a refresh, and not touched where all is as it shall be", async () => {
    const folder = temporaryFolder();
    const toy = new Unready();
    await up(toyStack(folder, toy, program("1")));
    const again = await up(toyStack(folder, toy, program("1")), { refresh: true });
    expect([again.problems, brief(again.steps), toy.calls]).toEqual([[], [], ["create a"]]);
  });

  test("is shown with what the provider found, where the program wants what it wanted", async () => {
    const folder = temporaryFolder();
    const toy = new Unready();
    await up(toyStack(folder, toy, program("1")));
    const plan = await preview(toyStack(folder, toy, program("1")));
    expect(plan.steps.map(({ name, diff }) => [name, diff])).toEqual([
      ["demo-dev", []],
      [
        "a",
        [
          { path: "size", to: "m", replaces: false },
          { path: "value", to: "1", replaces: false },
        ],
      ],
    ]);
  });

  test("and protected is not replaced for what the state does not know: the way out is a refresh", async () => {
    const folder = temporaryFolder();
    const toy = new Unready();
    const fixed: ToyProgram = async (it) => void (await it.thing("a", { fixed: "f" }, { protect: true }));
    await up(toyStack(folder, toy, fixed));
    const { problems } = await up(toyStack(folder, toy, fixed));
    expect(problems.map(({ message }) => message.split("\n").at(-1))).toEqual([
      "Nothing was changed. The last run left it incomplete: --refresh; " +
        "to rehearse from nothing, which forgets this stand-in cloud: --reset.",
    ]);
    expect((await up(toyStack(folder, toy, fixed), { refresh: true })).problems).toEqual([]);
  });

  test("is not refreshed where a provider cannot read: nothing is done", async () => {
    const folder = temporaryFolder();
    const toy = new Unready();
    await up(toyStack(folder, toy, program("1")));
    toy.read = () => Promise.reject(new Error("the line is dead"));
    const { problems } = await up(toyStack(folder, toy, program("1")), { refresh: true });
    expect(problems.map(({ message }) => message)).toEqual([
      'the refresh of toy:index:Thing "a" failed: the line is dead',
    ]);
    expect(kept(folder)[0]?.initErrors).toEqual(["no tags"]);
  });
});

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
