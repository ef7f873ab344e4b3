import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bot, type GitHubApi, githubApi, plannedRun } from "../../support/github-api.ts";
import { commit, inComment, leave, longPlan, plan, quietPlan, runReview, urn } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const flags = ["post", "--on", "github", "--run", "17", "--plan", "plan.json"];

/** A repository, and what a plan's run left. */
async function world(left = plan) {
  const api = await githubApi(commit);
  const folder = temporaryFolder();
  leave(folder, left);
  return { api, folder, post: (...more: string[]) => runReview(folder, [...flags, ...more], api.env) };
}

const posted = { code: 0, stdout: "Posted to #12.\n", stderr: "" };
const superseded = { code: 0, stdout: "A later review of #12 stands: nothing was posted.\n", stderr: "" };

const head = (run = "17.1.0") => [
  `<!-- schoolgate:review ${run} ${commit} -->`,
  "Planned without credentials by the code under review, `aaaaaaaaaaaa`, in [this run](https://github.com/example/schools/actions/runs/17). The same [as a page with filters](https://github.com/example/schools/actions/runs/17/artifacts/5001).",
];
const body = [...head(), "", inComment(plan)].join("\n");

const writes = ({ calls }: GitHubApi): string[] => calls.filter((call) => !call.startsWith("GET"));

describe("gate review post --on github", () => {
  test("posts one comment, and a check for all and for each policy that is broken", async () => {
    const { api, post } = await world();
    expect(await post()).toEqual({ ...posted, pauses: [1000, 1000, 1000] });
    expect(api.comments).toEqual([{ id: 1004, body, user: { login: bot } }]);
    const check = { status: "completed", external_id: "schoolgate:17", head_sha: commit };
    const details_url = "https://github.com/example/schools/actions/runs/17";
    expect(api.checks).toEqual([
      {
        ...{ ...check, details_url, id: 1001, name: "schoolgate", conclusion: "failure" },
        output: {
          title: "3 stacks of 4 change, 2 policies broken",
          summary: [
            "What the change does stands in the comment of the pull request.",
            "- addresses-protected: Broken in 1 stack",
            "- standby-ready: Advised against in 3 stacks",
          ].join("\n"),
        },
      },
      {
        ...{
          ...check,
          details_url,
          id: 1002,
          name: "schoolgate / addresses-protected",
          conclusion: "failure",
        },
        output: {
          title: "Broken in 1 stack",
          summary: "- **lakeside**: the address a is deleted → retire it first",
        },
      },
      {
        ...{ ...check, details_url, id: 1003, name: "schoolgate / standby-ready", conclusion: "neutral" },
        output: {
          title: "Advised against in 3 stacks",
          summary:
            "- **lakeside**: there is no standby → add one\n- **demo and 1 more**: there is no standby → add one",
        },
      },
    ]);
    expect(api.calls).toEqual([
      "GET /repos/example/schools/actions/runs/17",
      "GET /repos/example/schools/pulls?state=open&head=example%3Araise-timeout&per_page=100",
      "GET /repos/example/schools/actions/runs/17/artifacts?name=plan.html&per_page=100",
      "GET /repos/example/schools/pulls/12",
      `GET /repos/example/schools/commits/${commit}/check-runs?per_page=100`,
      "POST /repos/example/schools/check-runs",
      "POST /repos/example/schools/check-runs",
      "POST /repos/example/schools/check-runs",
      "GET /repos/example/schools/pulls/12",
      "GET /repos/example/schools/issues/12/comments?per_page=100",
      "POST /repos/example/schools/issues/12/comments",
      "GET /repos/example/schools/pulls/12",
      "GET /repos/example/schools/issues/12/comments?per_page=100",
    ]);
  });

  test("edits its comment past 250 others, and leaves a person's with its marker alone", async () => {
    const { api, post } = await world();
    const others = Array.from({ length: 250 }, (_, index) => ({
      ...{ id: index + 1, body: `comment ${index + 1}`, user: { login: "li-wei" } },
    }));
    const forged = {
      id: 251,
      body: `<!-- schoolgate:review 99.1.0 ${commit} -->`,
      user: { login: "li-wei" },
    };
    const ours = {
      id: 252,
      body: `<!-- schoolgate:review 9.1.0 ${"9".repeat(40)} -->\nold`,
      user: { login: bot },
    };
    api.comments = [...others, forged, ours];
    expect(await post()).toEqual({ ...posted, pauses: [1000, 1000, 1000] });
    expect(api.comments).toEqual([...others, forged, { ...ours, body }]);
    expect(writes(api).at(-1)).toBe("PATCH /repos/example/schools/issues/comments/252");
    expect(api.calls.filter((call) => call.includes("/comments?"))).toEqual(
      Array.from({ length: 2 }, () => ["", "&page=2", "&page=3"]).flatMap((pages) =>
        pages.map((page) => `GET /repos/example/schools/issues/12/comments?per_page=100${page}`),
      ),
    );
  });

  test("a page without an artifact, and a plan of nothing", async () => {
    const { api, post } = await world(quietPlan);
    api.artifacts.splice(0);
    expect(await post()).toMatchObject(posted);
    expect(api.comments.map((comment) => comment.body)).toEqual([
      [
        head()[0],
        "Planned without credentials by the code under review, `aaaaaaaaaaaa`, in [this run](https://github.com/example/schools/actions/runs/17).",
        "",
        inComment(quietPlan),
      ].join("\n"),
    ]);
    expect(api.checks.map(({ name, conclusion, output }) => [name, conclusion, output.title])).toEqual([
      ["schoolgate", "success", "No stack changes"],
    ]);
  });

  test("what an earlier run's checks found is healed, and a later run's checks stay", async () => {
    const { api, post, folder } = await world();
    await post();
    api.runs.push(plannedRun(18, commit));
    leave(folder, quietPlan);
    const again = flags.with(4, "18");
    expect(await runReview(folder, again, api.env)).toMatchObject(posted);
    const healed = [
      [1001, "schoolgate", "success", "No stack changes", "schoolgate:18"],
      [
        ...[1002, "schoolgate / addresses-protected", "success"],
        ...["No stack breaks addresses-protected any more", "schoolgate:18"],
      ],
      [
        1003,
        "schoolgate / standby-ready",
        "success",
        "No stack breaks standby-ready any more",
        "schoolgate:18",
      ],
    ];
    const checks = () =>
      api.checks.map(({ id, name, conclusion, output, external_id }) => [
        ...[id, name, conclusion, output.title, external_id],
      ]);
    expect(checks()).toEqual(healed);
    leave(folder, plan);
    expect(await post()).toMatchObject(superseded);
    expect(checks()).toEqual(healed);
    expect(api.comments.map((comment) => comment.body.split("\n")[0])).toEqual([
      `<!-- schoolgate:review 18.1.0 ${commit} -->`,
    ]);
  });

  test("without a plan, says so where it would have been, as a failed check too", async () => {
    const { api, folder } = await world();
    const run = await runReview(folder, flags.with(6, "gone.json"), api.env);
    expect(run).toMatchObject(posted);
    expect(api.comments.map((comment) => comment.body)).toEqual([
      `<!-- schoolgate:review 17.1.0 ${commit} -->\n**There is no plan** of \`aaaaaaaaaaaa\`: the plan is missing. [The run](https://github.com/example/schools/actions/runs/17) says more.`,
    ]);
    expect(api.checks.map(({ name, conclusion, output }) => ({ name, conclusion, output }))).toEqual([
      {
        ...{ name: "schoolgate", conclusion: "failure" },
        output: { title: "There is no plan", summary: "There is no plan: the plan is missing." },
      },
    ]);
  });

  test("holds previews beside the plan, in a comment that the plan alone does not take away", async () => {
    const { api, folder, post } = await world();
    const previews = join(folder, "previews");
    mkdirSync(previews);
    const steps = [
      { op: "delete", urn: urn("lakeside", "alicloud:ecs/eipAddress:EipAddress", "lakeside-a") },
    ];
    writeFileSync(join(previews, "lakeside.json"), JSON.stringify({ exitCode: 0, steps }));
    expect(await post("--previews", "previews")).toMatchObject(posted);
    const beside = [
      ...head("17.1.900"),
      "",
      "### `pulumi preview` beside the plan",
      "",
      "1 of 2 groups previewed, one stack each. The engine says the same as the plan.",
      "",
      "| Stack | Stands for | Steps | Beside the plan |",
      "|---|---|---|---|",
      "| lakeside | itself | 1 | the same |",
      "",
      inComment(plan),
    ].join("\n");
    expect(api.comments.map((comment) => comment.body)).toEqual([beside]);
    expect(await post()).toMatchObject(superseded);
    expect(api.comments.map((comment) => comment.body)).toEqual([beside]);
  });

  test("a comment that is too long for the API is shortened until it takes it", async () => {
    const { api, post } = await world(longPlan);
    api.fault = ({ method, path, body: { body: text } }) =>
      method === "POST" && path.endsWith("/comments") && String(text).length > 20_000
        ? { status: 422, body: { message: "Validation Failed", errors: ["Body is too long"] } }
        : undefined;
    expect(await post()).toMatchObject(posted);
    expect(writes(api).filter((call) => call.endsWith("/comments"))).toHaveLength(3);
    const [comment] = api.comments;
    expect(comment?.body.length).toBeLessThanOrEqual(16_350);
    expect(comment?.body.length).toBeGreaterThan(15_000);
    expect(
      comment?.body.endsWith(
        "*Cut off here: [the run](https://github.com/example/schools/actions/runs/17) has the whole plan.*",
      ),
    ).toBe(true);
  });
});
