import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jsonFile } from "../../rehearsal/json-file.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "json-"));
  path = join(folder, "deep", "counter.json");
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => jsonFile(path, () => ({ count: 0 }));
const step = (content: { count: number }) => {
  content.count++;
};

/** A process id that nobody has: its owner has ended and was waited for. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return Number(child.pid);
}

describe("a JSON file", () => {
  it("is made with the first change, in a folder of its own, and leaves no lock", async () => {
    expect(await open().read()).toEqual({ count: 0 });
    expect(await readdir(folder)).toEqual([]);
    expect(await open().change((content) => ++content.count)).toBe(1);
    expect(await readFile(path, "utf8")).toBe('{\n "count": 1\n}\n');
    expect(await readdir(join(folder, "deep"))).toEqual(["counter.json"]);
  });

  it("is written by nobody who changes nothing, or fails", async () => {
    await open().change(() => undefined);
    const failing = open().change((content) => {
      step(content);
      throw new Error("no");
    });
    await expect(failing).rejects.toEqual(new Error("no"));
    expect(await readdir(join(folder, "deep"))).toEqual([]);
  });

  it("takes one change after another", async () => {
    await Promise.all(Array.from({ length: 50 }, () => open().change(step)));
    expect(await open().read()).toEqual({ count: 50 });
  });

  it("is taken over from owners that died, also while taking over, once", async () => {
    await open().change(step);
    const owner = { pid: await deadPid(), nonce: "one" };
    await writeFile(`${path}.lock`, JSON.stringify(owner));
    await writeFile(`${path}.lock.dead-one`, JSON.stringify({ pid: owner.pid, nonce: "two" }));
    await Promise.all([open().change(step), open().change(step)]);
    expect(await open().read()).toEqual({ count: 3 });
    expect(await readdir(join(folder, "deep"))).toEqual(["counter.json"]);
  });

  it("waits for an owner that lives", async () => {
    await open().change(step);
    await writeFile(`${path}.lock`, JSON.stringify({ pid: process.pid, nonce: "mine" }));
    let released = false;
    const change = open().change(() => released);
    await expect(
      Promise.race([change, new Promise((resolve) => setImmediate(resolve, "waiting"))]),
    ).resolves.toBe("waiting");
    released = true;
    await rm(`${path}.lock`);
    expect(await change).toBe(true);
  });
});
