// How Pulumi's own programs are looked for and asked of the machine; test/edge/tools.test.ts has the cache's repair.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { cliParts, pulumiVersion } from "../../../rehearsal/pulumi/parts.ts";
import {
  buildKubernetesProvider,
  buildPulumi,
  builtKubernetesProvider,
  builtPulumi,
} from "../../../rehearsal/pulumi/tools.ts";
import { folderOf } from "../../../rehearsal/tools/build.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const goMod = join(import.meta.dirname, "../../../rehearsal/pulumi/tools/cli/go.mod");
afterEach(() => {
  vi.unstubAllEnvs();
});

test("the CLI's module and its SDK are of the npm SDK's version", async () => {
  const pins = [...(await readFile(goMod, "utf8")).matchAll(/github\.com\/pulumi\/pulumi\/(\S+) (\S+)/g)];
  expect(pins.map(([, module, version]) => ({ module, version }))).toEqual([
    { module: "pkg/v3", version: `v${pulumiVersion}` },
    { module: "sdk/v3", version: `v${pulumiVersion}` },
  ]);
});

test("without Go it says so before anything is built", async () => {
  const cache = temporaryFolder();
  vi.stubEnv("PATH", join(cache, "nothing"));
  const steps: string[] = [];
  const progress = (line: string) => steps.push(line);
  const lacks = `needs what this machine lacks:
  Go: install Go 1.21 or later from go.dev or your distribution (Debian: golang-go)`;
  await expect(buildPulumi(cache, progress)).rejects.toThrow(new Error(`building Pulumi's CLI ${lacks}`));
  await expect(buildKubernetesProvider(cache, progress)).rejects.toThrow(
    new Error(`building Pulumi's Kubernetes provider ${lacks}`),
  );
  expect(steps).toEqual([]);
  expect(await readdir(cache)).toEqual([]);
});

test("a half-built program is not taken, and what is whole needs no Go", async () => {
  const cache = temporaryFolder();
  expect(await builtPulumi(cache)).toBeUndefined();
  const bin = join(await folderOf(cliParts, cache), "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "pulumi"), "half");
  expect(await builtPulumi(cache)).toBeUndefined();
  await writeFile(join(bin, "pulumi.sha256"), createHash("sha256").update("whole").digest("hex"));
  expect(await builtPulumi(cache)).toBeUndefined();

  await writeFile(join(bin, "pulumi"), "whole");
  vi.stubEnv("PATH", join(cache, "nothing"));
  expect(await builtPulumi(cache)).toBe(bin);
  expect(await buildPulumi(cache, expect.unreachable)).toBe(bin);
  expect(await builtKubernetesProvider(cache)).toBeUndefined();
});
