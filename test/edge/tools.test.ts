// How the edge's programs come to be: built once, checked each time, and missing things are named before anything is built.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { attachEdge } from "../../rehearsal/edge/edge.ts";
import { buildTools } from "../../rehearsal/edge/tools.ts";

let cache: string;
let built: string;
let steps: string[];
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "edge-cache-"));
  built = (await attachEdge(inject("edgeFolder")))?.tools.folder ?? "";
  steps = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

/** A cache with everything that this run's edge was built from, but for one file's content. */
async function cacheWithDamaged(file: string): Promise<string> {
  const folder = join(cache, basename(built));
  for (const entry of await readdir(built, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const copy = join(folder, path.slice(built.length));
    if (entry.isDirectory()) await mkdir(copy, { recursive: true });
    else {
      await mkdir(join(copy, ".."), { recursive: true });
      await symlink(path, copy);
    }
  }
  const damaged = join(folder, file);
  await rm(damaged);
  await writeFile(damaged, "damaged");
  return damaged;
}

const build = () => buildTools(cache, (line) => steps.push(line));

test("a damaged program is built again, and only that", async () => {
  const damaged = await cacheWithDamaged("bin/certificate");
  expect((await build()).folder).toBe(join(cache, basename(built)));
  expect(steps).toEqual(["building certificate (1 of 1)"]);
  expect(await readFile(damaged)).toEqual(await readFile(join(built, "bin/certificate")));
  await build();
  expect(steps).toHaveLength(1);
});

test("a folder in a program's place is built again as well", async () => {
  const damaged = await cacheWithDamaged("bin/certificate");
  await rm(damaged);
  await mkdir(damaged);
  await build();
  expect(await readFile(damaged)).toEqual(await readFile(join(built, "bin/certificate")));
});

test("a cache that is no folder is refused by its path", async () => {
  const file = join(cache, "file");
  await writeFile(file, "");
  const folder = join(file, basename(built));
  await expect(buildTools(file, (line) => steps.push(line))).rejects.toThrow(
    `${folder} cannot be written: a file is where a folder should be; look at the path, or move that file away`,
  );
  expect(steps).toEqual([]);
});

test("without the network it says what could not be built, and keeps what there is", async () => {
  await cacheWithDamaged("bin/etcd");
  vi.stubEnv("GOMODCACHE", join(cache, "modules"));
  vi.stubEnv("GOPROXY", "off");
  vi.stubEnv("GOFLAGS", "-modcacherw");
  const folder = join(cache, basename(built));
  const failure = await build().catch((error: unknown) => error);
  expect(failure).toHaveProperty("message", expect.stringMatching(/^etcd could not be built: /));
  expect(failure).toHaveProperty(
    "message",
    expect.stringContaining(
      `\nWhat was built before it is kept in ${folder}. The first build needs the Go module proxy and PyPI: ` +
        "run it again once they are reached.",
    ),
  );
  expect((await readdir(folder)).sort()).toEqual(["bin", "crds.json", "crds.json.sha256", "envoy-versions"]);
});

test("all that is missing is named with its remedy, before anything is built", async () => {
  vi.stubEnv("PATH", join(cache, "nothing"));
  await expect(build()).rejects.toThrow(
    `the local edge needs what this machine lacks:
  Go: install Go 1.21 or later from go.dev or your distribution (Debian: golang-go)
  Python's pip: install Python 3 with pip (Debian: python3-pip)
  nsenter: install util-linux
  ip: install iproute2
  namespaces: run as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)`,
  );
  expect(steps).toEqual([]);
});
