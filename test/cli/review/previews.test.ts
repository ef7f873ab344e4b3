import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { previewsMarkdown } from "../../../cli/review/previews.ts";
import { en } from "../../../cli/review/texts/en.ts";
import { githubApi } from "../../support/github-api.ts";
import { gitlabApi } from "../../support/gitlab-api.ts";
import { commit, leave, plan, runReview, urn } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const eip = urn("lakeside", "alicloud:ecs/eipAddress:EipAddress", "lakeside-a");
const route = urn("demo", "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", "demo-api1");

/** A folder with these previews. */
function previews(files: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}
const table = ["", "| Stack | Stands for | Steps | Beside the plan |", "|---|---|---|---|"];

describe("previews beside the plan", () => {
  test("agree", () => {
    const folder = previews({
      "lakeside.json": { exitCode: 0, steps: [{ op: "delete", urn: eip }] },
      "demo.json": {
        exitCode: 0,
        steps: [
          { op: "update", urn: route },
          { op: "same", urn: eip },
        ],
      },
    });
    expect(previewsMarkdown(plan, folder, en).split("\n")).toEqual([
      "### `pulumi preview` beside the plan",
      "",
      "2 of 2 groups previewed, one stack each. The engine says the same as the plan.",
      ...table,
      "| lakeside | itself | 1 | the same |",
      "| demo | 1 more | 1 | the same |",
    ]);
  });

  test("differ, fail, and are missing: what is odd comes first", () => {
    const third = { fingerprint: "x", changes: [], violations: [], schools: ["valley", "x", "y"] };
    const folder = previews({
      "lakeside.json": { exitCode: 0, steps: [{ op: "delete", urn: eip }] },
      "demo.json": { exitCode: 0, steps: [{ op: "replace", urn: route }] },
      "valley.json": { exitCode: 255, steps: [] },
      "other.json": { exitCode: 0, steps: [] },
    });
    const four = { ...plan, groups: [...plan.groups, third, { ...third, schools: ["none"] }] };
    expect(previewsMarkdown(four, folder, en).split("\n")).toEqual([
      "### `pulumi preview` beside the plan",
      "",
      "3 of 4 groups previewed, one stack each. **The engine says something else than the plan of 2 stacks.** A state that is behind the base differs too.",
      ...table,
      "| demo | 1 more | 1 | **1 difference** |",
      "| valley | 2 more | – | **pulumi preview failed** (exit code 255) |",
      "| lakeside | itself | 1 | the same |",
      "",
      "- **demo**, kubernetes&#58;gateway.networking.k8s.io/v1&#58;HTTPRoute demo-api1: plan: update; preview: replace",
    ]);
  });

  test.each([
    ["no JSON", "{"],
    ["another shape", { exitCode: 0, steps: [{ op: 1 }] }],
    ["too large", "x".repeat(1_000_001)],
  ])("of %s count as failed", (_, content) => {
    const only = { ...plan, groups: plan.groups.slice(0, 1) };
    expect(
      previewsMarkdown(only, previews({ "lakeside.json": content }), en)
        .split("\n")
        .at(-1),
    ).toBe("| lakeside | itself | – | **pulumi preview failed** (exit code 1) |");
  });

  test("say nothing of their own", () => {
    const steps = [{ op: "@li-wei | <b>", urn: `urn:pulumi:x::y::a$[t](//x)::#12` }];
    const text = previewsMarkdown(
      { ...plan, groups: [{ schools: ["lakeside"], fingerprint: "x", changes: [], violations: [] }] },
      previews({ "lakeside.json": { exitCode: 0, steps } }),
      en,
    );
    expect(text.split("\n").at(-1)).toBe(
      "- **lakeside**, &#91;t&#93;(//x) &#35;&#8203;12: plan: nothing; preview: &#64;&#8203;li-wei &#124; &#60;b&#62;",
    );
  });

  test("of a thousand groups stay short", () => {
    const groups = Array.from({ length: 1000 }, (_, at) => ({
      ...{ fingerprint: `${at}`, schools: [`s${at}`] },
      changes: [],
      violations: [],
    }));
    const files = groups.map(({ schools }) => [
      `${schools[0]}.json`,
      { exitCode: 0, steps: [{ op: "update", urn: route }] },
    ]);
    const lines = previewsMarkdown({ ...plan, groups }, previews(Object.fromEntries(files)), en).split("\n");
    expect(lines.slice(0, 3).at(-1)).toContain("1000 of 1000 groups previewed");
    expect(lines.filter((line) => line.startsWith("| s"))).toHaveLength(50);
    expect(lines.slice(-25, -21)).toEqual([
      "| s49 | itself | 1 | **1 difference** |",
      "",
      "And 950 more.",
      "",
    ]);
    expect(lines.at(-1)).toBe("- and 980 more");
  });
});

describe("gate review preview", () => {
  /** A folder with this as pulumi, which writes its words down. */
  const pulumi = (script: string): string => {
    const bin = temporaryFolder();
    writeFileSync(join(bin, "pulumi"), `#!/bin/sh\necho "$*" >> "${bin}/words"\n${script}\n`);
    chmodSync(join(bin, "pulumi"), 0o755);
    return bin;
  };
  const preview = (folder: string, bin: string, ...names: string[]) =>
    runReview(folder, ["preview", ...names, "--out", "previews"], { PATH: `${bin}:${process.env.PATH}` });

  test("keeps the steps of each stack, and nothing that could be a secret", async () => {
    const digest = {
      config: { "schoolgate:x": "hush" },
      steps: [{ op: "update", urn: route, oldState: { inputs: { password: "hush" } } }],
      diagnostics: [{ message: "a warning", severity: "warning" }],
    };
    const bin = pulumi(`cat <<'END'\n${JSON.stringify(digest)}\nEND`);
    const folder = temporaryFolder();
    expect(await preview(folder, bin, "demo", "lakeside")).toEqual({
      ...{ code: 0, stdout: "demo: 1 step\nlakeside: 1 step\n", stderr: "", pauses: [] },
    });
    expect(readFileSync(join(bin, "words"), "utf8")).toBe(
      ["demo", "lakeside"]
        .map((stack) => `preview --json --policy-pack policies --non-interactive --stack ${stack}\n`)
        .join(""),
    );
    expect(readdirSync(join(folder, "previews"))).toEqual(["demo.json", "lakeside.json"]);
    expect(readFileSync(join(folder, "previews/demo.json"), "utf8")).toBe(
      `${JSON.stringify({ exitCode: 0, steps: [{ op: "update", urn: route }] })}\n`,
    );
  });

  test("a preview that fails is kept as failed, and the next one is made", async () => {
    const bin = pulumi(
      `case "$*" in *demo) echo 'error: no stack named demo' >&2; exit 255;; *bad) echo '{';; *) echo '{"diagnostics":[{"message":"broken policy","severity":"error"}]}'; exit 1;; esac`,
    );
    const folder = temporaryFolder();
    expect(await preview(folder, bin, "demo", "bad", "lakeside")).toEqual({
      ...{ code: 0, pauses: [] },
      stdout: "demo: failed, exit code 255\nbad: failed, exit code 1\nlakeside: failed, exit code 1\n",
      stderr: "error: no stack named demo\nbroken policy\n",
    });
    expect(readFileSync(join(folder, "previews/demo.json"), "utf8")).toBe('{"exitCode":255,"steps":[]}\n');
  });

  test("without pulumi, and with a name that is none", async () => {
    const run = (name: string) =>
      runReview(folder, ["preview", name, "--out", "previews"], { PATH: temporaryFolder() });
    const folder = temporaryFolder();
    expect(await run("demo")).toMatchObject({
      code: 1,
      stderr: "error  there is no pulumi on PATH\n  fix  install the Pulumi CLI (docs/production.md)\n",
    });
    expect(await run("../demo")).toMatchObject({
      code: 1,
      stderr:
        'error  "../demo" is no stack\'s name\n  fix  name a stack as stacks/Pulumi.<stack>.yaml does\n',
    });
  });
});

describe("what to preview", () => {
  test("one school of each group, the most dangerous first, and no more than asked for", async () => {
    const folder = temporaryFolder();
    leave(folder, plan);
    const run = (...more: string[]) => runReview(folder, ["examples", "--plan", "plan.json", ...more], {});
    expect(await run()).toMatchObject({ code: 0, stdout: "lakeside\ndemo\n" });
    expect(await run("--most", "1")).toMatchObject({ code: 0, stdout: "lakeside\n" });
    mkdirSync(join(folder, "none"));
    expect(await runReview(join(folder, "none"), ["examples", "--plan", "plan.json"], {})).toMatchObject({
      code: 1,
      stderr:
        "error  plan.json cannot be used: the plan is missing\n  fix  write it by gate plan --out plan.json\n",
    });
  });

  test("of a pull request: its head and the newest finished run of it", async () => {
    const api = await githubApi(commit);
    const [run] = api.runs;
    if (run) api.runs.push({ ...run, id: 19 }, { ...run, id: 20, status: "in_progress" }, { ...run, id: 18 });
    const subject = (number: string) =>
      runReview(temporaryFolder(), ["subject", "--on", "github", "--pull-request", number], api.env);
    expect(await subject("12")).toMatchObject({ code: 0, stdout: `commit=${commit}\nrun=19\n` });
    api.runs.splice(0);
    expect(await subject("12")).toMatchObject({
      code: 1,
      stderr:
        "error  #12 has no finished plan of aaaaaaaaaaaa\n  fix  wait for the workflow Review to end, then run this again\n",
    });
    const [pull] = api.pulls;
    if (pull) pull.state = "closed";
    expect(await subject("12")).toMatchObject({
      code: 1,
      stderr: "error  #12 is closed\n  fix  open it again, or name another one\n",
    });
    expect(await runReview(temporaryFolder(), ["subject", "--on", "github"], api.env)).toMatchObject({
      code: 1,
      stderr: "error  --on github needs --pull-request\n  fix  add --pull-request <number>\n",
    });
  });

  test("of a merge request: what its pipeline planned, while it is the head", async () => {
    const api = await gitlabApi(commit);
    const subject = (...more: string[]) =>
      runReview(temporaryFolder(), ["subject", "--on", "gitlab", ...more], api.env);
    expect(await subject("--run", "17")).toMatchObject({ code: 0, stdout: `commit=${commit}\nrun=17\n` });
    Object.assign(api.request, { sha: "c".repeat(40), head_pipeline: null });
    expect(await subject("--run", "17")).toMatchObject({
      code: 1,
      stderr: "error  !12 has moved on from aaaaaaaaaaaa\n  fix  preview its newest pipeline\n",
    });
    expect(await subject()).toMatchObject({
      code: 1,
      stderr: "error  --on gitlab needs --run\n  fix  add --run $CI_UPSTREAM_PIPELINE_ID\n",
    });
  });
});
