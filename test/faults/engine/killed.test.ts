import { spawn } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { up } from "../../../rehearsal/engine/run.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Toy } from "../../support/toy.ts";
import { brief, stateOf, type ToyProgram, toyStack } from "../../support/toy-stack.ts";
import { after, before } from "./scenario.ts";

const script = join(import.meta.dirname, "killed-run.ts");

/** Runs a program in a process that kills itself at a call. @returns the signal that ended it, null when it came to its end */
function killedRun(
  folder: string,
  program: "before" | "after",
  call: number,
  moment: string,
): Promise<string | null> {
  const args = [script, join(folder, "state"), join(folder, "cloud.json"), program, String(call), moment];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
}

/** Runs a program to its end on what a killed run left. */
async function finish(folder: string, program: ToyProgram) {
  const toy = new Toy({ file: join(folder, "cloud.json") });
  const stack = toyStack(join(folder, "state"), toy, program);
  const results = [await up(stack), await up(stack)];
  expect(results.flatMap(({ problems }) => problems)).toEqual([]);
  expect(brief(results[1]?.steps ?? [])).toEqual([]);
  return { toy, state: stateOf(join(folder, "state")) };
}

const moments = ["before", "after"] as const;
const creates = [1, 2, 3, 4, 5];

test.each(creates.flatMap((call) => moments.map((moment) => ({ call, moment }))))(
  "killed $moment the effect of call $call of a first run, the next one ends with each thing once",
  async ({ call, moment }) => {
    const folder = temporaryFolder();
    expect(await killedRun(folder, "before", call, moment)).toBe("SIGKILL");
    const { toy, state } = await finish(folder, before);
    expect(toy.things.map(({ id }) => id).sort()).toEqual(["a#1", "b#1", "d#1", "e#1", "gone#1"]);
    expect(state).toEqual({ resources: ["a#1", "b#1", "d#1", "e#1", "gone#1"], pending: [] });
  },
);

// create a, update b, delete e, delete d, create d, create e, create f; then delete a and delete gone side by side.
const changes = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test.each(changes.flatMap((call) => moments.map((moment) => ({ call, moment }))))(
  "killed $moment the effect of call $call of a change, the next run ends as if nothing had happened",
  async ({ call, moment }) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "state"));
    const toy = new Toy({ file: join(folder, "cloud.json") });
    await up(toyStack(join(folder, "state"), toy, before));
    expect(await killedRun(folder, "after", call, moment)).toBe("SIGKILL");
    const { toy: cloud, state } = await finish(folder, after);
    expect(cloud.things.map(({ id }) => id).sort()).toEqual(["a#2", "b#1", "d#1", "e#1", "f#1"]);
    expect(cloud.things.find(({ id }) => id === "b#1")?.inputs.value).toBe("made a#2");
    expect({ ...state, resources: [...state.resources].sort() }).toEqual({
      resources: ["a#2", "b#1", "d#1", "e#1", "f#1"],
      pending: [],
    });
  },
);

test("killed in the middle of a change, the stack can also go back", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "state"));
  await up(toyStack(join(folder, "state"), new Toy({ file: join(folder, "cloud.json") }), before));
  expect(await killedRun(folder, "after", 5, "after")).toBe("SIGKILL");
  const { toy } = await finish(folder, before);
  expect(toy.things.map(({ id }) => id.replace(/#.*/, "")).sort()).toEqual(["a", "b", "d", "e", "gone"]);
});

test("killed while it recovers, the next run still ends in the same state", async () => {
  const folder = temporaryFolder();
  expect(await killedRun(folder, "before", 2, "after")).toBe("SIGKILL");
  const copy = temporaryFolder();
  for (const moment of moments) {
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
    expect(await killedRun(copy, "before", 1, moment)).toBe("SIGKILL");
    const { toy } = await finish(copy, before);
    expect(toy.things.map(({ id }) => id).sort()).toEqual(["a#1", "b#1", "d#1", "e#1", "gone#1"]);
  }
});
