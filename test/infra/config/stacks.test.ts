import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkStacks, loadStack } from "../../../infra/config/stacks.ts";
import { lineOf } from "../../support/broken-rules.ts";
import { asOrdinaryUser } from "../../support/ordinary-user.ts";
import { example, exampleText, now, set, stackFiles } from "../../support/stack-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const check = (root: string, names?: string[]): string[] =>
  checkStacks(root, now, names).problems.map((problem) => `${problem.file} ${lineOf(problem)}`);
const load = (root: string, name: string) => {
  const loaded = loadStack(root, name, now);
  return "problems" in loaded
    ? loaded.problems.map((problem) => `${problem.file} ${lineOf(problem)}`)
    : loaded;
};

describe("the project's stacks", () => {
  test("are sound", () => {
    const { stacks, problems } = checkStacks(join(import.meta.dirname, "../../.."), now);
    expect(problems).toEqual([]);
    expect(stacks.map(({ kind, name, file }) => [kind, name, file])).toEqual([
      ["school", "demo", "stacks/Pulumi.demo.yaml"],
      ["platform", "hz", "stacks/Pulumi.hz.yaml"],
      ["school", "lakeside", "stacks/Pulumi.lakeside.yaml"],
      ["school", "northgate", "stacks/Pulumi.northgate.yaml"],
    ]);
  });

  test("a school is loaded with its platform and its defaults", () => {
    expect(load(stackFiles(), "lakeside")).toEqual({
      kind: "school",
      name: "lakeside",
      file: "stacks/Pulumi.lakeside.yaml",
      config: example("lakeside").config,
      school: {
        ...(example("lakeside").config["schoolgate:school"] as object),
        routes: { api1: "hub", api2: "open" },
        certificate: { from: "issuer" },
        entry: { flag: "weixinqy_lakeside", paytype: "qyweixin", ecardFunc: "index" },
      },
      platform: example("hz").config["schoolgate:platform"],
    });
  });

  test("a platform is loaded", () => {
    expect(load(stackFiles(), "hz")).toEqual({
      kind: "platform",
      name: "hz",
      file: "stacks/Pulumi.hz.yaml",
      config: example("hz").config,
      platform: example("hz").config["schoolgate:platform"],
    });
  });
});

describe("a broken platform", () => {
  const broken = () =>
    stackFiles({ hz: set(example("hz"), ["config", "schoolgate:platform", "region"], "Hangzhou") });
  const problem =
    'stacks/Pulumi.hz.yaml schoolgate:platform.region "Hangzhou": a region is an Alibaba Cloud region id → write it like cn-hangzhou';

  test("is reported once, at its own file, and none of its schools is sound", () => {
    const root = broken();
    expect(check(root)).toEqual([problem]);
    expect(check(root, ["demo"])).toEqual([problem]);
    expect(checkStacks(root, now).stacks).toEqual([]);
  });

  test("is reported when one of its schools is loaded", () => {
    expect(load(broken(), "demo")).toEqual([problem]);
  });

  test("with a file that is no YAML, too", () => {
    const root = stackFiles({ hz: "config: [\n" });
    expect(load(root, "demo")).toEqual([
      "stacks/Pulumi.hz.yaml : this is not YAML: a bracket is opened here, and not closed → close it, and indent what lies between",
    ]);
  });
});

describe("names", () => {
  test.each([
    ["dmo", "stacks/Pulumi.dmo.yaml : there is no stack dmo → did you mean demo?"],
    ["../stacks/x", 'stacks : there is no stack "../stacks/x" → choose one of demo, hz, lakeside, northgate'],
  ])("an unknown stack %s", (name, expected) => {
    expect(check(stackFiles(), [name])).toEqual([expected]);
    expect(load(stackFiles(), name)).toEqual([expected]);
  });

  test("a file whose name is no slug", () => {
    const expected =
      'stacks/Pulumi.Demo_1.yaml  "Demo_1": a slug is lower-case letters, digits and hyphens → write it so that it could be one part of a host name';
    const root = stackFiles({
      Demo_1: exampleText("hz").replace("region:", "kubeContext: other\n    region:"),
    });
    expect(check(root)).toEqual([expected]);
    expect(load(root, "Demo_1")).toEqual([expected]);
  });
});

describe("the folder", () => {
  test("is missing", () => {
    const expected = ["stacks : it is missing → run this in a clone of the project, and keep its folders"];
    expect(check(temporaryFolder())).toEqual(expected);
    expect(check(temporaryFolder(), ["demo"])).toEqual(expected);
  });

  test("is a file", () => {
    const root = temporaryFolder();
    writeFileSync(join(root, "stacks"), "");
    expect(check(root)).toEqual(["stacks : it is not a folder → restore the folder stacks from git"]);
  });

  test("is empty", () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "stacks"));
    expect(checkStacks(root, now)).toEqual({ stacks: [], problems: [], members: [] });
  });

  test("holds files that Pulumi does not read", () => {
    const root = stackFiles();
    writeFileSync(join(root, "stacks/Pulumi.x.yml"), "");
    writeFileSync(join(root, "stacks/Pulumi.y.json"), "");
    const rule = "Pulumi reads a stack's configuration from .yaml only → rename the file to end in .yaml";
    expect(check(root)).toEqual([`stacks/Pulumi.x.yml : ${rule}`, `stacks/Pulumi.y.json : ${rule}`]);
    expect(check(root, ["demo"])).toEqual([]);
  });

  test("holds a folder and a pipe named like stack files, and links to nowhere", () => {
    const root = stackFiles();
    mkdirSync(join(root, "stacks/Pulumi.folder.yaml"));
    execFileSync("mkfifo", [join(root, "stacks/Pulumi.pipe.yaml")]);
    symlinkSync("nowhere", join(root, "stacks/Pulumi.link.yaml"));
    symlinkSync("Pulumi.loop.yaml", join(root, "stacks/Pulumi.loop.yaml"));
    expect(check(root)).toEqual([
      "stacks/Pulumi.folder.yaml : it is no file → a stack's configuration is a file",
      "stacks/Pulumi.link.yaml : it is a link to a file that is not there → correct the link",
      "stacks/Pulumi.loop.yaml : it cannot be read: it is a link to itself → put the file itself in its place",
      "stacks/Pulumi.pipe.yaml : it is no file → a stack's configuration is a file",
    ]);
  });

  test("holds a file that may not be read", () => {
    const root = stackFiles();
    chmodSync(join(root, "stacks/Pulumi.demo.yaml"), 0);
    const answer = asOrdinaryUser(
      `import { checkStacks } from ${JSON.stringify(join(import.meta.dirname, "../../../infra/config/stacks.ts"))};
      const { problems } = checkStacks(process.argv[1], new Date(${now.getTime()}));
      console.log(JSON.stringify(problems));`,
      root,
    );
    expect(JSON.parse(answer)).toEqual([
      {
        file: "stacks/Pulumi.demo.yaml",
        path: "",
        rule: "it may not be read",
        fix: "give yourself the right to read it",
      },
    ]);
  });
});
