// A blocked range is left, and the process is killed by each call in turn; the same command ends as if nothing had
// happened, and at no moment a school is without its one SNAT entry.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { leave, north, on, three, threeBlocked, worldOf } from "../support/blocked-run.ts";
import { BlockedWorld } from "../support/blocked-world.ts";

const parts = [".rehearsal", "stacks"];
let [root, saved] = ["", ""];
let world: BlockedWorld;

beforeAll(async () => {
  [root, saved] = [mkdtempSync(join(tmpdir(), "schoolgate-")), mkdtempSync(join(tmpdir(), "schoolgate-"))];
  world = BlockedWorld.make(root, three);
  await world.up(...Object.keys(three));
  for (const part of parts) cpSync(join(root, part), join(saved, part), { recursive: true });
});
afterAll(() => {
  for (const folder of [root, saved]) rmSync(folder, { recursive: true });
});
beforeEach(() => {
  for (const part of parts) {
    rmSync(join(root, part), { recursive: true });
    cpSync(join(saved, part), join(root, part), { recursive: true });
  }
});

const snat = "alicloud:vpc/snatEntry:SnatEntry";
const places = (call: string, ...nths: readonly number[]): FaultInput[] =>
  nths.flatMap((nth) => (["before", "after"] as const).map((when) => ({ call, nth, when, kill: true })));

test.each([
  ...places("ModifySnatEntry", 1, 2, 3),
  ...places(`update ${snat}`, 1, 3),
  ...places(`diff ${snat}`, 1, 2, 3, 8),
])("$when $call, number $nth", async (fault) => {
  const { eips, snatEntries } = world.cloud();
  expect((await world.inProcess(threeBlocked, { faults: [fault] })).ended).toBe("SIGKILL");
  const served = world.active();
  expect(Object.keys(served).sort()).toEqual(["ada", "bea", "cid"]);
  for (const { cloud } of Object.values(served)) expect(["a", "b"]).toContain(cloud);

  expect((await leave(world, threeBlocked)).code).toBe(0);
  expect(world.active()).toEqual({ ada: on("b"), bea: on("b"), cid: on("b") });
  expect(world.cloud().eips).toEqual(eips);
  expect(Object.keys(world.cloud().snatEntries)).toEqual(Object.keys(snatEntries));
});

test("two processes that leave one SNAT table at the same time both come to their end", async () => {
  const four = { ada: north, bea: north, cid: north, dan: north };
  const busy = await worldOf(four);
  const ended = await Promise.all([
    busy.inProcess("203.0.113.1,203.0.113.3", {}),
    busy.inProcess("203.0.113.5,203.0.113.7", {}),
  ]);
  expect(ended.map(({ ended, stdout }) => [ended, stdout.split("\n")[0]])).toEqual([
    [0, "Of 2 schools that called from 203.0.113.1, 203.0.113.3: 2 swapped."],
    [0, "Of 2 schools that called from 203.0.113.5, 203.0.113.7: 2 swapped."],
  ]);
  expect(busy.active()).toEqual({ ada: on("b"), bea: on("b"), cid: on("b"), dan: on("b") });
});
