import { describe, expect, test } from "vitest";
import { bot, type GitHubApi, githubApi, plannedRun } from "../../support/github-api.ts";
import type { Call } from "../../support/json-api.ts";
import { commit, leave, quietPlan, runReview } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

async function world() {
  const api = await githubApi(commit);
  api.runs.push(plannedRun(16, commit), plannedRun(18, commit));
  const folder = temporaryFolder();
  leave(folder, quietPlan);
  const post = (run = 17) =>
    runReview(folder, ["post", "--on", "github", "--run", String(run), "--plan", "plan.json"], api.env);
  return { api, post };
}

/** A comment of ours, of an edition such as `16.1.0`. */
const ours = (id: number, edition: string) => ({
  ...{ id, body: `<!-- schoolgate:review ${edition} ${commit} -->\nof another run`, user: { login: bot } },
});
const shown = (api: GitHubApi) => api.comments.map(({ id, body }) => [id, /review ([\d.]+)/.exec(body)?.[1]]);
const isOn = (call: Call, method: string, path: string): boolean =>
  call.method === method && call.path.includes(path);

/** Has something happen once, just before a call is answered. */
function once(api: GitHubApi, method: string, path: string, happen: () => "cut" | undefined): void {
  let isDone = false;
  api.fault = (call) => {
    if (isDone || !isOn(call, method, path)) return undefined;
    isDone = true;
    return happen();
  };
}

const posted = { code: 0, stdout: "Posted to #12.\n", stderr: "" };
const later = { code: 0, stdout: "A later review of #12 stands: nothing was posted.\n", stderr: "" };

describe("two runs at once end with one comment", () => {
  test("an earlier run comments between our look and our comment: its comment takes ours, and the second one goes", async () => {
    const { api, post } = await world();
    once(api, "POST", "/issues/", () => void api.comments.push(ours(5, "16.1.0")) as undefined);
    expect(await post()).toMatchObject(posted);
    expect(shown(api)).toEqual([[5, "17.1.0"]]);
    expect(api.calls.filter((call) => !call.startsWith("GET") && call.includes("/issues/"))).toEqual([
      "POST /repos/example/schools/issues/12/comments",
      "PATCH /repos/example/schools/issues/comments/5",
      "DELETE /repos/example/schools/issues/comments/1002",
    ]);
  });

  test("a later run does: its comment stays as it is, and ours goes", async () => {
    const { api, post } = await world();
    once(api, "POST", "/issues/", () => void api.comments.push(ours(5, "18.1.0")) as undefined);
    expect(await post()).toMatchObject(later);
    expect(shown(api)).toEqual([[5, "18.1.0"]]);
  });

  test("a later run is still at it: the second comment is left to it", async () => {
    const { api, post } = await world();
    api.comments = [ours(5, "16.1.0"), ours(6, "18.1.0")];
    expect(await post()).toMatchObject(posted);
    expect(shown(api)).toEqual([
      [5, "17.1.0"],
      [6, "18.1.0"],
    ]);
    expect(await post(18)).toMatchObject(posted);
    expect(shown(api)).toEqual([[5, "18.1.0"]]);
  });

  test("both at the same time", async () => {
    const { api, post } = await world();
    const runs = await Promise.all([post(16), post(17), post(18)]);
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ""],
      [0, ""],
      [0, ""],
    ]);
    expect(shown(api).map(([, edition]) => edition)).toEqual(["18.1.0"]);
  });

  test("duplicates of old are taken away, and one that goes by itself is no failure", async () => {
    const { api, post } = await world();
    api.comments = [ours(5, "14.1.0"), ours(6, "14.2.0"), ours(7, "15.1.0")];
    once(api, "DELETE", "/issues/comments/6", () => {
      api.comments = api.comments.filter(({ id }) => id !== 6);
      return undefined;
    });
    expect(await post()).toMatchObject(posted);
    expect(shown(api)).toEqual([[5, "17.1.0"]]);
  });

  test("a comment that is deleted while it is edited is written anew", async () => {
    const { api, post } = await world();
    api.comments = [ours(5, "16.1.0")];
    once(api, "PATCH", "/issues/comments/5", () => {
      api.comments = [];
      return undefined;
    });
    expect(await post()).toMatchObject(posted);
    expect(shown(api)).toEqual([[1002, "17.1.0"]]);
  });

  test("a comment that was made although the answer was lost is not made twice", async () => {
    const { api, post } = await world();
    once(api, "POST", "/issues/", () => {
      api.comments.push(ours(5, "17.1.0"));
      return "cut";
    });
    expect(await post()).toMatchObject(posted);
    expect(shown(api)).toEqual([[5, "17.1.0"]]);
  });

  test("the head moves between our look and our comment: what is there stays", async () => {
    const { api, post } = await world();
    api.comments = [ours(5, "16.1.0")];
    once(api, "POST", "/check-runs", () => {
      const [pull] = api.pulls;
      if (pull) pull.head.sha = "c".repeat(40);
      return undefined;
    });
    expect(await post()).toMatchObject({
      ...{ code: 0, stdout: "#12 has moved on from aaaaaaaaaaaa: nothing was posted.\n" },
    });
    expect(shown(api)).toEqual([[5, "16.1.0"]]);
  });

  test("a comment that another run writes back each time ends in a refusal", async () => {
    const { api, post } = await world();
    api.comments = [ours(5, "16.1.0")];
    api.fault = (call) => {
      if (isOn(call, "GET", "/issues/12/comments")) api.comments = [ours(5, "16.1.0")];
      return undefined;
    };
    expect(await post()).toMatchObject({
      ...{ code: 1, stdout: "" },
      stderr:
        "error  the comment of #12 does not stay as it was written: other runs write it at the same time\n  fix  run the job again when they are done; a concurrency group keeps them apart\n",
    });
    expect(api.calls.filter((call) => call.startsWith("PATCH"))).toHaveLength(10);
  });
});
