// When a roll-out halts. What the engine says is made up here; the engine itself is in test/engine/rollout.test.ts.
import { describe, expect, it } from "vitest";
import type { OpenStack } from "../../../cli/rollout/engine.ts";
import { rollOut } from "../../../cli/rollout/rollout.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { StackPlan } from "../../../plan/model.ts";
import { Collector } from "../../support/gate.ts";

const waves = [
  { title: "platforms", stacks: ["hz"] },
  { title: "schools", stacks: ["a", "b", "c"] },
];
const stacks = new Map(
  ["hz", "a", "b", "c"].map((name): [string, StackPlan] => [
    name,
    { name, kind: name === "hz" ? "platform" : "school", changes: [], violations: [] },
  ]),
);

/** Stacks that have nothing to do, but for those that there are none of. */
const without =
  (...missing: readonly string[]): OpenStack =>
  async (name) => {
    if (missing.includes(name)) throw new Refusal(`there is no ${name}`, "make it");
    return {
      state: async () => ({ digest: "1", pending: [] }),
      preview: async () => ({ steps: [], root: undefined }),
      up: async () => ["an up was not needed"],
    };
  };

async function resultsOf(open: OpenStack, tolerate = 0): Promise<string[]> {
  const task = { waves, stacks, open, moved: () => undefined, tolerate };
  const endings = await rollOut(task, { stderr: new Collector() });
  return endings.map(({ stack, result }) => `${stack} ${result}`);
}

describe("a roll-out", () => {
  it("goes through all waves", async () => {
    const stderr = new Collector();
    await rollOut({ waves, stacks, open: without(), moved: () => undefined, tolerate: 0 }, { stderr });
    expect(stderr.text).toBe(
      "Wave 1 of 2: platforms\nhz: up already\nWave 2 of 2: schools\na: up already\nb: up already\nc: up already\n",
    );
  });

  it("halts at the first stack that is held back", async () => {
    expect(await resultsOf(without("b"))).toEqual([
      "hz up already",
      "a up already",
      "b held back",
      "c not begun",
    ]);
  });

  it("goes on past as many as are tolerated", async () => {
    expect(await resultsOf(without("a"), 1)).toEqual([
      "hz up already",
      "a held back",
      "b up already",
      "c up already",
    ]);
    expect(await resultsOf(without("a", "b"), 1)).toEqual([
      ...["hz up already", "a held back", "b held back", "c not begun"],
    ]);
  });

  it("halts at a platform, whatever is tolerated", async () => {
    expect(await resultsOf(without("hz"), 3)).toEqual([
      "hz held back",
      "a not begun",
      "b not begun",
      "c not begun",
    ]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("halts at %s once the one under way has ended", async (signal) => {
    const open: OpenStack = async (name) => {
      if (name === "a") process.emit(signal);
      return without()(name);
    };
    expect(await resultsOf(open)).toEqual(["hz up already", "a up already", "b not begun", "c not begun"]);
  });

  it("says why a stack is held back, and the way out", async () => {
    const task = {
      waves: waves.slice(0, 1),
      stacks,
      open: without("hz"),
      moved: () => undefined,
      tolerate: 0,
    };
    expect(await rollOut(task, { stderr: new Collector() })).toEqual([
      { stack: "hz", result: "held back", why: ["there is no hz"], fix: "make it" },
    ]);
  });

  it("holds back a stack whose last up was cut off", async () => {
    const open: OpenStack = async (name) => ({
      ...(await without()(name)),
      state: async () => ({ digest: "1", pending: ["creating demo-egress-c-eip"] }),
    });
    const task = { waves: waves.slice(0, 1), stacks, open, moved: () => undefined, tolerate: 0 };
    expect(await rollOut(task, { stderr: new Collector() })).toEqual([
      {
        ...{ stack: "hz", result: "held back" },
        why: ["an up was cut off, and what came of it is not in the state: creating demo-egress-c-eip"],
        fix: "see what is there: pulumi refresh -s hz; then roll out again",
      },
    ]);
  });
});
