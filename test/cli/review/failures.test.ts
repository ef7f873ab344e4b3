import { describe, expect, test } from "vitest";
import { type GitHubApi, githubApi, token } from "../../support/github-api.ts";
import type { Answer } from "../../support/json-api.ts";
import { commit, leave, quietPlan, runReview } from "../../support/review.ts";
import { now } from "../../support/stack-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const flags = ["post", "--on", "github", "--run", "17", "--plan", "plan.json"];

async function world() {
  const api = await githubApi(commit);
  const folder = temporaryFolder();
  leave(folder, quietPlan);
  const post = (env: Readonly<Record<string, string>> = api.env, argv = flags) =>
    runReview(folder, argv, env);
  return { api, post };
}

/** Answers the first calls that post a comment in these ways. */
function failing(api: GitHubApi, ...answers: readonly (Answer | "cut")[]): void {
  const left = [...answers];
  api.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/comments") ? left.shift() : undefined;
}

const posted = { code: 0, stdout: "Posted to #12.\n", stderr: "" };
const failed = (what: string, fix: string) => ({
  ...{ code: 1, stdout: "", stderr: `error  ${what}\n  fix  ${fix}\n` },
});
/** Between two writes. */
const polite = 1000;
const secondsFromNow = (seconds: number): string => String(Math.floor(now.getTime() / 1000) + seconds);
const says = (message: string): Answer["body"] => ({ message });

describe("passing failures are waited for", () => {
  test.each<[string, (Answer | "cut")[], number[]]>([
    ["a gateway that fails", [{ status: 502, body: "<html>bad gateway" }, { status: 503 }], [1000, 2000]],
    ["a connection that breaks", ["cut", "cut"], [1000, 2000]],
    ["a pause that is asked for", [{ status: 503, headers: { "retry-after": "7" } }], [7000]],
    [
      "a pause until a date",
      [{ status: 429, headers: { "retry-after": new Date(now.getTime() + 5000).toUTCString() } }],
      [5000],
    ],
    [
      "a limit that ends at a time",
      [{ status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": secondsFromNow(90) } }],
      [91_000],
    ],
    [
      "a secondary limit with a pause",
      [
        {
          status: 403,
          headers: { "retry-after": "30" },
          body: says("You have exceeded a secondary rate limit"),
        },
      ],
      [30_000],
    ],
    [
      "secondary limits that say nothing more",
      [
        { status: 403, body: says("You have exceeded a secondary rate limit. Please wait a few minutes.") },
        { status: 429, body: says("Too many requests") },
      ],
      [60_000, 120_000],
    ],
  ])("%s", async (_, answers, pauses) => {
    const { api, post } = await world();
    failing(api, ...answers);
    expect(await post()).toEqual({ ...posted, pauses: [polite, ...pauses] });
    expect(api.comments).toHaveLength(1);
  });
});

describe("others end in one clear paragraph", () => {
  const needs = "permissions: { actions: read, checks: write, pull-requests: write }";
  test.each<[string, (Answer | "cut")[], string, string, number[]]>([
    [
      "a gateway that does not come back",
      Array.from({ length: 6 }, () => ({ status: 502, body: says("Server Error") })),
      "GitHub cannot be used: “Server Error” in 6 tries (HTTP 502)",
      "look at GitHub's status page, and run the job again when it is well",
      [1000, 2000, 4000, 8000, 16_000],
    ],
    [
      "a connection that always breaks",
      Array.from({ length: 6 }, () => "cut" as const),
      "GitHub cannot be used: “UND_ERR_SOCKET” in 6 tries",
      "look at GitHub's status page, and run the job again when it is well",
      [1000, 2000, 4000, 8000, 16_000],
    ],
    [
      "a limit that ends too late",
      [{ status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": secondsFromNow(1800) } }],
      "GitHub has had too many calls of this token",
      `run the job again after ${new Date(now.getTime() + 1_801_000).toISOString().slice(0, 16).replace("T", " ")} UTC`,
      [],
    ],
    [
      "a token that may not",
      [{ status: 403, body: says("Resource not accessible by integration") }],
      "the token may not POST /repos/example/schools/issues/12/comments: GitHub says “Resource not accessible by integration” (HTTP 403)",
      `give it ${needs}; what is locked or archived takes nothing at all`,
      [],
    ],
    [
      "an answer that quotes the token, and controls a terminal",
      [{ status: 400, body: says(`bad\u001b[31m ${token}\n${"x".repeat(300)}`) }],
      `GitHub answers POST /repos/example/schools/issues/12/comments with “bad\\u{1b}[31m *** ${"x".repeat(181)}…” (HTTP 400)`,
      "see what it says; run the job again if that may have passed",
      [],
    ],
  ])("%s", async (_, answers, what, fix, pauses) => {
    const { api, post } = await world();
    failing(api, ...answers);
    expect(await post()).toEqual({ ...failed(what, fix), pauses: [polite, ...pauses] });
    expect(api.comments).toEqual([]);
  });

  test("a token that is none", async () => {
    const { api, post } = await world();
    const env = { ...api.env, GITHUB_TOKEN: "ghs_anothersecret" };
    expect(await post(env)).toEqual({
      ...failed("GitHub does not take the token (HTTP 401)", `give it ${needs}`),
      pauses: [],
    });
  });

  test("a run that is not there, or not shown", async () => {
    const { api, post } = await world();
    expect(await post(api.env, flags.with(4, "99"))).toEqual({
      ...failed(
        "GitHub has nothing at GET /repos/example/schools/actions/runs/99, or does not show it to this token (HTTP 404)",
        `look whether it is still there, and give the token ${needs}`,
      ),
      pauses: [],
    });
  });

  test("an answer of another shape", async () => {
    const { api, post } = await world();
    api.fault = ({ path }) => (path.endsWith("/runs/17") ? { body: "<html>" } : undefined);
    expect(await post()).toEqual({
      ...failed(
        "GitHub answers GET /repos/example/schools/actions/runs/17 with “an answer of another shape” (HTTP 200)",
        "see what it says; run the job again if that may have passed",
      ),
      pauses: [],
    });
  });

  test("a list that leads to itself ends", async () => {
    const { api, post } = await world();
    api.fault = ({ path }) =>
      path.endsWith("/comments")
        ? { headers: { link: `<${api.url}/x?page=1>; rel="next"` }, body: [] }
        : undefined;
    expect(await post()).toMatchObject(
      failed(
        "GitHub answers GET /repos/example/schools/issues/12/comments with “more than 10000 entries” (HTTP 200)",
        "see what it says; run the job again if that may have passed",
      ),
    );
  });

  test("a next page elsewhere is asked for here: the token goes nowhere else", async () => {
    const { api, post } = await world();
    let isFirst = true;
    api.fault = ({ path }) => {
      if (!path.endsWith("/comments") || !isFirst) return undefined;
      isFirst = false;
      return { headers: { link: '<https://elsewhere.example/x?page=2&per_page=100>; rel="next"' }, body: [] };
    };
    expect(await post()).toMatchObject(posted);
    expect(api.calls.filter((call) => call.includes("page=2"))).toEqual([
      "GET /repos/example/schools/issues/12/comments?page=2&per_page=100",
    ]);
  });
});

describe("wrong surroundings and words", () => {
  const sets = "GitHub Actions sets it; gate review runs there";
  test.each([
    ["GITHUB_API_URL", "", "GITHUB_API_URL is not set", sets],
    ["GITHUB_API_URL", "ftp://x", "GITHUB_API_URL is not of the form that it has", sets],
    ["GITHUB_REPOSITORY", "a/b/../c", "GITHUB_REPOSITORY is not of the form that it has", sets],
    [
      ...["GITHUB_TOKEN", "", "GITHUB_TOKEN is not set"],
      "hand github.token to the step, as the variable GITHUB_TOKEN",
    ],
    [
      ...["GITHUB_TOKEN", "a secret\nb", "GITHUB_TOKEN is not of the form that it has"],
      "hand github.token to the step, as the variable GITHUB_TOKEN",
    ],
  ] as [string, string, string, string][])("%s=%j", async (name, value, what, fix) => {
    const { api, post } = await world();
    expect(await post({ ...api.env, [name]: value })).toEqual({ ...failed(what, fix), pauses: [] });
    expect(api.calls).toEqual([]);
  });

  test.each([
    [2, "bitbucket", "--on is github or gitlab, and bitbucket is neither", "choose one of github, gitlab"],
    [2, "githup", "--on is github or gitlab, and githup is neither", "did you mean github?"],
    [4, "17; id", '--run is a number, and "17; id" is none', "write it like --run 12"],
    [4, "0", '--run is a number, and "0" is none', "write it like --run 12"],
  ])("flag %i as %s", async (at, value, what, fix) => {
    const { api, post } = await world();
    expect(await post(api.env, flags.with(at, value))).toEqual({ ...failed(what, fix), pauses: [] });
  });
});
