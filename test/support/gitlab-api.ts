import { type Answer, type Call, type JsonApi, jsonApi, paged } from "./json-api.ts";

export interface GitLabNote {
  readonly id: number;
  body: string;
  readonly system: boolean;
  readonly author: { readonly id: number };
}

export interface GitLabStatus {
  readonly id: number;
  readonly name: string;
  status: string;
  description: string;
  target_url: string;
}

/** A stand-in of GitLab's API for one project, 42. */
export interface GitLabApi extends JsonApi {
  /** The variables of a job in its CI. */
  readonly env: Readonly<Record<string, string>>;
  readonly pipeline: { id: number; sha: string; ref: string; source: string; web_url: string };
  readonly request: { state: string; sha: string; head_pipeline: { id: number } | null };
  jobs: { readonly id: number; readonly name: string; readonly web_url: string }[];
  /** What the job that planned left, by name. */
  files: Record<string, string>;
  notes: GitLabNote[];
  statuses: GitLabStatus[];
  /** Quick actions that notes have carried out. */
  readonly commands: string[];
}

/** Whom the token is of. */
export const reviewer = 7;
export const token = "glpat-0123456789secret";
const project = "/api/v4/projects/42";

/** Starts a stand-in with the merge request 12, whose pipeline 17 is of this commit. */
export async function gitlabApi(commit: string): Promise<GitLabApi> {
  let last = 1000;
  const message = (status: number, text: unknown): Answer => ({ status, body: { message: text } });
  /** A line of a note whose first character is a slash is carried out, and is not shown; whatever stands around it. */
  const carriedOut = (body: unknown): string =>
    String(body)
      .split("\n")
      .filter((line) => {
        const isCommand = /^\/[a-z]/i.test(line);
        if (isCommand) self.commands.push(line.trim());
        return !isCommand;
      })
      .join("\n");

  const routes: readonly [string, RegExp, (call: Call, rest: string) => Answer | undefined][] = [
    [
      "GET",
      /^\/pipelines\/(\d+)$/,
      (_, id) => (Number(id) === self.pipeline.id ? { body: self.pipeline } : undefined),
    ],
    ["GET", /^\/pipelines\/(\d+)\/jobs$/, (call) => paged(self.url, call, self.jobs)],
    [
      "GET",
      /^\/jobs\/31\/artifacts\/(.+)$/,
      (_, name) => {
        const body = self.files[name];
        return body === undefined ? undefined : { body };
      },
    ],
    ["GET", /^\/merge_requests\/12$/, () => ({ body: self.request })],
    ["GET", /^\/merge_requests\/12\/notes$/, (call) => paged(self.url, call, self.notes)],
    [
      "POST",
      /^\/merge_requests\/12\/notes$/,
      ({ body }) => {
        last += 1;
        const note = { id: last, body: carriedOut(body.body), system: false, author: { id: reviewer } };
        self.notes.push(note);
        return { status: 201, body: note };
      },
    ],
    [
      "PUT",
      /^\/merge_requests\/12\/notes\/(\d+)$/,
      ({ body }, id) => {
        const note = self.notes.find((each) => each.id === Number(id));
        if (!note) return undefined;
        if (note.author.id !== reviewer) return message(403, "403 Forbidden");
        note.body = carriedOut(body.body);
        return { body: note };
      },
    ],
    [
      "DELETE",
      /^\/merge_requests\/12\/notes\/(\d+)$/,
      (_, id) => {
        const at = self.notes.findIndex((each) => each.id === Number(id));
        if (at < 0) return undefined;
        self.notes.splice(at, 1);
        return { status: 204 };
      },
    ],
    ["GET", /^\/repository\/commits\/[0-9a-f]+\/statuses$/, (call) => paged(self.url, call, self.statuses)],
    [
      "POST",
      /^\/statuses\/([0-9a-f]+)$/,
      ({ body }) => {
        const { name, state, description, target_url } = body as Record<string, string>;
        const there = self.statuses.find((each) => each.name === name);
        if (there?.status === state) {
          return message(400, { status: [`Cannot transition status via :${state} from :${state}`] });
        }
        last += 1;
        const status = {
          id: last,
          name: name ?? "",
          status: state ?? "",
          description: description ?? "",
          target_url: target_url ?? "",
        };
        self.statuses = [...self.statuses.filter((each) => each !== there), status];
        return { status: 201, body: status };
      },
    ],
  ];

  const api = await jsonApi(
    token,
    message(401, "401 Unauthorized"),
    message(404, "404 Not found"),
    (call) => {
      if (`${call.method} ${call.path}` === "GET /api/v4/user") return { body: { id: reviewer } };
      if (!call.path.startsWith(project)) return undefined;
      for (const [method, pattern, answer] of routes) {
        const match = method === call.method ? pattern.exec(call.path.slice(project.length)) : null;
        if (match) return answer(call, match[1] ?? "");
      }
      return undefined;
    },
  );
  const self: GitLabApi = Object.assign(api, {
    env: {
      CI_API_V4_URL: `${api.url}/api/v4`,
      CI_PROJECT_ID: "42",
      CI_JOB_ID: "900",
      SCHOOLGATE_TOKEN: token,
    },
    pipeline: {
      ...{ id: 17, sha: commit, ref: "refs/merge-requests/12/head", source: "merge_request_event" },
      web_url: "https://gitlab.example/schools/-/pipelines/17",
    },
    request: { state: "opened", sha: commit, head_pipeline: { id: 17 } },
    jobs: [{ id: 31, name: "schoolgate plan", web_url: "https://gitlab.example/schools/-/jobs/31" }],
    files: {},
    notes: [],
    statuses: [],
    commands: [],
  });
  return self;
}
