// Leaving a blocked range comes to an end before all schools have; every kill is in test/faults.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { Cloud } from "../../../rehearsal/alicloud/cloud.ts";
import {
  keptAlive,
  leave,
  north,
  on,
  three,
  threeBlocked,
  uncommitted,
  worldOf,
} from "../../support/blocked-run.ts";
import { testDeps } from "../../support/gate.ts";

test("the first plan that is more than its swap ends it; the same command goes on with the rest", async () => {
  const world = await worldOf(three);
  const first = await leave(world, threeBlocked, { extra: ["cid"], args: { "at-once": "1" } });
  expect(first).toEqual({
    code: 1,
    stderr: [
      "3 schools to be swapped:",
      "  school  from                to",
      "  ada     a (203.0.113.1)  →  b (203.0.113.2)",
      "  bea     a (203.0.113.3)  →  b (203.0.113.4)",
      "  cid     a (203.0.113.5)  →  b (203.0.113.6)",
      "ada: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.",
      "ada: swapped (1 of 3)",
      "cid: more than the swap (2 of 3)",
    ],
    stdout:
      "cid is not swapped: a swap changes the IP of the SNAT entry and nothing else, and the program or its files hold more that is not up yet\n" +
      "What an up of cid would do:\n" +
      "  +  create EipAddress cid-egress-extra-eip\n" +
      "  +  create EipAssociation cid-egress-extra-binding\n" +
      "  ~  update SnatEntry cid-egress-snat (snatIp)\n" +
      "  fix  nothing was done; bring that up first, in a change of its own, then swap\n" +
      "Not begun: bea.\n" +
      "Of 3 schools that called from 203.0.113.1, 203.0.113.3, 203.0.113.5: 1 swapped, 1 failed, 1 not begun.\n" +
      keptAlive +
      uncommitted("ada", "bea", "cid") +
      `To go on: ./gate swap --all --from-blocked ${threeBlocked} --allow-dirty --rehearse\n`,
  });
  expect(world.active()).toEqual({ ada: on("b"), bea: on("a"), cid: on("a") });

  const second = await leave(world, threeBlocked);
  expect({ ...second, stderr: second.stderr.slice(0, 4) }).toEqual({
    code: 0,
    stderr: [
      "2 schools to be swapped:",
      "  school  from                to",
      "  bea     a (203.0.113.3)  →  b (203.0.113.4)",
      "  cid     a (203.0.113.5)  →  b (203.0.113.6)",
    ],
    stdout:
      "Of 2 schools that called from 203.0.113.1, 203.0.113.3, 203.0.113.5: 2 swapped.\n" +
      "1 school has an address there and calls from another one.\n" +
      keptAlive +
      uncommitted("ada", "bea", "cid"),
  });
  expect(world.active()).toEqual({ ada: on("b"), bea: on("b"), cid: on("b") });
});

describe("a failure of one school is its own", () => {
  test("an answer that is lost: the same again finishes what is half done", async () => {
    const world = await worldOf(three);
    const faults = [{ call: "ModifySnatEntry", when: "after", error: "OperationDenied" }] as const;
    const { code, stdout } = await leave(world, threeBlocked, { faults, args: { "at-once": "1" } });
    expect([code, stdout.split("\n").slice(0, 3)]).toEqual([
      1,
      [
        "ada is not swapped: the swap of ada to b did not come to its end: ModifySnatEntry failed: OperationDenied: ModifySnatEntry: injected by the fault plan. " +
          "The cloud sends calls from b (203.0.113.2); the state says b (203.0.113.2); stacks/Pulumi.ada.yaml says active: b.",
        "  fix  to go on: ./gate swap ada --to b --rehearse; to go back, after that: ./gate swap ada --to a --rehearse",
        "Of 3 schools that called from 203.0.113.1, 203.0.113.3, 203.0.113.5: 2 swapped, 1 failed.",
      ],
    ]);
    const again = await leave(world, threeBlocked);
    expect([again.code, again.stderr]).toEqual([
      0,
      [
        ...["1 school to be swapped:", "  school  from                to"],
        "  ada     a (203.0.113.1)  →  b (203.0.113.2)",
        "ada: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.",
        "ada: swapped (1 of 1)",
      ],
    ]);
    expect(world.active()).toEqual({ ada: on("b"), bea: on("b"), cid: on("b") });
  });
});

test("a change of another process in the same SNAT table is waited for", async () => {
  const world = await worldOf(three);
  const { snatEntries } = world.cloud();
  const [dan] = Object.values(snatEntries).filter(({ snatTableId }) => snatTableId === "stb-south");
  if (dan === undefined) throw new Error("there is no entry in the table");
  const other = await Cloud.open({ file: world.cloudFile, delays: { snatEntry: 3_600_000 } });
  await other.call("ModifySnatEntry", { ...dan, eipAffinity: 1 });
  const pauses: number[] = [];
  const { deps, stdout, stderr } = testDeps(world.root, {
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
      // With its end, everything that is under way in the cloud is done.
      if (pauses.length === 2) writeFileSync(world.cloudFile, JSON.stringify(world.cloud()));
    },
  });
  const code = await world.swapAll("203.0.113.5", deps);
  expect({ code, pauses, stdout: stdout.text, stderr: stderr.text.split("\n").slice(2) }).toEqual({
    code: 0,
    pauses: [2000, 4000],
    stdout: `Of 1 school that called from 203.0.113.5: 1 swapped.\n${keptAlive}${uncommitted("cid")}`,
    stderr: [
      "  cid     a (203.0.113.5)  →  b (203.0.113.6)",
      "cid: calls leave from b (203.0.113.6) instead of a (203.0.113.5); nothing else changes.",
      "cid: IncorretSnatEntryStatus: trying again in 2 s (1 of 7)",
      "cid: IncorretSnatEntryStatus: trying again in 4 s (2 of 7)",
      "cid: swapped (1 of 1)",
      "",
    ],
  });
  expect(world.active()).toEqual({ ada: on("a"), bea: on("a"), cid: on("b") });
});

describe("in a process of its own", () => {
  test("Ctrl-C: who is under way comes to its end, no other begins, and the same goes on", async () => {
    const world = await worldOf(three);
    const run = { interruptAt: "ada: swapped", args: { "at-once": "1" } };
    const { ended, stdout, stderr } = await world.inProcess(threeBlocked, run);
    expect({ ended, stdout, stderr: stderr.split("\n").slice(-3) }).toEqual({
      ended: 1,
      stdout:
        "Not begun: bea, cid.\n" +
        "Of 3 schools that called from 203.0.113.1, 203.0.113.3, 203.0.113.5: 1 swapped, 2 not begun.\n" +
        keptAlive +
        uncommitted("ada", "bea", "cid") +
        `To go on: ./gate swap --all --from-blocked ${threeBlocked} --allow-dirty --rehearse\n`,
      stderr: [
        "ada: swapped (1 of 3)",
        "Interrupted: those under way come to their end; once more ends at once.",
        "",
      ],
    });
    expect(world.active()).toEqual({ ada: on("b"), bea: on("a"), cid: on("a") });
    expect((await world.inProcess(threeBlocked, {})).ended).toBe(0);
    expect(world.active()).toEqual({ ada: on("b"), bea: on("b"), cid: on("b") });
  });

  test("killed in the middle of the second: what is done is skipped, and what is half done is finished", async () => {
    const world = await worldOf(three);
    const { eips } = world.cloud();
    const faults = [{ call: "ModifySnatEntry", nth: 2, when: "after", kill: true }] as const;
    const { ended } = await world.inProcess(threeBlocked, { faults, args: { "at-once": "1" } });
    expect(ended).toBe("SIGKILL");
    expect(world.active()).toEqual({ ada: on("b"), bea: on("a"), cid: on("b") });
    world.forget();
    const { code, stderr } = await leave(world, threeBlocked);
    expect([code, stderr.slice(0, 4)]).toEqual([
      0,
      [
        ...["2 schools to be swapped:", "  school  from                to"],
        "  bea     a (203.0.113.3)  →  b (203.0.113.4)",
        "  cid     a (203.0.113.5)  →  b (203.0.113.6)",
      ],
    ]);
    expect(world.active()).toEqual({ ada: on("b"), bea: on("b"), cid: on("b") });
    expect(world.changes().some(({ school }) => school === "ada")).toBe(false);
    expect(world.cloud().eips).toEqual(eips);
  });
});

test("a school whose state is damaged meanwhile has failed, with where to look", async () => {
  const world = await worldOf({ ada: north });
  const { deps, stdout } = testDeps(world.root);
  const state = join(world.root, ".rehearsal/ada/state.json");
  vi.spyOn(deps.stderr, "write").mockImplementation((text) => {
    if (String(text).includes("to be swapped")) writeFileSync(state, "{");
    return true;
  });
  expect(await world.swapAll("203.0.113.1", deps)).toBe(1);
  expect(stdout.text.replace(/backup of \S+/, "backup of <time>")).toBe(
    `ada is not swapped: ${state} is damaged: it is not JSON, or cut off.
The backup of <time> (6 resources) is intact. Go back to it with
    cp ${state}.bak ${state}
or start over with --reset, which forgets the stack and its stand-in cloud.
  fix  ./gate swap ada --to b says more
Of 1 school that called from 203.0.113.1: 0 swapped, 1 failed.
${uncommitted("ada")}To go on: ./gate swap --all --from-blocked 203.0.113.1 --allow-dirty --rehearse
`,
  );
});
