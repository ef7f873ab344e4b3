import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeOutput } from "../../../lib/write-file.ts";
import { command, type ExitCode } from "../../command.ts";
import { pipelineOf, planFile } from "../../review/gitlab.ts";
import { idOf } from "../../review/variables.ts";

/** `gate review fetch`: a plan out of another pipeline of GitLab, which `needs:project` does in paid tiers only. */
export const fetchPlan = command(
  {
    name: "review fetch",
    description: "On GitLab: fetch plan.json from the job that planned",
  },
  {
    run: { type: "string", required: true, valueHint: "id", description: "The pipeline that made the plan" },
    out: { type: "string", required: true, valueHint: "folder", description: "Folder for it" },
  },
  ["./gate review fetch --run 17 --out artifact"],
  async ({ run, out }, deps): Promise<ExitCode> => {
    const pipeline = await pipelineOf(idOf(run, "run"), deps);
    const folder = resolve(deps.cwd, out);
    mkdirSync(folder, { recursive: true });
    const text = await planFile(pipeline);
    // Without one, the review says so where everybody sees it.
    deps.stdout.write(`The pipeline ${pipeline.id} left ${text === undefined ? "no " : ""}plan.json.\n`);
    if (text !== undefined) writeOutput(join(folder, "plan.json"), text);
    return 0;
  },
);
