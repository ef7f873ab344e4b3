// What a rehearsal by Pulumi's CLI is run by, where it is not there.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { pulumiParts } from "../../cli/pulumi-parts.ts";
import { Refusal } from "../../lib/refusal.ts";
import project from "../../package.json" with { type: "json" };
import { runGate, testDeps } from "../support/gate.ts";
import { stackFiles } from "../support/stack-files.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A folder as the whole of PATH, with a CLI of a version in it, or none. */
function path(version?: string): void {
  const folder = temporaryFolder();
  if (version !== undefined) {
    const script = `#!/bin/sh\necho v${version}\n`;
    for (const name of ["pulumi", "pulumi-language-nodejs"])
      writeFileSync(join(folder, name), script, { mode: 0o755 });
  }
  vi.stubEnv("PATH", `${folder}:/bin`);
}

test("an engine that there is none of", async () => {
  expect(await runGate(stackFiles(), ["rehearse", "demo", "--engine", "pulum"])).toEqual({
    ...{ code: 1, stdout: "" },
    stderr: "error  --engine is rehearsal or pulumi, and pulum is neither\n  fix  did you mean pulumi?\n",
  });
});

test("nothing is built unasked, and what it takes is said", async () => {
  path();
  const { deps } = testDeps(temporaryFolder());
  await expect(pulumiParts(false, false, deps)).rejects.toEqual(
    new Refusal(
      "Pulumi's CLI is not there yet",
      "add --yes to build it from the Go module proxy, about 5 minutes on two cores, once",
    ),
  );
  await expect(pulumiParts(true, false, deps)).rejects.toEqual(
    new Refusal(
      "Pulumi's CLI and Pulumi's Kubernetes provider are not there yet",
      "add --yes to build them from the Go module proxy, about 15 minutes on two cores, once",
    ),
  );
});

test("asked for, it is built; without Go it says so", async () => {
  path();
  const { deps } = testDeps(temporaryFolder());
  await expect(pulumiParts(false, true, deps)).rejects.toEqual(
    new Refusal(
      "building Pulumi's CLI needs what this machine lacks:",
      "Go: install Go 1.21 or later from go.dev or your distribution (Debian: golang-go)",
    ),
  );
});

test("Enter alone builds nothing", async () => {
  path();
  const { deps, stderr } = testDeps(temporaryFolder(), { isTerminal: true });
  (deps.stdin as unknown as { write: (keys: string) => void }).write("\r");
  await expect(pulumiParts(false, false, deps)).rejects.toEqual(
    new Refusal("not built", "without --engine pulumi a rehearsal needs neither"),
  );
  expect(stderr.text).toContain("Build Pulumi's CLI from the Go module proxy, about 5 minutes on two cores,");
});

test("a CLI that is too old, and one of another version, say both", async () => {
  const wanted = project.dependencies["@pulumi/pulumi"];
  path("3.200.0");
  const { deps, stderr } = testDeps(temporaryFolder());
  await expect(pulumiParts(false, false, deps)).rejects.toEqual(
    new Refusal(
      `pulumi on PATH is v3.200.0, and this project needs 3.256.0 or a later 3.x (its SDK is ${wanted}): install a newer Pulumi CLI, or take that one off PATH`,
    ),
  );
  path("3.270.0");
  await pulumiParts(false, false, deps);
  expect(stderr.text).toBe(`pulumi: pulumi on PATH is 3.270.0, and the project's SDK is ${wanted}\n`);
});

test("the official plugin is used where it is the SDK's, and one of another version says both", async () => {
  const wanted = project.dependencies["@pulumi/alicloud"];
  path(project.dependencies["@pulumi/pulumi"]);
  const home = temporaryFolder();
  const { deps, stderr } = testDeps(temporaryFolder(), { env: { PULUMI_HOME: home } });
  const plugin = (version: string): string => {
    const folder = join(home, "plugins", `resource-alicloud-v${version}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "pulumi-resource-alicloud"), "");
    return join(folder, "pulumi-resource-alicloud");
  };
  plugin("3.99.0");
  expect(await pulumiParts(false, false, deps)).toMatchObject({ onWire: false });
  expect(stderr.text).toBe(
    `pulumi: the alicloud plugin is installed as 3.99.0, and the project's SDK is ${wanted}: it is not used (pulumi plugin install resource alicloud v${wanted})\n`,
  );
  const program = plugin(wanted);
  expect(await pulumiParts(false, false, deps)).toMatchObject({
    onWire: true,
    plugins: { alicloud: program },
  });
});
