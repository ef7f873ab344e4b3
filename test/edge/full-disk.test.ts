// Where there is no room: on a disk of the test's own, which is as small as it likes.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userNamespace } from "../../rehearsal/edge/requirements.ts";
import { cache } from "../support/cache.ts";
import { upstreams } from "../support/edge-objects.ts";

const run = promisify(execFile);
let disk: string;
beforeEach(async () => {
  disk = await mkdtemp(join(tmpdir(), "edge-disk-"));
});
afterEach(() => rm(disk, { recursive: true }));

/** Brings an edge up with a disk of a size in the folder `disk`; gives what it says. */
async function upOnDisk(size: string, options: { folder: string; cache: string }): Promise<string> {
  const holder = join(import.meta.dirname, "../support/edge-holder.ts");
  const order = JSON.stringify({ ...options, upstreams });
  const script = `mount -t tmpfs -o size=${size} small "$0" && exec "$@"`;
  const command = [...userNamespace(), "--mount", "sh", "-c", script, disk];
  const { stdout } = await run("unshare", [...command, process.execPath, holder, order]);
  return stdout;
}

test("no room for the edge's files is said with the way out", async () => {
  const folder = join(disk, "edge");
  expect(await upOnDisk("4k", { folder, cache })).toBe(
    `${folder} cannot be written: the disk is full; free some space, then run this again`,
  );
});

test("no room for what the cluster holds is said of the program that met it", async () => {
  const folder = join(disk, "edge");
  expect(await upOnDisk("1m", { folder, cache })).toBe(
    `etcd ended (exit code 2), see ${folder}/logs/etcd.log:\nthe disk is full; free some space, then run this again`,
  );
});

test("no room for the programs is said before the network is blamed", async () => {
  const folder = join(tmpdir(), "edge-on-a-disk");
  await mkdir(folder, { recursive: true });
  const said = await upOnDisk("1m", { folder, cache: join(disk, "cache") });
  expect(said).toMatch(/^certificate could not be built: /);
  expect(said).toContain(
    "The disk is full: the first build needs about 5 GB for itself and for Go's caches. Free some space, then run it again.",
  );
  await rm(folder, { recursive: true });
});
