import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitlabApi, reviewer } from "../../support/gitlab-api.ts";
import { commit, hostilePlan, inComment, leave, plan, quietPlan, runReview } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const flags = ["post", "--on", "gitlab", "--run", "17", "--plan", "plan.json"];

async function world(left = plan) {
  const api = await gitlabApi(commit);
  const folder = temporaryFolder();
  leave(folder, left);
  const run = (...argv: string[]) => runReview(folder, argv, api.env);
  return { api, folder, run, post: () => run(...flags) };
}

const posted = { code: 0, stdout: "Posted to !12.\n", stderr: "" };
const moved = { code: 0, stdout: "!12 has moved on from aaaaaaaaaaaa: nothing was posted.\n", stderr: "" };
const job = "https://gitlab.example/schools/-/jobs/31";
const head = [
  `<!-- schoolgate:review 17.31.0 ${commit} -->`,
  `Planned without credentials by the code under review, \`aaaaaaaaaaaa\`, in [this run](${job}). The same [as a page with filters](${job}/artifacts/file/plan.html).`,
];
const body = [...head, "", inComment(plan)].join("\n");

describe("gate review post --on gitlab", () => {
  test("posts one note, and a status for all and for each policy that is broken", async () => {
    const { api, post } = await world();
    expect(await post()).toEqual({ ...posted, pauses: [1000, 1000, 1000] });
    expect(api.notes).toEqual([{ id: 1004, body, system: false, author: { id: reviewer } }]);
    expect(api.statuses).toEqual([
      {
        ...{ id: 1001, name: "schoolgate", status: "failed", target_url: job },
        description: "3 stacks of 4 change, 2 policies broken",
      },
      {
        ...{ id: 1002, name: "schoolgate / addresses-protected", status: "failed", target_url: job },
        description: "Broken in 1 stack",
      },
      {
        ...{ id: 1003, name: "schoolgate / standby-ready", status: "success", target_url: job },
        description: "Advised against in 3 stacks",
      },
    ]);
    const request = "/api/v4/projects/42/merge_requests/12";
    expect(api.calls).toEqual([
      "GET /api/v4/projects/42/pipelines/17",
      "GET /api/v4/projects/42/pipelines/17/jobs?per_page=100",
      "GET /api/v4/user",
      `GET ${request}`,
      `GET /api/v4/projects/42/repository/commits/${commit}/statuses?pipeline_id=17&per_page=100`,
      `POST /api/v4/projects/42/statuses/${commit}`,
      `POST /api/v4/projects/42/statuses/${commit}`,
      `POST /api/v4/projects/42/statuses/${commit}`,
      `GET ${request}`,
      `GET ${request}/notes?sort=asc&order_by=created_at&per_page=100`,
      `POST ${request}/notes`,
      `GET ${request}`,
      `GET ${request}/notes?sort=asc&order_by=created_at&per_page=100`,
    ]);
  });

  test("edits its note past 250 others; a person's and a system's with its marker stay", async () => {
    const { api, post } = await world();
    const note = (id: number, text: string, author: number, system = false) => ({
      ...{ id, body: text, system, author: { id: author } },
    });
    const others = Array.from({ length: 250 }, (_, index) => note(index + 1, `note ${index}`, 3));
    const forged = note(251, `<!-- schoolgate:review 99.1.0 ${commit} -->`, 3);
    const system = note(252, `<!-- schoolgate:review 99.1.0 ${commit} -->`, reviewer, true);
    const ours = note(253, `<!-- schoolgate:review 16.30.0 ${commit} -->`, reviewer);
    api.notes = [...others, forged, system, ours];
    expect(await post()).toMatchObject(posted);
    expect(api.notes).toEqual([...others, forged, system, { ...ours, body }]);
  });

  test("a status that says so already is left, one that is healed is said to be", async () => {
    const { api, post, folder } = await world();
    await post();
    leave(folder, quietPlan);
    api.calls.splice(0);
    expect(await post()).toMatchObject(posted);
    expect(api.statuses.map(({ name, status, description }) => [name, status, description])).toEqual([
      ["schoolgate / standby-ready", "success", "Advised against in 3 stacks"],
      ["schoolgate", "success", "No stack changes"],
      [...["schoolgate / addresses-protected", "success", "No stack breaks addresses-protected any more"]],
    ]);
    expect(api.calls.filter((call) => call.includes("POST"))).toHaveLength(2);
  });

  test("a plan cannot command GitLab", async () => {
    const commands = "/merge\n  /approve\n\n```\n/close\n```\n<details>\n\n/label ~bug\n";
    const { api, post } = await world(hostilePlan(commands));
    expect(await post()).toMatchObject(posted);
    expect(api.commands).toEqual([]);
    expect(api.notes[0]?.body).toBe([...head, "", inComment(hostilePlan(commands))].join("\n"));
  });

  test.each([
    ["at another commit", { sha: "c".repeat(40), head_pipeline: { id: 18 } }],
    ["merged", { state: "merged" }],
  ])("a merge request that is %s is left alone", async (_, changes) => {
    const { api, post } = await world();
    Object.assign(api.request, changes);
    expect(await post()).toEqual({ ...moved, pauses: [] });
    expect(api.calls.filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  test("the pipeline of a merged result has a commit of its own", async () => {
    const { api, post } = await world();
    Object.assign(api.pipeline, { ref: "refs/merge-requests/12/merge" });
    Object.assign(api.request, { sha: "c".repeat(40) });
    expect(await post()).toMatchObject(posted);
  });

  test.each([
    ["a branch", { ref: "main", source: "push" }],
    ["a branch with a name like one", { ref: "refs/merge-requests/12/head", source: "push" }],
    ["something else", { ref: "refs/merge-requests/12/../13/head" }],
  ])("a pipeline of %s is refused", async (_, changes) => {
    const { api, post } = await world();
    Object.assign(api.pipeline, changes);
    expect(await post()).toEqual({
      ...{ code: 1, stdout: "", pauses: [] },
      stderr:
        "error  the pipeline 17 is none of a merge request\n  fix  give --run the id of a merge request's pipeline: $CI_UPSTREAM_PIPELINE_ID of the pipeline that it triggers\n",
    });
  });

  test("waits as long as GitLab asks", async () => {
    const { api, post } = await world();
    let times = 0;
    api.fault = ({ method, path }) => {
      if (method !== "POST" || !path.endsWith("/notes")) return undefined;
      times += 1;
      return times < 3
        ? { status: 429, headers: { "retry-after": "20" }, body: { message: "Retry later" } }
        : undefined;
    };
    expect(await post()).toEqual({ ...posted, pauses: [1000, 1000, 1000, 20_000, 20_000] });
  });

  test("a token without the scope", async () => {
    const { api, post } = await world();
    api.fault = ({ method }) =>
      method === "POST" ? { status: 403, body: { error: "insufficient_scope" } } : undefined;
    expect(await post()).toMatchObject({
      code: 1,
      stderr: `error  the token may not POST /projects/42/statuses/${commit}: GitLab says “insufficient_scope” (HTTP 403)\n  fix  give it the role Developer and the scope api; what is locked or archived takes nothing at all\n`,
    });
  });

  test("without a token", async () => {
    const { api, folder } = await world();
    const { SCHOOLGATE_TOKEN: _, ...env } = api.env;
    expect(await runReview(folder, flags, env)).toMatchObject({
      code: 1,
      stderr:
        "error  SCHOOLGATE_TOKEN is not set\n  fix  make it a protected, masked variable: a project access token of the role Developer with the scope api\n",
    });
  });
});

describe("gate review fetch", () => {
  test("fetches what the job left", async () => {
    const { api, folder, run } = await world();
    api.files = { "plan.json": JSON.stringify(plan) };
    expect(await run("fetch", "--run", "17", "--out", "artifact")).toEqual({
      ...{ code: 0, stderr: "", pauses: [] },
      stdout: "The pipeline 17 left plan.json.\n",
    });
    expect(readFileSync(join(folder, "artifact/plan.json"), "utf8")).toBe(JSON.stringify(plan));
  });

  test("says what it did not leave; the review then says so too", async () => {
    const { api, run } = await world();
    const none = {
      code: 0,
      stdout: "The pipeline 17 left no plan.json.\n",
    };
    expect(await run("fetch", "--run", "17", "--out", "artifact")).toMatchObject(none);
    api.jobs = [];
    expect(await run("fetch", "--run", "17", "--out", "artifact")).toMatchObject(none);
    expect(await run("post", "--on", "gitlab", "--run", "17", "--plan", "artifact/plan.json")).toMatchObject(
      posted,
    );
    expect(api.notes[0]?.body).toBe(
      `<!-- schoolgate:review 17.0.0 ${commit} -->\n**There is no plan** of \`aaaaaaaaaaaa\`: the plan is missing. [The run](https://gitlab.example/schools/-/pipelines/17) says more.`,
    );
    expect(api.statuses.map(({ name, status }) => [name, status])).toEqual([["schoolgate", "failed"]]);
  });

  test("says which file it cannot write", async () => {
    const { api, folder, run } = await world();
    api.files = { "plan.json": "{}" };
    mkdirSync(join(folder, "artifact/plan.json"), { recursive: true });
    expect(await run("fetch", "--run", "17", "--out", "artifact")).toMatchObject({
      code: 1,
      stderr: `error  ${folder}/artifact/plan.json: it is a folder, or no file at all\n  fix  name a file\n`,
    });
  });

  test("takes no more bytes than a plan has", async () => {
    const { api, run } = await world();
    api.files = { "plan.json": "x".repeat(64 * 1024 * 1024 + 1) };
    expect(await run("fetch", "--run", "17", "--out", "artifact")).toMatchObject({
      code: 1,
      stderr:
        "error  GitLab answers GET /projects/42/jobs/31/artifacts/plan.json with “more than 67108864 bytes” (HTTP 200)\n  fix  see what it says; run the job again if that may have passed\n",
    });
  });
});
