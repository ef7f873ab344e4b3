import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { selectedStacks } from "../../cli/selection.ts";
import { runGate } from "../support/gate.ts";
import { example, exampleText, set, stackFiles } from "../support/stack-files.ts";
import { runStatus } from "../support/status.ts";

const nothing = { words: [], platform: undefined, changed: undefined };

/** The examples, and a second platform with the school of the name. */
function twoPlatforms(school: string): string {
  return stackFiles({
    bj: exampleText("hz"),
    [school]: set(example(school), ["config", "schoolgate:school", "platform"], "bj"),
  });
}

/** Commits all there is in a folder. */
function committed(root: string): string {
  const run = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
  run("init", "--quiet", "--initial-branch=main");
  run("add", ".");
  run("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "begin");
  return root;
}

test("without words and flags there is no selection", async () => {
  expect(await selectedStacks(nothing, stackFiles())).toBe(undefined);
});

test.each([
  [["lakeside", "demo", "demo"], undefined, ["demo", "lakeside"]],
  [["*side", "north*", "lakeside"], undefined, ["lakeside", "northgate"]],
  [["{demo,hz}"], undefined, ["demo", "hz"]],
  [["[a-h]*"], undefined, ["bj", "demo", "hz"]],
  [[], "bj", ["bj", "lakeside"]],
  [["*e*"], "hz", ["demo", "northgate"]],
  [["demo"], "bj", []],
] as const)("words %j of platform %s are %j", async (words, platform, expected) => {
  expect(await selectedStacks({ words, platform, changed: undefined }, twoPlatforms("lakeside"))).toEqual(
    expected,
  );
});

test.each([
  [["dem"], 'error  there is no stack "dem"\n  fix  did you mean demo?\n'],
  [
    ["demo", "south*"],
    'error  no stack\'s name matches "south*"\n' +
      "  fix  ./gate check shows how many stacks there are; quote the pattern, so that the shell leaves it alone\n",
  ],
  [["--platform", "hzz"], 'error  there is no platform "hzz"\n  fix  did you mean hz?\n'],
  [["--platform", "demo"], 'error  there is no platform "demo"\n  fix  choose one of hz\n'],
  [["--platform", "../x"], 'error  there is no platform "../x"\n  fix  choose one of hz\n'],
  [
    ["--changed", "main"],
    "error  the project is in no git repository, so there is nothing to compare with\n" +
      "  fix  run it in a clone of the repository, or leave the ref out\n",
  ],
])("what chooses nothing is refused: check %j", async (argv, stderr) => {
  expect(await runGate(stackFiles(), ["check", ...argv])).toEqual({ code: 1, stdout: "", stderr });
});

test("--changed: a school's file concerns its school, a platform's concerns all", async () => {
  const root = committed(stackFiles());
  const changed = { ...nothing, changed: "main" };
  expect(await selectedStacks(changed, root)).toEqual([]);
  writeFileSync(join(root, "stacks/Pulumi.demo.yaml"), `${exampleText("demo")}# edited\n`);
  expect(await selectedStacks(changed, root)).toEqual(["demo"]);
  expect(await selectedStacks({ ...changed, words: ["*e"] }, root)).toEqual([]);
  writeFileSync(join(root, "stacks/Pulumi.hz.yaml"), `${exampleText("hz")}# edited\n`);
  expect(await selectedStacks(changed, root)).toEqual(["demo", "hz", "lakeside", "northgate"]);
});

test("a stack that a sparse checkout leaves out can be named; whose platform it is, is not known", async () => {
  const root = committed(stackFiles());
  execFileSync("git", ["sparse-checkout", "set", "--no-cone", "/*", "!/stacks/Pulumi.demo.yaml"], {
    cwd: root,
  });
  expect(await selectedStacks({ ...nothing, words: ["dem*"] }, root)).toEqual(["demo"]);
  expect((await runGate(root, ["check", "--platform", "hz"])).stderr).toBe(
    "error  a sparse checkout leaves out stacks/Pulumi.demo.yaml, and --platform needs all stack files\n" +
      "  fix  git sparse-checkout add '/stacks/*'\n",
  );
});

test("check is about what is chosen", async () => {
  const broken = exampleText("demo").replace("active: a", "active: c");
  const root = stackFiles({ demo: broken });
  expect((await runGate(root, ["check", "l*", "north*"])).stdout).toBe(
    "No problems in 2 schools and 1 platform.\n",
  );
});

test("a status needs all stack files", async () => {
  const root = committed(stackFiles());
  execFileSync("git", ["sparse-checkout", "set", "--no-cone", "/*", "!/stacks/Pulumi.demo.yaml"], {
    cwd: root,
  });
  expect((await runStatus(root, `file://${root}`)).stderr).toBe(
    "error  a sparse checkout leaves out stacks/Pulumi.demo.yaml, and a status needs all stack files\n" +
      "  fix  git sparse-checkout add '/stacks/*'\n",
  );
});
