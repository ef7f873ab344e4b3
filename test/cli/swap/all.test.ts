// After a whole range is blocked. The schools' egress is on the rehearsal's engine and one stand-in cloud; what a single
// swap does is in swap.test.ts.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  keptAlive,
  leave,
  north,
  on,
  south,
  three,
  uncommitted,
  worldOf,
} from "../../support/blocked-run.ts";

/** The lines about the schools, which come in the order in which things happen, sorted. */
const sorted = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/\(\d of /, "(n of ")).sort();

test("every school that calls from there moves to its first standby that is fit; of the others it is said what to do", async () => {
  const world = await worldOf({
    ...{ ada: north, bea: { platform: "north", addresses: "{ a: {}, b: {}, c: {} }", trusted: "[a, b, c]" } },
    ...{ cid: south, dan: { platform: "south", trusted: "[a]" } },
    eve: { platform: "south", addresses: "{ a: {} }", trusted: "[a]" },
    fay: {
      platform: "north",
      addresses: "{ a: {}, b: { retired: still-trusted }, c: { ip: 47.111.68.103, external: true } }",
    },
  });
  world.edit("eve", ["addresses", "b"], {});
  const from = "203.0.113.1,203.0.113.3,203.0.113.4,203.0.113.6,203.0.113.8,203.0.113.10/31,203.0.113.99";
  const { code, stdout, stderr } = await leave(world, from);
  const stuck = [
    "203.0.113.99 is no address of a school that is up.",
    "3 schools to which nothing is done:",
    "  dan stays on a (203.0.113.8): no standby: a is blocked, b is not trusted",
    "    fix  have the school add 203.0.113.9 to 企业可信IP, and after a minute: ./gate address trusted dan b",
    "  eve stays on a (203.0.113.10): no standby: a is blocked, b is not up",
    "    fix  ./gate rehearse eve; then have the school add the IP of b to 企业可信IP",
    "  fay stays on a (203.0.113.11): no standby: a is blocked, b is retired, c is not ours",
    "    fix  ./gate address add fay, go up, and have the school add the new IP to 企业可信IP",
  ];
  expect(stderr.slice(0, 13)).toEqual([
    ...stuck,
    "3 schools to be swapped:",
    "  school  from                to",
    "  ada     a (203.0.113.1)  →  b (203.0.113.2)",
    "  bea     a (203.0.113.3)  →  c (203.0.113.5)",
    "  cid     a (203.0.113.6)  →  b (203.0.113.7)",
  ]);
  expect(sorted(stderr.slice(13))).toEqual([
    "ada: calls leave from b (203.0.113.2) instead of a (203.0.113.1); nothing else changes.",
    "ada: swapped (n of 3)",
    "bea: calls leave from c (203.0.113.5) instead of a (203.0.113.3); nothing else changes.",
    "bea: swapped (n of 3)",
    "cid: calls leave from b (203.0.113.7) instead of a (203.0.113.6); nothing else changes.",
    "cid: swapped (n of 3)",
  ]);
  const range = from.replaceAll(",", ", ");
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout:
      `Of 6 schools that called from ${range}: 3 swapped, 3 without a standby, or not known (above).\n` +
      keptAlive +
      uncommitted("ada", "bea", "cid"),
  });
  expect(world.active()).toEqual({
    ...{ ada: on("b"), bea: on("c"), cid: on("b"), dan: on("a"), eve: on("a"), fay: on("a") },
  });

  // What is done is not done again.
  world.forget();
  expect(await leave(world, from)).toEqual({
    code: 1,
    stdout:
      `Of 3 schools that called from ${range}: 0 swapped, 3 without a standby, or not known (above).\n` +
      "3 schools have addresses there and call from another one.\n" +
      uncommitted("ada", "bea", "cid"),
    stderr: stuck,
  });
  expect(world.changes()).toEqual([]);
});

test("no two changes in one SNAT table are under way at the same time, and none is tried in vain", async () => {
  const names = ["ada", "bea", "cid", "dan", "eve", "fay"];
  const world = await worldOf(Object.fromEntries(names.map((name, n) => [name, n < 4 ? north : south])));
  world.forget();
  // For a fault that never strikes the stand-in counts the calls.
  const faults = [{ call: "ModifySnatEntry", nth: 1000, when: "before", error: "never" }] as const;
  const from = names.map((_, n) => `203.0.113.${2 * n + 1}`).join();
  const { code, stdout } = await leave(world, from, { faults, args: { "at-once": "8" } });
  expect([code, stdout.split("\n")[0]]).toEqual([
    0,
    `Of 6 schools that called from ${from.replaceAll(",", ", ")}: 6 swapped.`,
  ]);
  expect(world.cloud().calls).toEqual({ ModifySnatEntry: 6 });
  const tables = Map.groupBy(world.changes(), ({ platform }) => platform);
  expect([...tables].map(([platform, changes]) => [platform, changes.length]).sort()).toEqual([
    ["north", 4],
    ["south", 2],
  ]);
  for (const changes of tables.values()) {
    const ordered = changes.toSorted((a, b) => a.begin - b.begin);
    for (const [n, { end }] of ordered.slice(0, -1).entries())
      expect(ordered[n + 1]?.begin).toBeGreaterThanOrEqual(end);
  }
});

test("one commit names them all; as JSON it is one object", async () => {
  const world = await worldOf(three);
  const git = (...args: readonly string[]): string => {
    const name = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    return spawnSync("git", [...name, ...args], { cwd: world.root, encoding: "utf8" }).stdout;
  };
  git("init", "--quiet");
  writeFileSync(join(world.root, ".gitignore"), ".rehearsal\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "begin");
  git("config", "user.name", "Test");
  git("config", "user.email", "test@example.com");
  // Left by an earlier run that was killed before its commit.
  await leave(world, "203.0.113.1");
  const args = { commit: true, "allow-dirty": false, json: true };
  const { code, stdout } = await leave(world, "203.0.113.0/31,203.0.113.3,203.0.113.5", { args });
  const moved = (school: string, from: string, to: string) => ({
    ...{ school, from: { key: "a", ip: from }, to: { key: "b", ip: to }, result: "swapped" },
  });
  expect({ code, stdout: JSON.parse(stdout) as unknown }).toEqual({
    code: 0,
    stdout: {
      blocked: ["203.0.113.0/31", "203.0.113.3", "203.0.113.5"],
      schools: [moved("bea", "203.0.113.3", "203.0.113.4"), moved("cid", "203.0.113.5", "203.0.113.6")],
      left: ["ada"],
      uncommitted: [],
      command: "./gate swap --all --from-blocked 203.0.113.0/31,203.0.113.3,203.0.113.5 --commit --rehearse",
    },
  });
  expect(git("log", "--format=%B", "--name-only", "-1")).toBe(
    "swap 3 schools off 203.0.113.0/31, 203.0.113.3, 203.0.113.5\n\nada: b\nbea: b\ncid: b\n\n\n" +
      "stacks/Pulumi.ada.yaml\nstacks/Pulumi.bea.yaml\nstacks/Pulumi.cid.yaml\n",
  );
  expect(git("status", "--porcelain")).toBe("");
});

test("a stack file that breaks rules is one of which nobody can tell", async () => {
  const world = await worldOf({ ada: north, bea: north });
  world.edit("bea", ["active"], "d");
  const { code, stdout, stderr } = await leave(world, "203.0.113.1,203.0.113.3");
  expect({ code, stdout, stderr: stderr.slice(0, 4) }).toEqual({
    code: 1,
    stdout:
      "Of 2 schools that called, or may have called, from 203.0.113.1, 203.0.113.3: 1 swapped, 1 without a standby, or not known (above).\n" +
      keptAlive +
      uncommitted("ada"),
    stderr: [
      "203.0.113.3 is no address of a school that is up.",
      "1 school to which nothing is done:",
      "  bea: its stack file, or its platform's, breaks rules",
      "    fix  ./gate check bea",
    ],
  });
});

test("of a platform's file that breaks rules its schools suffer; it is none of them", async () => {
  const world = await worldOf({ ada: north, bea: north, cid: south });
  const file = world.fileOf("north");
  writeFileSync(file, readFileSync(file, "utf8").replace("region: cn-hangzhou", "region: 5"));
  const { code, stdout, stderr } = await leave(world, "203.0.113.1,203.0.113.5");
  expect({ code, stdout: stdout.split("\n")[0], stderr: stderr.slice(1, 6) }).toEqual({
    code: 1,
    stdout:
      "Of 3 schools that called, or may have called, from 203.0.113.1, 203.0.113.5: 1 swapped, 2 without a standby, or not known (above).",
    stderr: [
      "2 schools to which nothing is done:",
      "  ada: its stack file, or its platform's, breaks rules",
      "    fix  ./gate check ada",
      "  bea: its stack file, or its platform's, breaks rules",
      "    fix  ./gate check bea",
    ],
  });
});

test("where the state has left and only the stack file says a blocked address, the file follows", async () => {
  const world = await worldOf({ ada: north });
  await leave(world, "203.0.113.1");
  world.edit("ada", ["active"], "a");
  world.forget();
  const { code, stderr } = await leave(world, "203.0.113.1");
  expect([code, stderr.slice(2)]).toEqual([
    0,
    ["  ada     a (203.0.113.1)  →  b (203.0.113.2)", "ada: swapped (1 of 1)"],
  ]);
  expect([world.active(), world.changes()]).toEqual([{ ada: on("b") }, []]);
});
