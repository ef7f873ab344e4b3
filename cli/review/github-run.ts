import { z } from "zod";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { Api } from "./api.ts";
import { address, tokenForm, variable } from "./variables.ts";

/** The workflow that plans. */
const workflow = "review.yml";

const sha = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);

const run = z.object({
  id: z.int(),
  run_attempt: z.int(),
  event: z.string(),
  path: z.string(),
  head_sha: sha,
  head_branch: z.string(),
  /** `null`: the fork is deleted. */
  head_repository: z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }).nullable(),
  html_url: z.string(),
});

/** A pull request as far as a review needs it. */
export const pullRequest = z.object({
  number: z.int(),
  state: z.string(),
  head: z.object({ sha, repo: z.object({ full_name: z.string() }).nullable() }),
  base: z.object({ ref: z.string() }),
});

/** A run of the workflow that plans. */
export type Run = z.infer<typeof run>;

/** GitHub's API for one repository. */
export interface Repository {
  readonly api: Api;
  /** `/repos/<owner>/<name>`. */
  readonly path: string;
  /** Of the web pages. */
  readonly url: string;
}

/** @throws {Refusal} outside of a workflow's job that has a token */
export function repositoryOf({ env, now, sleep }: Pick<Deps, "env" | "now" | "sleep">): Repository {
  const whose = "GitHub Actions sets it; gate review runs there";
  const base = variable(env, "GITHUB_API_URL", address, whose);
  const server = variable(env, "GITHUB_SERVER_URL", address, whose);
  const name = variable(env, "GITHUB_REPOSITORY", /^[\w.-]+\/[\w.-]+$/, whose);
  const token = variable(
    env,
    "GITHUB_TOKEN",
    tokenForm,
    "hand github.token to the step, as the variable GITHUB_TOKEN",
  );
  const headers = {
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    "user-agent": "schoolgate",
  };
  const needs = "permissions: { actions: read, checks: write, pull-requests: write }";
  return {
    api: new Api({ name: "GitHub", base, token, headers, needs }, { now, sleep }),
    path: `/repos/${name}`,
    url: `${server}/${name}`,
  };
}

/** @throws {Refusal} when the run is none that planned a pull request: nothing else says whose plan it is */
export async function plannedRun({ api, path }: Repository, id: number): Promise<Run> {
  const found = await api.get(`${path}/actions/runs/${id}`, run);
  if (found.event === "pull_request" && found.path.split("@")[0] === `.github/workflows/${workflow}`)
    return found;
  throw new Refusal(
    `the run ${id} did not plan a pull request`,
    `give --run the id of a run of ${workflow} for a pull request`,
  );
}

/**
 * The open pull request that a run planned. The run says of which branch it was, and for a fork it says no more; what
 * the run's artifact says of itself is not asked.
 *
 * @param base of the plan: it decides between pull requests of one branch to two
 * @returns `undefined`: it is closed, or its fork is gone
 */
export async function pullRequestOf(
  { api, path }: Repository,
  { head_repository: head, head_branch: branch }: Run,
  base: string | undefined,
): Promise<number | undefined> {
  if (head === null) return undefined;
  const query = new URLSearchParams({ state: "open", head: `${head.owner.login}:${branch}` });
  const pulls = await api.list(`${path}/pulls?${query.toString()}`, z.array(pullRequest), (page) => page);
  const own = pulls.filter((pull) => pull.head.repo?.full_name === head.full_name);
  if (own.length <= 1) return own[0]?.number;
  const [only, ...others] = own.filter((pull) => `origin/${pull.base.ref}` === base);
  if (only && others.length === 0) return only.number;
  throw new Refusal(
    `${own.map(({ number }) => `#${number}`).join(" and ")} have the same branch, and the plan does not say which is meant`,
    "plan against origin/<base of the pull request>",
  );
}

/**
 * The newest finished run that planned a pull request as it is now.
 *
 * @throws {Refusal} when the pull request is closed, or was not planned yet
 */
export async function runOf(
  { api, path }: Repository,
  number: number,
): Promise<{ commit: string; run: number }> {
  const { head, state } = await api.get(`${path}/pulls/${number}`, pullRequest);
  if (state !== "open") throw new Refusal(`#${number} is closed`, "open it again, or name another one");
  const query = new URLSearchParams({ head_sha: head.sha, event: "pull_request", status: "completed" });
  const [newest] = await api.list(
    `${path}/actions/workflows/${workflow}/runs?${query.toString()}`,
    z.object({ workflow_runs: z.array(z.object({ id: z.int() })) }),
    (page) => page.workflow_runs,
  );
  if (newest) return { commit: head.sha, run: newest.id };
  throw new Refusal(
    `#${number} has no finished plan of ${head.sha.slice(0, 12)}`,
    "wait for the workflow Review to end, then run this again",
  );
}
