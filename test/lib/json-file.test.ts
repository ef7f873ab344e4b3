import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { jsonFile } from "../../lib/json-file.ts";
import { processStart } from "../../lib/process-start.ts";
import { asOrdinaryUser } from "../support/ordinary-user.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "json-"));
  path = join(folder, "deep", "counter.json");
});
afterEach(() => rm(folder, { recursive: true }));

const schema = z.strictObject({ count: z.int(), text: z.string().optional() });
const open = () => jsonFile(path, schema, () => ({ count: 0 }));
const step = (content: { count: number }) => {
  content.count++;
};

/** A process id that nobody has: its owner has ended and was waited for. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return Number(child.pid);
}

/** A lock's text, of an owner on this machine. */
const owner = (pid: number, start: string | null, token: string) =>
  JSON.stringify({ pid, start, host: hostname(), user: "somebody", command: "a test", since: "then", token });

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

  it("is taken over from owners that died, also while taking over, and from a process id that another has now", async () => {
    await open().change(step);
    const pid = await deadPid();
    await symlink(owner(pid, null, "one"), `${path}.lock`);
    await symlink(owner(pid, null, "two"), `${path}.lock.after-one`);
    await Promise.all([open().change(step), open().change(step)]);
    await symlink(owner(process.pid, "another boot:17", "three"), `${path}.lock`);
    await open().change(step);
    expect(await open().read()).toEqual({ count: 4 });
    expect(await readdir(join(folder, "deep"))).toEqual(["counter.json"]);
  });

  it("waits for an owner that lives", async () => {
    await open().change(step);
    await symlink(owner(process.pid, await processStart(process.pid), "mine"), `${path}.lock`);
    let released = false;
    const change = open().change(() => released);
    await expect(
      Promise.race([change, new Promise((resolve) => setImmediate(resolve, "waiting"))]),
    ).resolves.toBe("waiting");
    released = true;
    await rm(`${path}.lock`);
    expect(await change).toBe(true);
  });

  it.each([
    ["{", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
    ["[]", "the whole: Invalid input: expected object, received array"],
    ['{"count":"1"}', "count: Invalid input: expected number, received string"],
  ])("is not touched when it is damaged, being %s", async (content, reason) => {
    await open().change(step);
    await writeFile(path, content);
    const told = `${path} is damaged (${reason}). It has no backup: start over with --reset, or delete it together with the state of the stack that went up on it.`;
    await expect(open().read()).rejects.toThrow(told);
    await expect(open().change(step)).rejects.toThrow(told);
    expect(await readFile(path, "utf8")).toBe(content);
    expect(await readdir(join(folder, "deep"))).toEqual(["counter.json"]);
  });

  it("stays whole when the disk takes only a part of the next content", async () => {
    await open().change(step);
    const before = await readFile(path, "utf8");
    const script = `
      const { jsonFile } = await import(${JSON.stringify(join(import.meta.dirname, "../../lib/json-file.ts"))});
      const { z } = await import("zod");
      const schema = z.strictObject({ count: z.int(), text: z.string().optional() });
      await jsonFile(process.argv[1], schema, () => ({ count: 0 }))
        .change((content) => { content.text = "x".repeat(100_000); })
        .catch((error) => console.log(error.message));`;
    // As with a full disk, the first write is cut short and the next one fails.
    const limited = 'trap "" XFSZ; ulimit -f 16; exec "$0" "$@"';
    const answer = execFileSync(
      "sh",
      ["-c", limited, process.execPath, "--input-type=module", "-e", script, path],
      { encoding: "utf8" },
    );
    expect(answer).toBe(
      `${path} cannot be written: the limit on a file's size is reached; raise the limit (ulimit -f), then run this again\n`,
    );
    expect(await readFile(path, "utf8")).toBe(before);
    expect(await readdir(join(folder, "deep"))).toEqual(["counter.json"]);
  });

  it("says that its folder may not be written", async () => {
    await chmod(folder, 0o500);
    const answer = asOrdinaryUser(
      `import { jsonFile } from ${JSON.stringify(join(import.meta.dirname, "../../lib/json-file.ts"))};
      import { z } from "zod";
      await jsonFile(process.argv[1], z.strictObject({ count: z.int() }), () => ({ count: 0 }))
        .change((content) => { content.count++; })
        .catch((error) => console.log(error.message));`,
      path,
    );
    expect(answer).toBe(`${path} cannot be written: permission denied; give yourself the right to it\n`);
    expect(await readdir(folder)).toEqual([]);
  });
});
