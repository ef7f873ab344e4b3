import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { repository } from "../support/projects.ts";
import { everyJob, expression, jobsOf, texts, workflows } from "../support/workflows.ts";

// What these files promise is safety: that nobody's change runs with somebody else's rights. No run of ours would notice
// when it is lost.

const writing = { actions: "read", checks: "write", contents: "read", "pull-requests": "write" };

describe("every workflow", () => {
  test("is one of these, started by that", () => {
    expect(
      Object.fromEntries(Object.entries(workflows).map(([name, { on }]) => [name, Object.keys(on)])),
    ).toEqual({
      "ci.yml": ["push", "pull_request"],
      "preview.yml": ["workflow_dispatch"],
      "review-post.yml": ["workflow_run"],
      "review.yml": ["pull_request", "merge_group"],
    });
  });

  test.each(Object.entries(texts))("%s pins each action by its commit, and says its version", (_, text) => {
    const uses = text.match(/uses:.*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("one action has one version", () => {
    const pins = Object.values(texts).flatMap(
      (text) => text.match(/[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+/g) ?? [],
    );
    const actions = [...new Set(pins)].map((pin) => pin.split("@")[0]);
    expect(actions.toSorted()).toEqual([
      "actions/cache",
      "actions/checkout",
      "actions/download-artifact",
      "actions/setup-go",
      "actions/setup-node",
      "actions/upload-artifact",
      "pulumi/actions",
    ]);
  });

  test("the check and every suite are jobs of ci.yml, and in .ci/run", () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const suites = Object.keys(scripts)
      .filter((name) => /^(check$|test(:|$))/.test(name))
      .map((name) => name.replace("test:", ""));
    const run = readFileSync(join(repository, ".ci", "run"), "utf8");
    expect(/suites=\(([a-z ]+)\)/.exec(run)?.[1]?.split(" ").toSorted()).toEqual(suites.toSorted());
    const [job] = Object.values(jobsOf("ci.yml"));
    expect(job?.strategy?.matrix.suite?.toSorted()).toEqual(suites.toSorted());
  });

  test.each(everyJob)("%s has no expression in a script: text of a change would be run", (_, { steps }) => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test.each(everyJob)("%s keeps no token in the checked out folder", (_, { steps }) => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const step of checkouts) expect(step.with?.["persist-credentials"]).toBe(false);
  });
});

describe("rights", () => {
  test("each job has those that it needs, and no workflow has any for all", () => {
    const rights = everyJob
      .filter(([name]) => !name.startsWith("ci.yml"))
      .map(([name, { permissions }]) => [name, permissions]);
    expect(Object.fromEntries(rights)).toEqual({
      "preview.yml choose": { actions: "read", contents: "read", "pull-requests": "read" },
      "preview.yml preview": { contents: "read", "id-token": "write" },
      "preview.yml post": writing,
      "review-post.yml post": writing,
      "review.yml plan": { contents: "read" },
    });
    expect(Object.entries(workflows).map(([name, { permissions }]) => [name, permissions])).toEqual([
      ["ci.yml", { contents: "read" }],
      ["preview.yml", {}],
      ["review-post.yml", {}],
      ["review.yml", {}],
    ]);
  });

  test("secrets are where the environment's reviewers are, and a token in the steps that ask GitHub", () => {
    const having = (pattern: RegExp) =>
      everyJob.flatMap(([name, { steps }]) =>
        steps.flatMap((step) =>
          pattern.test(JSON.stringify(step))
            ? [`${name}: ${step.name ?? step.id ?? step.uses?.split("@")[0]}`]
            : [],
        ),
      );
    expect(having(/secrets\./)).toEqual([
      "preview.yml preview: Become the role that previews",
      "preview.yml preview: Preview",
    ]);
    expect(having(/github\.token/)).toEqual([
      "preview.yml choose: subject",
      "preview.yml choose: actions/download-artifact",
      "preview.yml post: actions/download-artifact",
      "preview.yml post: Post",
      "review-post.yml post: actions/download-artifact",
      "review-post.yml post: Post",
    ]);
    expect(everyJob.flatMap(([name, { environment }]) => (environment ? [[name, environment]] : []))).toEqual(
      [["preview.yml preview", "preview"]],
    );
  });

  test("a job that may write, or chooses what is previewed, runs the default branch's code", () => {
    const checkedOut = everyJob.map(([name, { steps }]) => [
      name,
      steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")).map((step) => step.with?.ref),
    ]);
    const defaultBranch = expression("github.event.repository.default_branch");
    expect(Object.fromEntries(checkedOut)).toEqual({
      "ci.yml test": [undefined],
      "preview.yml choose": [defaultBranch],
      "preview.yml preview": [expression("needs.choose.outputs.commit")],
      "preview.yml post": [defaultBranch],
      // Of a workflow_run that is the default branch.
      "review-post.yml post": [undefined],
      "review.yml plan": [
        expression("github.event.pull_request.head.sha || github.event.merge_group.head_sha"),
      ],
    });
  });

  test("an artifact never lands among the code", () => {
    const paths = [...Object.values(jobsOf("review-post.yml")), ...Object.values(jobsOf("preview.yml"))]
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.startsWith("actions/download-artifact@"))
      .map((step) => step.with?.path);
    const temporary = expression("runner.temp");
    expect(paths).toEqual([
      `${temporary}/plan`,
      `${temporary}/plan`,
      `${temporary}/plan`,
      `${temporary}/previews`,
    ]);
  });

  test("the post follows the workflow by its name, for pull requests alone", () => {
    expect(workflows["review-post.yml"]?.on).toEqual({
      workflow_run: { workflows: ["Review"], types: ["completed"] },
    });
    expect(parse(texts["review.yml"] ?? "")).toMatchObject({ name: "Review" });
    expect(jobsOf("review-post.yml").post?.if).toBe(
      "github.event.workflow_run.event == 'pull_request' && github.event.workflow_run.conclusion != 'cancelled'",
    );
  });
});
