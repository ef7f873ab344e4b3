import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "./projects.ts";

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
export interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly Step[];
}
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(repository, ".github/workflows");
/** The text of each workflow, by its file. */
export const texts = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
);
export const workflows = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [name, parse(text) as Workflow]),
);
export const jobsOf = (name: string): Readonly<Record<string, Job>> => workflows[name]?.jobs ?? {};
/** Every job, named like `review.yml plan`. */
export const everyJob = Object.entries(workflows).flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]): [string, Job] => [`${file} ${name}`, job]),
);
/** An expression as GitHub evaluates it. */
export const expression = (name: string): string => `\${{ ${name} }}`;

export interface GitLabJob {
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly environment?: { readonly name: string };
  readonly variables?: Readonly<Record<string, string>>;
  readonly trigger?: unknown;
  readonly inherit?: unknown;
}
/** The jobs for GitLab, by their names. */
export const gitlab = parse(readFileSync(join(repository, "ci/gitlab/review.yml"), "utf8"), {
  merge: true,
}) as Readonly<Record<string, GitLabJob>>;
