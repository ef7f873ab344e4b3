import { type Answer, type Call, type JsonApi, jsonApi, paged } from "./json-api.ts";

export interface GitHubComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
}

export interface GitHubCheck {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly external_id: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly details_url: string | null;
  readonly output: { readonly title: string; readonly summary: string };
}

export interface GitHubPull {
  readonly number: number;
  state: "open" | "closed";
  readonly head: { sha: string; readonly ref: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly ref: string };
}

export interface GitHubRun {
  readonly id: number;
  readonly run_attempt: number;
  readonly event: string;
  readonly path: string;
  readonly status: string;
  readonly head_sha: string;
  readonly head_branch: string;
  readonly head_repository: { readonly full_name: string; readonly owner: { readonly login: string } } | null;
  readonly html_url: string;
}

/** A stand-in of GitHub's API for one repository, `example/schools`. */
export interface GitHubApi extends JsonApi {
  /** The variables of a job in its Actions. */
  readonly env: Readonly<Record<string, string>>;
  readonly pulls: GitHubPull[];
  readonly runs: GitHubRun[];
  /** Of all pull requests: there is one in most tests. */
  comments: GitHubComment[];
  readonly checks: GitHubCheck[];
  readonly artifacts: { readonly id: number; readonly name: string; readonly expired: boolean }[];
}

export const bot = "github-actions[bot]";
export const token = "ghs_0123456789secret";
const repository = "/repos/example/schools";

/** A run of the workflow that plans, for a branch of the repository itself. */
export function plannedRun(id: number, commit: string, changes: Partial<GitHubRun> = {}): GitHubRun {
  return {
    ...{
      id,
      run_attempt: 1,
      event: "pull_request",
      path: ".github/workflows/review.yml",
      status: "completed",
    },
    ...{
      head_sha: commit,
      head_branch: "raise-timeout",
      html_url: `https://github.com/example/schools/${id}`,
    },
    head_repository: { full_name: "example/schools", owner: { login: "example" } },
    ...changes,
  };
}

/** Starts a stand-in with the pull request 12, which is at this commit. */
export async function githubApi(commit: string): Promise<GitHubApi> {
  let last = 1000;
  const message = (status: number, text: string, errors?: unknown): Answer => ({
    status,
    body: { message: text, documentation_url: "https://docs.github.com/rest", ...(errors ? { errors } : {}) },
  });
  const tooLong = (body: unknown): Answer | undefined =>
    String(body).length > 65_536
      ? message(422, "Validation Failed", [
          {
            resource: "IssueComment",
            code: "unprocessable",
            field: "data",
            message: "Body is too long (maximum is 65536 characters)",
          },
        ])
      : undefined;
  const routes: readonly [string, RegExp, (call: Call, id: number, rest: string) => Answer | undefined][] = [
    [
      "GET",
      /^\/pulls$/,
      (call) => {
        const [owner = "", ref = ""] = (call.query.get("head") ?? "").split(":");
        const found = self.pulls.filter(
          ({ state, head }) =>
            state === call.query.get("state") &&
            head.ref === ref &&
            head.repo?.full_name.startsWith(`${owner}/`),
        );
        return paged(self.url, call, found);
      },
    ],
    [
      "GET",
      /^\/pulls\/(\d+)$/,
      (_, id) => {
        const body = self.pulls.find(({ number }) => number === id);
        return body && { body };
      },
    ],
    [
      "GET",
      /^\/actions\/runs\/(\d+)$/,
      (_, id) => {
        const body = self.runs.find((run) => run.id === id);
        return body && { body };
      },
    ],
    [
      "GET",
      /^\/actions\/workflows\/review\.yml\/runs$/,
      (call) => {
        const found = self.runs.filter(
          ({ head_sha, event, status }) =>
            head_sha === call.query.get("head_sha") &&
            event === call.query.get("event") &&
            status === call.query.get("status"),
        );
        const newest = found.toSorted((a, b) => b.id - a.id);
        return paged(self.url, call, newest, (workflow_runs) => ({
          total_count: found.length,
          workflow_runs,
        }));
      },
    ],
    [
      "GET",
      /^\/actions\/runs\/(\d+)\/artifacts$/,
      (call) => {
        const found = self.artifacts.filter(({ name }) => name === call.query.get("name"));
        return paged(self.url, call, found, (artifacts) => ({ total_count: found.length, artifacts }));
      },
    ],
    ["GET", /^\/issues\/\d+\/comments$/, (call) => paged(self.url, call, self.comments)],
    [
      "POST",
      /^\/issues\/\d+\/comments$/,
      ({ body }) => {
        const refused = tooLong(body.body);
        if (refused) return refused;
        last += 1;
        const comment = { id: last, body: String(body.body), user: { login: bot } };
        self.comments.push(comment);
        return { status: 201, body: comment };
      },
    ],
    [
      "PATCH",
      /^\/issues\/comments\/(\d+)$/,
      ({ body }, id) => {
        const comment = self.comments.find((each) => each.id === id);
        if (!comment) return undefined;
        if (comment.user.login !== bot) return message(403, "Resource not accessible by integration");
        const refused = tooLong(body.body);
        if (refused) return refused;
        comment.body = String(body.body);
        return { body: comment };
      },
    ],
    [
      "DELETE",
      /^\/issues\/comments\/(\d+)$/,
      (_, id) => {
        const at = self.comments.findIndex((each) => each.id === id);
        if (at < 0) return undefined;
        self.comments.splice(at, 1);
        return { status: 204 };
      },
    ],
    [
      "GET",
      /^\/commits\/([0-9a-f]+)\/check-runs$/,
      (call, _, sha) => {
        const found = self.checks.filter(({ head_sha }) => head_sha === sha);
        return paged(self.url, call, found, (check_runs) => ({ total_count: found.length, check_runs }));
      },
    ],
    [
      "POST",
      /^\/check-runs$/,
      ({ body }) => {
        last += 1;
        const check = { ...(body as unknown as GitHubCheck), id: last };
        self.checks.push(check);
        return { status: 201, body: check };
      },
    ],
    [
      "PATCH",
      /^\/check-runs\/(\d+)$/,
      ({ body }, id) => {
        const at = self.checks.findIndex((each) => each.id === id);
        const check = self.checks[at];
        if (!check) return undefined;
        self.checks[at] = { ...check, ...body };
        return { body: self.checks[at] };
      },
    ],
  ];

  const api = await jsonApi(token, message(401, "Bad credentials"), message(404, "Not Found"), (call) => {
    if (!call.path.startsWith(repository)) return undefined;
    const path = call.path.slice(repository.length);
    for (const [method, pattern, answer] of routes) {
      const match = method === call.method ? pattern.exec(path) : null;
      if (match) return answer(call, Number(match[1]), match[1] ?? "");
    }
    return undefined;
  });
  const self: GitHubApi = Object.assign(api, {
    env: {
      GITHUB_API_URL: api.url,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "example/schools",
      GITHUB_RUN_ID: "900",
      GITHUB_TOKEN: token,
    },
    pulls: [
      {
        number: 12,
        state: "open" as const,
        head: { sha: commit, ref: "raise-timeout", repo: { full_name: "example/schools" } },
        base: { ref: "main" },
      },
    ],
    runs: [plannedRun(17, commit)],
    comments: [],
    checks: [],
    artifacts: [{ id: 5001, name: "plan.html", expired: false }],
  });
  return self;
}
