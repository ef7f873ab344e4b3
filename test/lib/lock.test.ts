import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takeLock } from "../../lib/lock.ts";
import { processStart } from "../../lib/process-start.ts";
import { up } from "../../rehearsal/engine/run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { Toy } from "../support/toy.ts";
import { toyStack } from "../support/toy-stack.ts";

const mine = async () => ({
  ...{
    pid: process.pid,
    start: await processStart(process.pid),
    host: hostname(),
    user: userInfo().username,
  },
  ...{ command: "gate rehearse demo", since: "2026-11-22T10:00:00.000Z", token: "4f1c" },
});

/** A folder with the lock of somebody. */
async function lockedBy(owner: Partial<Awaited<ReturnType<typeof mine>>>): Promise<string> {
  const folder = temporaryFolder();
  symlinkSync(JSON.stringify({ ...(await mine()), ...owner }), join(folder, "lock"));
  return folder;
}

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

test("a second run is refused with the owner's name, and leaves the lock alone", async () => {
  const folder = await lockedBy({});
  const before = readlinkSync(join(folder, "lock"));
  const result = await up(toyStack(folder, new Toy(), async () => undefined));
  expect(result.problems.map(({ message }) => message)).toEqual([
    `another run holds this stack: ${userInfo().username}'s "gate rehearse demo" (process ${process.pid}), ` +
      "since 2026-11-22T10:00:00.000Z.\n" +
      `Wait until it has ended; if it cannot be running any more, delete ${join(folder, "lock")} and run this again.`,
  ]);
  expect(readlinkSync(join(folder, "lock"))).toBe(before);
  expect(readdirSync(folder)).toEqual(["lock"]);
});

test("waits for the owner when it may", async () => {
  const folder = temporaryFolder();
  const release = await takeLock(folder, { command: "first" });
  const second = takeLock(folder, { command: "second", waitMs: 20_000 });
  await release();
  const releaseSecond = await second;
  expect(JSON.parse(readlinkSync(join(folder, "lock")))).toMatchObject({
    command: "second",
    pid: process.pid,
  });
  await releaseSecond();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  { why: "whose process is gone", owner: async () => ({ pid: await deadPid() }) },
  { why: "whose pid another process has by now", owner: async () => ({ start: "another boot:17" }) },
])("a lock $why is taken over", async ({ owner }) => {
  const folder = await lockedBy(await owner());
  const release = await takeLock(folder, { command: "next" });
  expect(JSON.parse(readlinkSync(join(folder, "lock")))).toMatchObject({ command: "next" });
  await release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock of another machine is not judged dead", async () => {
  const folder = await lockedBy({ host: "elsewhere", pid: await deadPid() });
  await expect(takeLock(folder, { command: "next" })).rejects.toThrow(/ on elsewhere\), since /);
});

test("of many that take over a dead lock, one gets it", async () => {
  const pid = await deadPid();
  for (let round = 0; round < 20; round += 1) {
    const folder = await lockedBy({ pid });
    const takers = Array.from({ length: 20 }, async (_, number) => {
      // They come one after the other, so that some know the dead owner still when it has been replaced already.
      for (let turn = 0; turn < number * 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return await takeLock(folder, { command: `taker ${number}` });
    });
    const outcomes = await Promise.allSettled(takers);
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBe(1);
    expect(readdirSync(folder)).toEqual(["lock"]);
  }
});

test("a taker that died while it took over does not stand in the way", async () => {
  const pid = await deadPid();
  const folder = await lockedBy({ pid });
  symlinkSync(JSON.stringify({ ...(await mine()), pid, token: "9e2d" }), join(folder, "lock.after-4f1c"));
  const release = await takeLock(folder, { command: "next" });
  await release();
  expect(readdirSync(folder)).toEqual([]);
});

test("what takers left that died later is removed by the next one, and a living one's right is not", async () => {
  const folder = temporaryFolder();
  const dead = JSON.stringify({ ...(await mine()), pid: await deadPid(), token: "9e2d" });
  symlinkSync(dead, join(folder, "lock.after-older"));
  symlinkSync(JSON.stringify(await mine()), join(folder, "lock.after-newer"));
  const release = await takeLock(folder, { command: "next" });
  expect(readdirSync(folder)).toEqual(["lock", "lock.after-newer"]);
  await release();
});

test.each([
  ["a file", (path: string) => writeFileSync(path, "what?")],
  ["a link to something else", (path: string) => symlinkSync("elsewhere", path)],
  ["a link to a lock's text that lacks a part", (path: string) => symlinkSync('{"pid":1}', path)],
])("a lock that does not say whose it is, being %s, is not touched", async (_, make) => {
  const folder = temporaryFolder();
  make(join(folder, "lock"));
  await expect(takeLock(folder, { command: "next" })).rejects.toThrow(
    `${join(folder, "lock")} does not say who holds it. If no rehearsal of this stack is running, delete it and run this again.`,
  );
  expect(readdirSync(folder)).toEqual(["lock"]);
});

test("a folder that takes no lock is named, with the way out", async () => {
  const folder = join(temporaryFolder(), "missing");
  await expect(takeLock(folder, { command: "next" })).rejects.toThrow(
    `${join(folder, "lock")} cannot be made: it does not exist; look at the path`,
  );
});
