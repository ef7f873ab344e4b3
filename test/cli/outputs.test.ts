import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readOutputs } from "../../cli/outputs.ts";
import { StateFile } from "../../rehearsal/engine/state-file.ts";
import { secret } from "../../rehearsal/values.ts";
import { egressOutputs } from "../support/probes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Reads the demo school's outputs in a folder. */
const read = (root: string, source: Parameters<typeof readOutputs>[1]) =>
  readOutputs("demo", source, { root, cwd: root });

describe("from a file", () => {
  const fix = "write it by pulumi stack output --json -s demo > <file>";

  test("takes what a probe needs and leaves the rest", async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, "o.json"), JSON.stringify({ ...egressOutputs, namespace: "school-demo" }));
    expect(await read(root, { file: "o.json" })).toEqual({ from: "file", values: egressOutputs });
  });

  test.each([
    ["", ""],
    ["[]", ""],
    [JSON.stringify({ ...egressOutputs, activeEgressIp: undefined }), ": activeEgressIp is missing or wrong"],
    [JSON.stringify({ ...egressOutputs, egressIps: { a: "[secret]" } }), ": egressIps.a is missing or wrong"],
  ])("refuses %j", async (text, where) => {
    const root = temporaryFolder();
    writeFileSync(join(root, "o.json"), text);
    await expect(read(root, { file: "o.json" })).rejects.toMatchObject({
      message: `${root}/o.json does not hold a school's outputs${where}`,
      fix,
    });
  });

  test("or from a rehearsal, not from both", async () => {
    await expect(read("/", { file: "o.json", rehearse: true })).rejects.toMatchObject({
      message: "--from-outputs and --rehearse are given",
      fix: "keep one of the two",
    });
  });
});

describe("from a rehearsal", () => {
  /** The state of a rehearsal with these outputs. */
  async function rehearsed(outputs: Record<string, unknown>): Promise<string> {
    const root = temporaryFolder();
    const file = new StateFile(join(root, ".rehearsal/demo"), { project: "schoolgate", name: "demo" });
    await file.prepare();
    await file.load();
    const nothing = {
      dependencies: [],
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
    };
    const state = {
      urn: "urn:pulumi:demo::schoolgate::pulumi:pulumi:Stack::schoolgate-demo",
      type: "pulumi:pulumi:Stack",
      ...{ custom: false, id: "", inputs: {}, outputs, parent: "", propertyDependencies: {}, provider: "" },
      ...{ protect: false, retainOnDelete: false, deletedWith: "", external: false, delete: false },
      ...{ pendingReplacement: false, importId: "", initErrors: [], timeouts: {}, ...nothing },
    };
    await file.save({ resources: [state], pending: [] });
    return root;
  }

  test("takes them from its state", async () => {
    const root = await rehearsed({ ...egressOutputs, trustedIps: secret(egressOutputs.trustedIps) });
    expect(await read(root, { rehearse: true })).toEqual({ from: "rehearsal", values: egressOutputs });
  });

  test("refuses one that was never run, or not to its end", async () => {
    await expect(read(temporaryFolder(), { rehearse: true })).rejects.toMatchObject({
      message: "demo was not rehearsed here",
      fix: "./gate rehearse demo",
    });
    await expect(read(await rehearsed({}), { rehearse: true })).rejects.toMatchObject({
      message: "the rehearsal of demo did not come to its end: egressIps is missing or wrong",
      fix: "./gate rehearse demo",
    });
  });

  test("refuses a damaged state with its own words", async () => {
    const root = await rehearsed({});
    writeFileSync(join(root, ".rehearsal/demo/state.json"), "{");
    await expect(read(root, { rehearse: true })).rejects.toMatchObject({
      message: expect.stringMatching(/state\.json is damaged: it is not JSON, or cut off\./) as string,
      fix: "./gate rehearse demo --reset",
    });
  });
});

describe("from Pulumi", () => {
  /** Reads with this script as the only pulumi on PATH; without one there is none. */
  async function withPulumi(script?: string) {
    const root = temporaryFolder();
    const bin = join(root, "bin");
    mkdirSync(bin);
    if (script !== undefined) {
      writeFileSync(join(bin, "pulumi"), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, "pulumi"), 0o755);
    }
    const path = process.env.PATH;
    process.env.PATH = bin;
    try {
      return await read(root, {});
    } finally {
      process.env.PATH = path;
    }
  }

  test("asks the CLI for what is not secret", async () => {
    const reply = JSON.stringify(egressOutputs);
    const command = "stack output --json --stack demo --non-interactive";
    expect(await withPulumi(`[ "$*" = "${command}" ] && echo '${reply}'`)).toEqual({
      from: "pulumi",
      values: egressOutputs,
    });
  });

  test.each([
    [undefined, "no engine", "there is no pulumi on PATH"],
    [
      "echo \"error: no stack named 'demo' found\" >&2; exit 255",
      "not up",
      "pulumi stack output failed: no stack named 'demo' found",
    ],
    ["exit 1", "failed", "pulumi stack output failed: see pulumi stack output"],
    ["echo '{}'", "not up", "the stack demo is not up"],
  ])("they are just not known where the CLI does %j", async (script, cause, why) => {
    expect(await withPulumi(script)).toEqual({ from: "none", cause, why });
  });
});
