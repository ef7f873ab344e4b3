import { describe, expect, test } from "vitest";
import { type GitHubApi, githubApi, plannedRun } from "../../support/github-api.ts";
import { commit, leave, plan, runReview } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

async function world() {
  const api = await githubApi(commit);
  const folder = temporaryFolder();
  leave(folder, plan);
  const flags = ["--run", "17", "--plan", "plan.json"];
  return { api, post: () => runReview(folder, ["post", "--on", "github", ...flags], api.env) };
}

const posted = { code: 0, stdout: "Posted to #12.\n", stderr: "" };

const writes = ({ calls }: GitHubApi): string[] => calls.filter((call) => !call.startsWith("GET"));

describe("which pull request a run planned", () => {
  test("a plan of a commit that is not the head any more is not posted", async () => {
    const { api, post } = await world();
    const [pull] = api.pulls;
    if (pull) pull.head.sha = "c".repeat(40);
    expect(await post()).toEqual({
      ...{
        code: 0,
        stdout: "#12 has moved on from aaaaaaaaaaaa: nothing was posted.\n",
        stderr: "",
        pauses: [],
      },
    });
    expect(writes(api)).toEqual([]);
  });

  test.each([
    ["is closed", (api: GitHubApi) => api.pulls.splice(0)],
    [
      "is of a fork that is gone",
      (api: GitHubApi) => api.runs.splice(0, 1, plannedRun(17, commit, { head_repository: null })),
    ],
  ])("a pull request that %s is left alone", async (_, happen) => {
    const { api, post } = await world();
    happen(api);
    expect(await post()).toEqual({
      ...{ code: 0, stderr: "", pauses: [] },
      stdout: "The pull request is closed, or its fork is gone: nothing was posted.\n",
    });
    expect(writes(api)).toEqual([]);
  });

  test("finds the pull request of a fork, and of two of one branch that of the planned base", async () => {
    const { api, post } = await world();
    api.pulls.splice(0);
    const of = (number: number, name: string, base: string) => ({
      ...{ number, state: "open" as const, base: { ref: base } },
      head: { sha: commit, ref: "raise-timeout", repo: { full_name: name } },
    });
    api.pulls.push(
      of(12, "li-wei/schools", "main"),
      of(13, "li-wei/schools", "stable"),
      of(14, "li-wei/other", "main"),
    );
    api.runs.splice(0, 1, {
      ...plannedRun(17, commit),
      head_repository: { full_name: "li-wei/schools", owner: { login: "li-wei" } },
    });
    expect(await post()).toMatchObject(posted);
    api.pulls.push(of(15, "li-wei/schools", "main"));
    expect(await post()).toEqual({
      ...{ code: 1, stdout: "", pauses: [] },
      stderr:
        "error  #12 and #13 and #15 have the same branch, and the plan does not say which is meant\n  fix  plan against origin/<base of the pull request>\n",
    });
  });

  test.each([
    ["another workflow", { path: ".github/workflows/ci.yml" }],
    ["a push", { event: "push" }],
  ])("a run of %s is refused: it says of no pull request", async (_, changes) => {
    const { api, post } = await world();
    api.runs.splice(0, 1, plannedRun(17, commit, changes));
    expect(await post()).toEqual({
      ...{ code: 1, stdout: "", pauses: [] },
      stderr:
        "error  the run 17 did not plan a pull request\n  fix  give --run the id of a run of review.yml for a pull request\n",
    });
    expect(writes(api)).toEqual([]);
  });
});
