// Pulumi's own programs where the network is not there: what is wrong shows before minutes of building.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { cliParts } from "../../rehearsal/pulumi/parts.ts";
import { buildPulumi } from "../../rehearsal/pulumi/tools.ts";
import { folderOf } from "../../rehearsal/tools/build.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("without the network it says what could not be built, and leaves nothing half-built", async () => {
  const cache = temporaryFolder();
  vi.stubEnv("GOMODCACHE", join(cache, "modules"));
  vi.stubEnv("GOPROXY", "off");
  vi.stubEnv("GOFLAGS", "-modcacherw");
  const steps: string[] = [];
  const failure = await buildPulumi(cache, (line) => steps.push(line)).catch((error: unknown) => error);
  const folder = await folderOf(cliParts, cache);
  expect(steps).toEqual(["building pulumi (1 of 1)"]);
  expect(failure).toHaveProperty("message", expect.stringMatching(/^pulumi could not be built: /));
  expect(failure).toHaveProperty("message", expect.stringContaining("module lookup disabled by GOPROXY=off"));
  expect(failure).toHaveProperty(
    "message",
    expect.stringContaining(
      `\nWhat was built before it is kept in ${folder}. The first build needs the Go module proxy: run it again once it is reached.`,
    ),
  );
  expect(await readdir(folder)).toEqual([]);
});
