import { Refusal } from "../../../lib/refusal.ts";
import { command, type ExitCode } from "../../command.ts";
import { repositoryOf, runOf } from "../../review/github-run.ts";
import { gitlabForge, pipelineOf } from "../../review/gitlab.ts";
import { idOf } from "../../review/variables.ts";
import { forgeName, onArg } from "./arguments.ts";

/** `gate review subject`: which commit is to be previewed, settled before anybody allows it credentials. */
export const subject = command(
  {
    name: "review subject",
    description: "Print the commit under review and the run that planned it, as lines commit=… and run=…",
  },
  {
    ...onArg,
    "pull-request": { type: "string", valueHint: "number", description: "On GitHub: the pull request" },
    run: { type: "string", valueHint: "id", description: "On GitLab: the pipeline that made the plan" },
  },
  ["./gate review subject --on github --pull-request 12", "./gate review subject --on gitlab --run 17"],
  async ({ on, "pull-request": number, run }, deps): Promise<ExitCode> => {
    const forge = forgeName(on);
    if (forge === "github") {
      if (number === undefined)
        throw new Refusal("--on github needs --pull-request", "add --pull-request <number>");
      const found = await runOf(repositoryOf(deps), idOf(number, "pull-request"));
      deps.stdout.write(`commit=${found.commit}\nrun=${found.run}\n`);
      return 0;
    }
    if (run === undefined) throw new Refusal("--on gitlab needs --run", "add --run $CI_UPSTREAM_PIPELINE_ID");
    const pipeline = await pipelineOf(idOf(run, "run"), deps);
    const { change, currentCommit } = await gitlabForge(pipeline);
    if ((await currentCommit()) !== pipeline.sha) {
      throw new Refusal(
        `${change} has moved on from ${pipeline.sha.slice(0, 12)}`,
        "preview its newest pipeline",
      );
    }
    deps.stdout.write(`commit=${pipeline.sha}\nrun=${pipeline.id}\n`);
    return 0;
  },
);
