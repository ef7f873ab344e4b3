import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { z } from "zod";
import { jsonOf } from "../../lib/json.ts";
import { Refusal, unusable } from "../../lib/refusal.ts";
import { codeOf } from "../../lib/system-errors.ts";
import { project } from "../../lib/urn.ts";
import type { Backend, Lock } from "./backend.ts";
import { type Checkpoint, checkpointOf } from "./checkpoint.ts";

/** What Pulumi writes into a lock's file. */
const lockFile = z.object({
  pid: z.int().optional().catch(undefined),
  username: z.string().optional().catch(undefined),
  hostname: z.string().optional().catch(undefined),
  timestamp: z.string().optional().catch(undefined),
});

/** A folder, as Pulumi's `file://` backend lays it out. */
export class FileBackend implements Backend {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param url `file://` and a path: absolute, below the home folder (`~`), or relative */
  static at(url: string, cwd: string, home: string): FileBackend {
    const path = url.slice("file://".length).replace(/\?.*$/, "");
    const isHome = path === "~" || path.startsWith("~/");
    return new FileBackend(isHome ? join(home, path.slice(1)) : resolve(cwd, path));
  }

  async stacks(): Promise<string[]> {
    await this.#refuseOther();
    const files = await entries(this.#stacksFolder);
    const names = files.flatMap(({ name }) => /^(.+)\.json(?:\.gz)?$/.exec(name)?.[1] ?? []);
    return [...new Set(names)].sort();
  }

  async checkpoint(stack: string): Promise<Checkpoint | undefined> {
    const path = await newest([".json", ".json.gz"].map((end) => join(this.#stacksFolder, stack + end)));
    if (path === undefined) return undefined;
    const checkpoint = checkpointOf(await textOf(path));
    if (checkpoint !== undefined) return checkpoint;
    throw new Refusal(
      `${path} holds no state`,
      `pulumi stack export -s ${stack} says what Pulumi makes of it`,
    );
  }

  async locks(): Promise<ReadonlyMap<string, readonly Lock[]>> {
    const all = join(this.#folder, ".pulumi", "locks", "organization", project);
    const held = new Map<string, readonly Lock[]>();
    for (const { name: stack } of await entries(all)) {
      const files = (await entries(join(all, stack))).filter(({ name }) => name.endsWith(".json"));
      const locks = await Promise.all(files.map(({ name }) => lockOf(join(all, stack, name))));
      const there = locks.flatMap((lock) => lock ?? []);
      if (there.length > 0) held.set(stack, there);
    }
    return held;
  }

  get #stacksFolder(): string {
    return join(this.#folder, ".pulumi", "stacks", project);
  }

  /** Of an older layout, or of a folder that is not there, it would seem that nothing is up. */
  async #refuseOther(): Promise<void> {
    const isThere = (await stat(this.#folder).catch(unlessMissing))?.isDirectory();
    if (isThere !== true)
      throw new Refusal(
        `the backend's folder ${this.#folder} is not there`,
        "look at PULUMI_BACKEND_URL, and at what pulumi whoami --verbose says",
      );
    const stacks = await entries(join(this.#folder, ".pulumi", "stacks"));
    if (stacks.some((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name)))
      throw new Refusal(
        `the backend in ${this.#folder} keeps stacks without their project, as Pulumi did before 3.61`,
        "pulumi state upgrade",
      );
  }
}

/** What is in a folder; nothing where there is none. */
async function entries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw unusable(folder, "read", error);
  }
}

/** The file among these that was written last: Pulumi leaves the other one when compression is turned on or off. */
async function newest(paths: readonly string[]): Promise<string | undefined> {
  const found = await Promise.all(
    paths.map(async (path) => ({ path, at: (await stat(path).catch(unlessMissing))?.mtimeMs })),
  );
  return found.filter(({ at }) => at !== undefined).sort((a, b) => (b.at ?? 0) - (a.at ?? 0))[0]?.path;
}

async function textOf(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return (path.endsWith(".gz") ? await promisify(gunzip)(bytes) : bytes).toString();
  } catch (error) {
    throw unusable(path, "read", error);
  }
}

/** A lock that is gone by now is none. */
async function lockOf(path: string): Promise<Lock | undefined> {
  const text = await readFile(path, "utf8").catch(unlessMissing);
  if (text === undefined) return undefined;
  const { pid, username, hostname, timestamp } = lockFile.catch({}).parse(jsonOf(text));
  return {
    ...(username !== undefined && { user: username }),
    ...(hostname !== undefined && { host: hostname }),
    ...(pid !== undefined && { pid }),
    ...(timestamp !== undefined && { since: timestamp }),
  };
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) === "ENOENT") return undefined;
  throw error;
}
