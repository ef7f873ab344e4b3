import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { onInterrupt } from "../../../lib/interrupts.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { stateOf } from "../../support/toy-stack.ts";

const script = join(import.meta.dirname, "interrupted-run.ts");

test("Ctrl-C lets the call under way finish, keeps the state, and says so", async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [script, "interrupted", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.once("data", () => child.kill("SIGINT"));
  const [, report = ""] = (await text(child.stdout)).split("\n");
  expect(JSON.parse(report)).toEqual({
    result: "failed",
    problems: [
      {
        severity: "error",
        urn: "",
        message: "interrupted by SIGINT: what was under way was finished, the rest was left as it is",
      },
    ],
    steps: ["create demo-dev", "create a", "create b"],
  });
  expect(stateOf(folder)).toEqual({ resources: ["a#1", "b#1"], pending: [] });
});

test("however many runs wait for Ctrl-C, the process has one listener, and each is told once", () => {
  const before = process.listenerCount("SIGINT");
  const told: string[] = [];
  const runs = Array.from({ length: 12 }, (_, n) => onInterrupt((signal) => told.push(`${n} ${signal}`)));
  const [first, ...others] = runs;
  first?.();
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  process.emit("SIGINT", "SIGINT");
  for (const forget of others) forget();
  expect(told).toEqual(others.map((_, n) => `${n + 1} SIGINT`));
  expect(process.listenerCount("SIGINT")).toBe(before);
});

test("a killed engine leaves no program behind", async () => {
  const folder = temporaryFolder();
  const engine = spawn(process.execPath, [script, "hangs", folder], { stdio: "ignore" });
  const file = join(folder, "pid");
  await until(() => existsSync(file) && readFileSync(file, "utf8") !== "");
  const pid = Number(readFileSync(file, "utf8"));
  expect(isRunning(pid)).toBe(true);
  engine.kill("SIGKILL");
  await until(() => !isRunning(pid));
});

/** Looks again and again; what never comes true ends with the test's time limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

function isRunning(pid: number): boolean {
  try {
    // A zombie that nobody has waited for is not running any more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
