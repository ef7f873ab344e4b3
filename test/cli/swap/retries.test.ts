// What a swap makes of an engine's answers; what the engines answer is tried in test/faults and test/engine.

import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schoolStack } from "../../../cli/school-stack.ts";
import { textOf } from "../../../cli/stack-edit.ts";
import { activeIn } from "../../../cli/swap/active-edit.ts";
import type { PlannedChange, SwapEngine } from "../../../cli/swap/engine.ts";
import { swap } from "../../../cli/swap/swap.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { testDeps } from "../../support/gate.ts";
import { exampleText, stackFiles } from "../../support/stack-files.ts";

const ips = { a: "203.0.113.1", b: "203.0.113.2" };
const changes: readonly PlannedChange[] = [
  {
    ...{ op: "update", type: "alicloud:vpc/snatEntry:SnatEntry", name: "demo-egress-snat" },
    ...{ properties: ["snatIp"], to: { snatIp: ips.b } },
  },
];

/** One answer of an up: what happened in the cloud and in the state, and what the engine said. */
interface Answer {
  readonly errors: readonly string[];
  readonly cloud: string;
  readonly state: string;
}
// As the plugin leaves it: the state has the IP that the cloud has refused.
const busy = (code: string): Answer => ({
  ...{ errors: [`ModifySnatEntry failed: ${code}`], cloud: ips.a, state: ips.b },
});
const done: Answer = { errors: [], cloud: ips.b, state: ips.b };

interface Happens {
  /** While a plan is made. */
  readonly meanwhile?: (file: string) => void;
  /** In a pause before the next try. */
  readonly during?: (signal: AbortSignal | undefined) => Promise<void>;
  /** At the question, which is asked only then. */
  readonly asked?: () => void;
  /** Whether each refresh fails, in order; those not named do not. */
  readonly unrefreshed?: boolean[];
}

/** Swaps demo from a to b on an engine that answers as told. */
async function swapWith(
  answers: readonly Answer[],
  { meanwhile, during, asked, unrefreshed = [] }: Happens = {},
) {
  const root = stackFiles();
  const pauses: number[] = [];
  const { deps, stdout, stderr } = testDeps(root, {
    sleep: async (milliseconds, signal) => {
      pauses.push(milliseconds);
      await during?.(signal);
    },
    isTerminal: asked !== undefined,
  });
  const write = deps.stderr.write.bind(deps.stderr);
  deps.stderr.write = (text: string): boolean => {
    if (text.includes("Swap?")) asked?.();
    return write(text);
  };
  const stack = schoolStack(root, "demo", deps.now(), "cannot be swapped");
  let refreshes = 0;
  let [cloud, state] = [ips.a, ips.a];
  const next = answers[Symbol.iterator]();
  const engine: SwapEngine = {
    name: "pulumi",
    flags: "",
    upCommand: "pulumi up -s demo",
    repairCommand: "pulumi up --refresh -s demo",
    state: async () => ({ ips, activeIp: state, outputIp: state, pending: [] }),
    cloud: async () => ({ activeIp: cloud, status: "InUse" }),
    refresh: async () => {
      refreshes += 1;
      if (unrefreshed.shift() === true) throw new Refusal("Throttling.User", "then swap again");
      state = cloud;
    },
    preview: async () => {
      meanwhile?.(join(root, stack.file));
      const up = async () => {
        const answer = next.next().value ?? { errors: ["asked once more"], cloud, state };
        ({ cloud, state } = answer);
        return answer.errors;
      };
      return { errors: [], changes, up };
    },
  };
  const options = { to: "b", yes: asked === undefined, commit: false, allowDirty: true };
  const failure = await swap(stack, engine, options, deps).then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return { what: error.message, fix: error.fix };
    },
  );
  return {
    failure,
    stdout: stdout.text,
    stderr: stderr.text,
    pauses,
    refreshes,
    active: activeIn(stack, deps),
    file: textOf(stack, deps),
  };
}

const question = "demo: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.\n";
const swapped =
  "Calls of demo leave from b (203.0.113.2): the SNAT table says so; what WeCom sees: ./gate probe.\n" +
  "Connections that are kept alive may stay on a (203.0.113.1) for up to 15 minutes: restart the callers to be done with it.\n" +
  "Back: ./gate swap demo --to a. To give a up, not before those 15 minutes: ./gate retire demo address a\n" +
  "stacks/Pulumi.demo.yaml says active: b; commit it, or the next up from the main line swaps back.\n";

test("a table that is busy is tried again after a while", async () => {
  const { file, ...run } = await swapWith([busy("IncorretSnatEntryStatus"), busy("OperationConflict"), done]);
  expect(file).toBe(exampleText("demo").replace("active: a\n", "active: b\n"));
  expect(run).toEqual({
    failure: undefined,
    stdout: swapped,
    stderr:
      `${question}IncorretSnatEntryStatus: trying again in 2 s (1 of 7)\n` +
      "OperationConflict: trying again in 4 s (2 of 7)\n",
    pauses: [2000, 4000],
    refreshes: 2,
    active: "b",
  });
});

test("a refresh before another try that is refused is a try of its own", async () => {
  const { failure, stderr, pauses, refreshes, active } = await swapWith([busy("OperationConflict"), done], {
    unrefreshed: [true],
  });
  expect({ failure, stderr, pauses, refreshes, active }).toEqual({
    failure: undefined,
    stderr:
      `${question}OperationConflict: trying again in 2 s (1 of 7)\n` +
      "Throttling: trying again in 4 s (2 of 7)\n",
    pauses: [2000, 4000],
    refreshes: 2,
    active: "b",
  });
});

test("a table that stays busy is given up after seven further tries, and the file says what is the case", async () => {
  const { failure, pauses, refreshes, active } = await swapWith(
    Array<Answer>(8).fill(busy("Throttling.User")),
  );
  expect({ failure, pauses, refreshes, active }).toEqual({
    failure: {
      what:
        "the swap of demo to b did not come to its end: ModifySnatEntry failed: Throttling.User. The cloud sends calls " +
        "from a (203.0.113.1); the state says a (203.0.113.1); stacks/Pulumi.demo.yaml says active: a.",
      fix: "to go on: ./gate swap demo --to b; to stay with a there is nothing to do",
    },
    pauses: [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
    // One before each further try, and one before it says how things are.
    refreshes: 8,
    active: "a",
  });
});

test("Ctrl-C ends a pause: nothing is tried again, and the file says what is the case", async () => {
  const listeners = process.listenerCount("SIGINT");
  // Never ends by itself.
  const pressed = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve) => {
      signal?.addEventListener("abort", () => resolve());
      process.emit("SIGINT", "SIGINT");
    });
  const { file, stderr, ...run } = await swapWith([busy("OperationConflict"), done], { during: pressed });
  expect(run).toEqual({
    failure: {
      what:
        "the swap of demo to b did not come to its end: interrupted by SIGINT before the next try; ModifySnatEntry failed: " +
        "OperationConflict. The cloud sends calls from a (203.0.113.1); the state says a (203.0.113.1); " +
        "stacks/Pulumi.demo.yaml says active: a.",
      fix: "to go on: ./gate swap demo --to b; to stay with a there is nothing to do",
    },
    stdout: "",
    pauses: [2000],
    refreshes: 1,
    active: "a",
  });
  expect(stderr).toBe(`${question}OperationConflict: trying again in 2 s (1 of 7)\n`);
  expect(file).toBe(exampleText("demo"));
  expect(process.listenerCount("SIGINT")).toBe(listeners);
});

test("Ctrl-C while a try is under way: that one is the last", async () => {
  let tries = 0;
  const pressed = (): void => {
    tries += 1;
    process.emit("SIGINT", "SIGINT");
  };
  const { failure, stderr, pauses, active } = await swapWith([busy("OperationConflict"), done], {
    meanwhile: pressed,
  });
  expect({ what: failure?.what.split(".")[0], stderr, pauses, active, tries }).toEqual({
    what:
      "the swap of demo to b did not come to its end: interrupted by SIGINT before the next try; ModifySnatEntry failed: " +
      "OperationConflict",
    stderr: question,
    pauses: [],
    active: "a",
    tries: 1,
  });
});

test("ended from outside at its question, it leaves the question, and nothing is done", async () => {
  // Once the question is there to be left.
  const asked = (): void => void setImmediate(() => process.emit("SIGTERM", "SIGTERM"));
  const { failure, active } = await swapWith([done], { asked });
  expect({ failure, active }).toEqual({
    failure: { what: "cancelled; nothing was written", fix: "run it again, or give the answer with --yes" },
    active: "a",
  });
});

test.skipIf(process.platform !== "linux")(
  "a full disk after a failure: the paragraph says so, and what the stack file says",
  async () => {
    let file = "";
    const { failure, active } = await swapWith([busy("OperationConflict")], {
      meanwhile: (path) => {
        file = path;
      },
      during: async () => {
        symlinkSync("/dev/full", `${file}.${process.pid}.tmp`);
        process.emit("SIGINT", "SIGINT");
      },
    });
    expect({ failure, active }).toEqual({
      failure: {
        what:
          "the swap of demo to b did not come to its end: interrupted by SIGINT before the next try; ModifySnatEntry " +
          "failed: OperationConflict. The cloud sends calls from a (203.0.113.1); the state says a (203.0.113.1); " +
          "stacks/Pulumi.demo.yaml says active: b, and could not be written (the disk is full).",
        fix: "to go on: ./gate swap demo --to b; to go back, after that: ./gate swap demo --to a",
      },
      active: "b",
    });
  },
);

test("of an answer that is lost it is said that the cloud has swapped; the state is brought to it", async () => {
  const lost: Answer = {
    errors: ["ModifySnatEntry failed: OperationDenied"],
    cloud: ips.b,
    state: ips.a,
  };
  const { failure, pauses, active } = await swapWith([lost]);
  expect({ failure, pauses, active }).toEqual({
    failure: {
      what:
        "the swap of demo to b did not come to its end: ModifySnatEntry failed: OperationDenied. The cloud sends calls " +
        "from b (203.0.113.2); the state says b (203.0.113.2); stacks/Pulumi.demo.yaml says active: b.",
      fix: "to go on: ./gate swap demo --to b; to go back, after that: ./gate swap demo --to a",
    },
    pauses: [],
    active: "b",
  });
});

test("a stack file that somebody changes while the plan is made is left as it is, and nothing is done", async () => {
  const other = exampleText("demo").replace("示例大学", "新名");
  const { failure, file } = await swapWith([], { meanwhile: (path) => writeFileSync(path, other) });
  expect({ failure, file }).toEqual({
    failure: {
      what: "stacks/Pulumi.demo.yaml was changed meanwhile, and was left as it is",
      fix: "see that it is as it shall be, then swap again: that goes on from wherever things are",
    },
    file: other,
  });
});
