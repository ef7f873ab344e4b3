// What the program refuses when Pulumi's own engine runs it: one clear report, no stack trace, nothing made.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { oldestPulumi } from "../../rehearsal/pulumi/find.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack, version } from "../support/pulumi-cli.ts";
import { changesOf } from "../support/stack-changes.ts";

const demo = changesOf("demo");
const oldNode = nodeBefore24();

describeOnPulumi("the program on Pulumi's engine refuses", () => {
  let project: Project;
  let stack: PulumiStack;

  beforeEach(async () => {
    project = new Project();
    stack = await PulumiStack.init(project, "demo");
  });
  afterEach(() => project.remove());

  function expectRefusal({ ok, text }: { ok: boolean; text: string }, ...lines: readonly string[]): void {
    expect(ok).toBe(false);
    for (const line of lines) expect(text).toContain(line);
    expect(text).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
    expect(["cloud.json", "cluster.json"].filter((file) => existsSync(join(stack.world, file)))).toEqual([]);
  }

  it("a stack file with problems: all of them, each at its place", () => {
    for (const change of [demo.swap("z"), demo.route("api2", "opne")]) change.make(project);
    expectRefusal(
      stack.command("up", "--yes"),
      "error: the stack cannot go up",
      "stacks/Pulumi.demo.yaml:9:32  schoolgate:school.routes.api2.upstream",
      '  value  "opne"',
      "  rule   an upstream is one of the platform's",
      "  fix    did you mean open?",
      "stacks/Pulumi.demo.yaml:22:15  schoolgate:school.egress.active",
      '  value  "z"',
      "  rule   active is a key of addresses",
      "  fix    choose one of a, b",
      "2 problems in 1 file",
    );
  });

  it("a stack whose platform has no file", () => {
    project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "platform"], "hzz"));
    expectRefusal(
      stack.command("up", "--yes"),
      "there is no platform hzz: stacks/Pulumi.hzz.yaml is missing",
    );
  });

  it("a config file other than the reviewed one", () => {
    const elsewhere = join(project.folder("elsewhere"), "Pulumi.demo.yaml");
    demo.rename("别的大学").make(project);
    copyFileSync(project.fileOf("demo"), elsewhere);
    demo.rename("示例大学").make(project);
    expectRefusal(
      stack.command("up", "--yes", "--config-file", elsewhere),
      "error: the engine was given another schoolgate:school than stacks/Pulumi.demo.yaml holds: " +
        "change the file instead of passing --config or --config-file",
    );
  });

  it("a CLI that is older than Pulumi.yaml asks for", () => {
    const file = join(project.root, "Pulumi.yaml");
    const text = readFileSync(file, "utf8").replace(`">=${oldestPulumi} <4.0.0"`, '">=3.999.0 <4.0.0"');
    writeFileSync(file, text);
    expectRefusal(
      stack.command("up", "--yes"),
      `error: Pulumi CLI version ${version} does not satisfy the version range ">=3.999.0 <4.0.0"`,
    );
  });

  it.skipIf(oldNode === undefined)(
    `an old Node on PATH (${oldNode?.version ?? "there is none here"})`,
    async () => {
      const bin = project.folder("old-node");
      symlinkSync(oldNode?.path ?? "", join(bin, "node"));
      const env = { PATH: [bin, process.env.PATH].join(delimiter) };
      const own = await PulumiStack.init(project, "lakeside", { env });
      expectRefusal(
        own.command("up", "--yes"),
        `schoolgate runs on Node 24 or newer, and pulumi found ${oldNode?.version ?? ""} on PATH.`,
        "The project brings its own: run `npm ci`, then put its node_modules/.bin in front of PATH.",
      );
    },
  );
});

/** A Node on PATH that is too old for the program; `undefined` where there is none. */
function nodeBefore24(): { path: string; version: string } | undefined {
  const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "node"));
  for (const path of candidates) {
    const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    const version = status === 0 ? stdout.trim() : "";
    if (version !== "" && Number(/^v(\d+)/.exec(version)?.[1]) < 24) return { path, version };
  }
  return undefined;
}
