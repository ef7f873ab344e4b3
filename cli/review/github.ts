import { z } from "zod";
import type { Forge, OwnComment } from "./forge.ts";
import { pullRequest, type Repository, type Run } from "./github-run.ts";
import { type Outcome, overall } from "./outcomes.ts";

/** Whom GitHub shows a workflow's token as. Nobody else can write under that name. */
const account = "github-actions[bot]";
/** Marks a check run as ours, with the run that set it. */
const mark = /^schoolgate:(\d{1,15})$/;

const comments = z.array(
  z.object({
    id: z.int(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullable(),
  }),
);

const checkRuns = z.object({
  check_runs: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      external_id: z.string().nullish(),
      conclusion: z.string().nullish(),
    }),
  ),
});

/** The pull request that a run planned, on GitHub. */
export async function githubForge(repository: Repository, run: Run, number: number): Promise<Forge> {
  const { api, path, url } = repository;
  const comment = (id: number): string => `${path}/issues/comments/${id}`;
  return {
    change: `#${number}`,
    edition: { run: run.id, attempt: run.run_attempt, previews: 0, commit: run.head_sha },
    links: { run: `${url}/actions/runs/${run.id}`, ...(await pageOf(repository, run.id)) },

    async currentCommit() {
      const { state, head } = await api.get(`${path}/pulls/${number}`, pullRequest);
      return state === "open" ? head.sha : undefined;
    },
    async comments() {
      const all = await api.list(`${path}/issues/${number}/comments`, comments, (page) => page);
      return all
        .flatMap(({ id, body, user }): OwnComment[] =>
          user?.login === account ? [{ id, body: body ?? "" }] : [],
        )
        .sort((a, b) => a.id - b.id);
    },
    create: (body) => api.send("POST", `${path}/issues/${number}/comments`, { body }),
    edit: (id, body) => api.send("PATCH", comment(id), { body }),
    remove: (id) => api.send("DELETE", comment(id)),
    check: (outcomes) => setChecks(repository, run, outcomes),
  };
}

/** The address of the plan as a page, which is an artifact of its own. */
async function pageOf({ api, path, url }: Repository, run: number): Promise<{ page?: string }> {
  const [page] = await api.list(
    `${path}/actions/runs/${run}/artifacts?name=plan.html`,
    z.object({ artifacts: z.array(z.object({ id: z.int(), expired: z.boolean() })) }),
    ({ artifacts }) => artifacts.filter(({ expired }) => !expired),
  );
  return page === undefined ? {} : { page: `${url}/actions/runs/${run}/artifacts/${page.id}` };
}

/** A commit may be planned again: what that run sets takes the place of what the last one set. */
async function setChecks(
  { api, path, url }: Repository,
  run: Run,
  outcomes: readonly Outcome[],
): Promise<void> {
  const all = await api.list(
    `${path}/commits/${run.head_sha}/check-runs`,
    checkRuns,
    (page) => page.check_runs,
  );
  const ours = all.flatMap(({ external_id, ...check }) => {
    const by = mark.exec(external_id ?? "")?.[1];
    return by === undefined ? [] : [{ ...check, by: Number(by) }];
  });
  if (ours.some(({ by }) => by > run.id)) return;
  const set = { details_url: `${url}/actions/runs/${run.id}`, external_id: `schoolgate:${run.id}` };
  for (const { name, conclusion, title, summary } of outcomes) {
    const there = ours.find((check) => check.name === name);
    const body = { ...set, status: "completed", conclusion, output: { title, summary } };
    if (there) await api.send("PATCH", `${path}/check-runs/${there.id}`, body);
    else await api.send("POST", `${path}/check-runs`, { name, head_sha: run.head_sha, ...body });
  }
  const names = new Set(outcomes.map(({ name }) => name));
  const healed = ours.filter(({ name, conclusion }) => !names.has(name) && conclusion !== "success");
  for (const { id, name } of healed) {
    const title = `No stack breaks ${name.slice(overall.length + 3)} any more`;
    const body = { ...set, status: "completed", conclusion: "success", output: { title, summary: title } };
    await api.send("PATCH", `${path}/check-runs/${id}`, body);
  }
}
