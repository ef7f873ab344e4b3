import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { gate } from "../../cli/gate.ts";
import { readArtifact } from "../../cli/review/artifact.ts";
import { outcomesOf } from "../../cli/review/outcomes.ts";
import { en as reviewTexts } from "../../cli/review/texts/en.ts";

import type { Plan } from "../../plan/model.ts";
import { caveatsFor } from "../../plan/notes.ts";
import { htmlOf } from "../../plan/report/html.ts";
import { jsonOf } from "../../plan/report/json.ts";
import { markdownOf } from "../../plan/report/markdown.ts";
import { textOf } from "../../plan/report/text.ts";
import { en } from "../../plan/report/texts/en.ts";

import { runGate, testDeps } from "../support/gate.ts";
import { Repository } from "../support/repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// Each plan starts threads that load the SDKs: a second on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

let project: Repository;
let main: string;

beforeAll(() => {
  project = new Repository();
  main = project.git("rev-parse", "--short=12", "HEAD").trim();
  return () => project.remove();
});
beforeEach(() => {
  project.git("checkout", "--quiet", "--", ".");
  project.git("clean", "--quiet", "--force", "-d");
});

const plan = (...argv: string[]) => runGate(project.root, ["plan", ...argv]);
const swap = (): void =>
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
const notes =
  "What a plan cannot know, because it asks neither cloud nor cluster: docs/plan-json.md#what-a-plan-cannot-know.";

test("nothing changes: exit code 0", async () => {
  expect(await plan("--against", "main")).toEqual({
    code: 0,
    stdout: `The working tree at ${main}, compared with main (merge base ${main})
${notes}

No stack changes.
No rule is broken.
`,
    stderr: "",
  });
});

test("one school changes: exit code 2", async () => {
  swap();
  expect(await plan("--against", "main")).toEqual({
    code: 2,
    stdout: `The working tree at ${main}, compared with main (merge base ${main})
Not committed, and included: stacks/Pulumi.demo.yaml
${notes}

1 of 1  demo  update SnatEntry (snatIp)
  output activeEgressIp: ‹demo-egress-a-eip.ipAddress› → ‹demo-egress-b-eip.ipAddress›
      → calls to WeCom leave from it: it is in the school's trusted IPs before the up
  ~ update  alicloud:vpc/snatEntry:SnatEntry  demo-egress-snat
      snatIp: ‹demo-egress-a-eip.ipAddress› → ‹demo-egress-b-eip.ipAddress›

1 of 4 stacks changes: 1 update.
No rule is broken.
`,
    stderr: "",
  });
});

test("only the named schools are planned", async () => {
  swap();
  const { code, stdout } = await plan("lakeside", "northgate", "--against", "main", "--format", "json");
  const { totals } = JSON.parse(stdout) as Plan;
  expect({ code, stacks: totals.stacks, changed: totals.changed }).toEqual({
    code: 0,
    stacks: 2,
    changed: 0,
  });
});

test("only the schools of a pattern and of a platform are planned, also one whose file is gone", async () => {
  project.git("rm", "--quiet", "stacks/Pulumi.northgate.yaml");
  const argv = ["--platform", "hz", "--against", "main", "--format", "json"];
  const { stdout } = await plan("{north,lake}*", ...argv);
  project.git("reset", "--quiet");
  const { totals, notes } = JSON.parse(stdout) as Plan;
  expect({ stacks: totals.stacks, notes }).toEqual({
    stacks: 2,
    notes: [
      {
        ...{ kind: "gone", stack: "northgate" },
        text: "The file of northgate is gone. Its resources stay until `pulumi destroy -s northgate`, which refuses the protected ones.",
      },
    ],
  });
});

test("a school that could not be planned: exit code 1, and the others are there", async () => {
  swap();
  project.edit("lakeside", (file) => file.setIn(["config", "schoolgate:school", "platform"], "nowhere"));
  const { code, stdout } = await plan("--against", "main");
  expect(code).toBe(1);
  expect(stdout).toContain("\n1 of 1  demo  update SnatEntry (snatIp)\n");
  expect(stdout).toContain("\n✗ problem  lakeside\n");
  expect(stdout).toMatch(/\n1 of 4 stacks changes: 1 update\.\n1 stack could not be planned\.\n$/);
});

test("a stack file that Pulumi does not read: exit code 1, and a failure of the review", async () => {
  writeFileSync(join(project.root, "stacks/Pulumi.foo.yml"), "");
  const folder = temporaryFolder();
  const [json, comment] = [join(folder, "plan.json"), join(folder, "plan.md")];
  expect(await plan("--against", "main", "--out", json, "--out", comment)).toEqual({
    code: 1,
    stdout: `No stack changes.\n1 problem.\nWrote ${json}, ${comment}.\n`,
    stderr: "",
  });
  expect(outcomesOf(readArtifact(json), reviewTexts)).toEqual([
    {
      name: "schoolgate",
      conclusion: "failure",
      title: "No stack changes, 1 problem",
      summary: "What the change does stands in the comment of the pull request.",
    },
  ]);
});

test("a mandatory rule is broken: exit code 1", async () => {
  const file = join(project.root, "components/egress/address.ts");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace("const protect = args.retired !== true;", "const protect = false;"),
  );
  const { code, stdout } = await plan("demo", "--against", "main");
  expect(code).toBe(1);
  expect(stdout).toContain("\n  ✗ mandatory  schoolgate-active-trusted  demo-egress-snat: ");
  expect(stdout).toContain("\n      option protect: true → not set\n");
  expect(stdout).toMatch(/\n1 stack breaks a mandatory rule\. 1 stack breaks an advisory rule\.\n$/);
});

test("with nothing to compare with, what the stack declares: exit code 0", async () => {
  const { code, stdout } = await plan("demo", "--format", "json");
  const { base, totals, groups } = JSON.parse(stdout) as Plan;
  expect({ code, base, stacks: totals.stacks, schools: groups.map(({ schools }) => schools) }).toEqual({
    ...{ code: 0, base: null, stacks: 1 },
    schools: [["demo"]],
  });
  expect(new Set(groups[0]?.changes.map(({ operation }) => operation))).toEqual(new Set(["create"]));
});

describe("--out", () => {
  const names = ["plan.json", "plan.md", "plan.html", "plan.txt"];

  test("writes every format at once, the same that --format prints", async () => {
    swap();
    const folder = temporaryFolder();
    const files = names.map((name) => join(folder, name));
    const { code, stdout } = await plan("--against", "main", ...files.flatMap((file) => ["--out", file]));
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: `1 of 4 stacks changes: 1 update.\nNo rule is broken.\nWrote ${files.join(", ")}.\n`,
    });
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
    const [json = "", ...others] = files.map((file) => readFileSync(file, "utf8"));
    // What was written as JSON is a plan itself, its notes said in English.
    const written = {
      ...JSON.parse(json),
      notes: [],
      caveats: caveatsFor({ hasBase: true, isState: false }),
    } as Plan;
    const command = "./gate plan --against main";
    expect([jsonOf(written), ...others]).toEqual([
      json,
      markdownOf(written, en, { command, page: "plan.html" }),
      htmlOf(written, en),
      textOf(written, en),
    ]);
  });

  test("with --format, both", async () => {
    const file = join(temporaryFolder(), "plan.json");
    const { stdout } = await plan("demo", "--against", "main", "--format", "json", "--out", file);
    expect(stdout).toBe(readFileSync(file, "utf8"));
  });

  test("leaves the file that was there when nothing can be planned", async () => {
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, "before");
    expect((await plan("--against", "no-such-ref", "--out", file)).code).toBe(1);
    expect(readFileSync(file, "utf8")).toBe("before");
  });
});

describe("refuses, before it plans", () => {
  test.each([
    [["--format", "markdwn"], "there is no format markdwn", "did you mean markdown?"],
    [
      ["--out", "plan.pdf"],
      "--out plan.pdf does not say in which format",
      "end its name in .txt, .json, .md, .html",
    ],
    [["--out", "a/plan.md"], "--out a/plan.md lies in a folder that does not exist", "mkdir -p a"],
    [["--out", "plan.md", "--out", "./plan.md"], "--out ./plan.md is given twice", "keep one of the two"],
    [["--against", "main", "--against", "dev"], "--against is given twice", "keep one of the two"],
    [["--against"], "--against needs a value", "./gate plan --help shows what it takes"],
    [["dem"], 'there is no stack "dem"', "did you mean demo?"],
    [["--platform", "hy", "--against", "main"], 'there is no platform "hy"', "did you mean hz?"],
    [
      ["--platform", "hz", "--state", "demo.json"],
      "a state says itself which stack it is of",
      "leave --platform hz out",
    ],
  ])("%j", async (argv, what, fix) => {
    expect(await plan(...argv)).toEqual({ code: 1, stdout: "", stderr: `error  ${what}\n  fix  ${fix}\n` });
    expect(existsSync(join(project.root, "plan.md"))).toBe(false);
  });

  test("a folder's name in the place of a file's", async () => {
    expect(await plan("--out", "plan.md/")).toEqual({
      code: 1,
      stdout: "",
      stderr: `error  ${project.root}/plan.md: it is a folder, or no file at all\n  fix  name a file\n`,
    });
  });

  test("a ref that does not exist", async () => {
    const { code, stdout, stderr } = await plan("--against", "mian");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error {2}.*mian.*\n {2}fix {2}.+\n$/);
  });
});

describe("progress", () => {
  const run = async (isTerminal: boolean): Promise<string> => {
    const { deps, stderr } = testDeps(project.root, { isTerminal });
    await gate(["plan", "demo", "hz", "--against", "main", "--format", "json"], deps);
    return stderr.text;
  };

  test("is one line of a terminal, gone in the end", async () => {
    project.edit("hz", (file) => file.setIn(["config", "schoolgate:platform", "rewriteRedirects"], false));
    const lines = (await run(true)).split("\r");
    expect([lines[0], lines.at(-1)]).toEqual(["", "\u001B[K"]);
    expect(lines.at(-2)).toBe("Planned 100 % of 2 stacks");
  });

  test("is nowhere else", async () => {
    expect(await run(false)).toBe("");
  });
});

test("outside of git it says so", async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "stacks"));
  const { code, stderr } = await runGate(root, ["plan", "--against", "main"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error {2}.*git.*\n {2}fix {2}.+\n$/);
});
