import { resolve } from "node:path";
import { textsOf } from "../../../plan/report/texts/of.ts";
import { command, type ExitCode } from "../../command.ts";
import type { Deps } from "../../deps.ts";
import { langArg, languageOf } from "../../language.ts";
import { type Artifact, readArtifact } from "../../review/artifact.ts";
import type { Forge } from "../../review/forge.ts";
import { githubForge } from "../../review/github.ts";
import { plannedRun, pullRequestOf, repositoryOf } from "../../review/github-run.ts";
import { gitlabForge, pipelineOf } from "../../review/gitlab.ts";
import { post } from "../../review/post.ts";
import { previewsMarkdown } from "../../review/previews.ts";
import { reviewTextsOf } from "../../review/texts/of.ts";
import { idOf, variable } from "../../review/variables.ts";
import { forgeName, onArg } from "./arguments.ts";

/** `gate review post`: the one comment and the checks of a change. Runs nothing of the change, and trusts nothing of it. */
export const postReview = command(
  {
    name: "review post",
    description: "Post a plan: one comment, written anew each time, and a check for each broken policy",
  },
  {
    ...onArg,
    run: {
      type: "string",
      required: true,
      valueHint: "id",
      description: "The run (GitHub) or pipeline (GitLab) that made the plan",
    },
    plan: { type: "string", required: true, valueHint: "file", description: "The plan as JSON" },
    previews: {
      type: "string",
      valueHint: "folder",
      description: "What gate review preview wrote. Default: nothing was previewed",
    },
    ...langArg,
  },
  [
    "./gate review post --on github --run 17 --plan plan.json",
    "./gate review post --on gitlab --run 17 --plan plan.json --previews previews",
  ],
  async ({ on, run, plan, previews, lang }, deps): Promise<ExitCode> => {
    const forge = forgeName(on);
    const id = idOf(run, "run");
    const language = languageOf(lang, deps.root);
    const [texts, planTexts] = [reviewTextsOf(language), textsOf(language)];
    const artifact = readArtifact(resolve(deps.cwd, plan));
    const change = forge === "github" ? await onGitHub(id, artifact, deps) : await onGitLab(id, deps);
    if (change === undefined) {
      deps.stdout.write("The pull request is closed, or its fork is gone: nothing was posted.\n");
      return 0;
    }
    const isPreviewed = previews !== undefined && "plan" in artifact;
    const said = await post(
      {
        ...{ artifact, texts, planTexts },
        edition: { ...change.edition, previews: isPreviewed ? jobOf(forge, deps) : 0 },
        ...(isPreviewed
          ? { previews: previewsMarkdown(artifact.plan, resolve(deps.cwd, previews), texts) }
          : {}),
      },
      change,
    );
    deps.stdout.write(`${said}\n`);
    return 0;
  },
);

async function onGitHub(id: number, artifact: Artifact, deps: Deps): Promise<Forge | undefined> {
  const repository = repositoryOf(deps);
  const run = await plannedRun(repository, id);
  const base = "plan" in artifact ? artifact.plan.base?.ref : undefined;
  const number = await pullRequestOf(repository, run, base);
  return number === undefined ? undefined : githubForge(repository, run, number);
}

async function onGitLab(id: number, deps: Deps): Promise<Forge> {
  return gitlabForge(await pipelineOf(id, deps));
}

/** The run that this is: of two comments on one plan, the later one's previews stay. */
function jobOf(forge: "github" | "gitlab", { env }: Deps): number {
  const name = forge === "github" ? "GITHUB_RUN_ID" : "CI_JOB_ID";
  return Number(variable(env, name, /^\d{1,15}$/, "CI sets it; gate review runs there"));
}
