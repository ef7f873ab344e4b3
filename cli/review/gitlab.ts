import { z } from "zod";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { Api } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { mostPlanBytes } from "./artifact.ts";
import type { Forge, OwnComment } from "./forge.ts";
import { type Outcome, overall } from "./outcomes.ts";
import { address, tokenForm, variable } from "./variables.ts";

/** The job that plans. */
const planJob = "schoolgate plan";

const sha = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);
const pipelineShape = z.object({
  id: z.int(),
  sha,
  ref: z.string(),
  source: z.string(),
  web_url: z.string(),
});
const jobs = z.array(z.object({ id: z.int(), name: z.string(), web_url: z.string() }));
const mergeRequest = z.object({
  state: z.string(),
  sha,
  head_pipeline: z.object({ id: z.int() }).nullish(),
});
const notes = z.array(
  z.object({ id: z.int(), body: z.string(), system: z.boolean(), author: z.object({ id: z.int() }) }),
);
const statuses = z.array(
  z.object({ name: z.string(), status: z.string(), description: z.string().nullish() }),
);

/** A pipeline that planned a merge request, on GitLab. */
export interface Pipeline {
  readonly api: Api;
  /** `/projects/<id>`. */
  readonly path: string;
  readonly id: number;
  readonly sha: string;
  /** Number of the merge request. */
  readonly change: number;
  /** Its page. */
  readonly url: string;
  /** The job that planned; absent where there is none. */
  readonly job?: { readonly id: number; readonly url: string };
}

/**
 * Asks which merge request a pipeline planned.
 *
 * @throws {Refusal} outside of a job that has a token, and when the pipeline is none of a merge request
 */
export async function pipelineOf(
  id: number,
  { env, now, sleep }: Pick<Deps, "env" | "now" | "sleep">,
): Promise<Pipeline> {
  const whose = "GitLab CI sets it; gate review runs there";
  const base = variable(env, "CI_API_V4_URL", address, whose);
  const path = `/projects/${variable(env, "CI_PROJECT_ID", /^\d+$/, whose)}`;
  const token = variable(
    env,
    "SCHOOLGATE_TOKEN",
    tokenForm,
    "make it a protected, masked variable: a project access token of the role Developer with the scope api",
  );
  const needs = "the role Developer and the scope api";
  const api = new Api({ name: "GitLab", base, token, headers: {}, needs }, { now, sleep });
  const { sha, ref, source, web_url: url } = await api.get(`${path}/pipelines/${id}`, pipelineShape);
  const change = /^refs\/merge-requests\/(\d{1,9})\/(?:head|merge|train)$/.exec(ref)?.[1];
  if (source !== "merge_request_event" || change === undefined) {
    throw new Refusal(
      `the pipeline ${id} is none of a merge request`,
      "give --run the id of a merge request's pipeline: $CI_UPSTREAM_PIPELINE_ID of the pipeline that it triggers",
    );
  }
  // A job that was run again is listed first by its last run.
  const [job] = (await api.list(`${path}/pipelines/${id}/jobs`, jobs, (page) => page)).filter(
    ({ name }) => name === planJob,
  );
  return {
    api,
    path,
    id,
    sha,
    url,
    change: Number(change),
    ...(job ? { job: { id: job.id, url: job.web_url } } : {}),
  };
}

/**
 * The plan that the job left behind.
 *
 * @returns `undefined`: there is none
 * @throws {ApiError}
 */
export async function planFile({ api, path, job }: Pipeline): Promise<string | undefined> {
  if (job === undefined) return undefined;
  return api.text(`${path}/jobs/${job.id}/artifacts/plan.json`, mostPlanBytes).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
}

/** The merge request that a pipeline planned. */
export async function gitlabForge(pipeline: Pipeline): Promise<Forge> {
  const { api, path, id, sha, url, change, job } = pipeline;
  const request = `${path}/merge_requests/${change}`;
  const { id: account } = await api.get("/user", z.object({ id: z.int() }));
  return {
    change: `!${change}`,
    edition: { run: id, attempt: job?.id ?? 0, previews: 0, commit: sha },
    links: { run: job?.url ?? url, ...(job ? { page: `${job.url}/artifacts/file/plan.html` } : {}) },

    async currentCommit() {
      const { state, sha: current, head_pipeline: newest } = await api.get(request, mergeRequest);
      if (state !== "opened" && state !== "locked") return undefined;
      // The pipeline of a merged result has a commit of its own.
      return newest?.id === id ? sha : current;
    },
    async comments() {
      const all = await api.list(`${request}/notes?sort=asc&order_by=created_at`, notes, (page) => page);
      return all
        .flatMap(({ id, body, system, author }): OwnComment[] =>
          author.id === account && !system ? [{ id, body }] : [],
        )
        .sort((a, b) => a.id - b.id);
    },
    create: (body) => api.send("POST", `${request}/notes`, { body }),
    edit: (note, body) => api.send("PUT", `${request}/notes/${note}`, { body }),
    remove: (note) => api.send("DELETE", `${request}/notes/${note}`),
    check: (outcomes) => setStatuses(pipeline, outcomes, job?.url ?? url),
  };
}

/** Commit statuses in the merge request's own pipeline: a failed one fails it. What is only advised is a success. */
async function setStatuses(
  { api, path, id, sha }: Pipeline,
  outcomes: readonly Outcome[],
  target_url: string,
): Promise<void> {
  const all = await api.list(
    `${path}/repository/commits/${sha}/statuses?pipeline_id=${id}`,
    statuses,
    (page) => page,
  );
  const set = async (name: string, state: "success" | "failed", title: string): Promise<void> => {
    const description = title.slice(0, 255);
    // GitLab refuses a status that changes nothing.
    if (all.some((there) => there.name === name && there.status === state)) return;
    await api.send("POST", `${path}/statuses/${sha}`, {
      pipeline_id: id,
      name,
      state,
      description,
      target_url,
    });
  };
  for (const { name, conclusion, title } of outcomes) {
    await set(name, conclusion === "failure" ? "failed" : "success", title);
  }
  const names = new Set(outcomes.map(({ name }) => name));
  for (const { name, status } of all) {
    if (!name.startsWith(`${overall} / `) || names.has(name) || status === "success") continue;
    await set(name, "success", `No stack breaks ${name.slice(overall.length + 3)} any more`);
  }
}
