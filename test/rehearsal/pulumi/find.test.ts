// Which CLI a run gets. The ones on PATH are scripts that say a version: CLIs of other versions cannot be had here.
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { findOrBuildPulumi, findPulumi, oldestPulumi } from "../../../rehearsal/pulumi/find.ts";
import { pulumiVersion } from "../../../rehearsal/pulumi/parts.ts";
import { repository } from "../../support/projects.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const languageHost = join(repository, "rehearsal", "language-host");
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts a CLI of this version on PATH, in front of all else, and its language host if it brings one. */
function install(version: string, ...more: readonly string[]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  for (const name of more) writeFileSync(join(folder, name), "", { mode: 0o755 });
  vi.stubEnv("PATH", [folder, "/usr/bin", "/bin"].join(delimiter));
  return folder;
}

test("the one on PATH is taken, with its own language host", async () => {
  const cache = temporaryFolder();
  install(`v${pulumiVersion}`, "pulumi-language-nodejs");
  const found = { version: pulumiVersion, folders: [] };
  expect(await findPulumi(cache)).toEqual(found);
  expect(await findOrBuildPulumi(cache, expect.unreachable)).toEqual(found);
  install(`v${pulumiVersion}`);
  expect(await findPulumi(cache)).toEqual({ version: pulumiVersion, folders: [languageHost] });
});

test.each([oldestPulumi, "3.999.1"])(
  "one of another version, %s, is taken, and both are said",
  async (version) => {
    install(`v${version}`, "pulumi-language-nodejs");
    expect(await findPulumi(temporaryFolder())).toEqual({
      version,
      folders: [],
      note: `pulumi on PATH is ${version}, and the project's SDK is ${pulumiVersion}`,
    });
  },
);

test.each(["v3.255.1", "v2.900.0", "v4.0.0", ""])("what it cannot work with is refused: %j", async (said) => {
  install(said);
  const refusal = `pulumi on PATH is ${said || "of no version"}, and this project needs ${oldestPulumi} or a later 3.x (its SDK is ${pulumiVersion}): install a newer Pulumi CLI, or take that one off PATH`;
  await expect(findPulumi(temporaryFolder())).rejects.toThrow(refusal);
  await expect(findOrBuildPulumi(temporaryFolder(), expect.unreachable)).rejects.toThrow(refusal);
});

test("there may be none", async () => {
  vi.stubEnv("PATH", temporaryFolder());
  expect(await findPulumi(temporaryFolder())).toBeUndefined();
});

test("Pulumi itself is told which CLI is too old", () => {
  const { requiredPulumiVersion } = parse(readFileSync(join(repository, "Pulumi.yaml"), "utf8")) as Record<
    string,
    unknown
  >;
  expect(requiredPulumiVersion).toBe(`>=${oldestPulumi} <4.0.0`);
});
