import { isWhole } from "../../plan/coverage.ts";
import type { Plan } from "../../plan/model.ts";
import { command, type ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import { langArg, languageOf } from "../language.ts";
import type { PlanArgs } from "../plan/command-line.ts";
import { planOutputArgs } from "../plan/output-args.ts";
import { platformArg, schoolsArg } from "../selection.ts";

/** `gate plan`: what the working tree does to every school. */
export const planStacks = command(
  {
    name: "plan",
    description: "What a change does to every school, and what rules it breaks; without credentials",
  },
  {
    ...schoolsArg,
    ...platformArg,
    against: {
      type: "string",
      valueHint: "ref",
      description:
        "Compare with where the branch began: the merge base with main, origin/main, … Default: nothing",
    },
    state: {
      type: "string",
      valueHint: "file…",
      description: "Compare with what `pulumi stack export` printed instead; its stack is planned",
    },
    ...planOutputArgs,
    ...langArg,
  },
  [
    "./gate plan --against main",
    "./gate plan demo lakeside --against HEAD~1 --format json | jq '.groups[].schools'",
    "./gate plan --against origin/main --out plan.json --out plan.md --out plan.html",
    "./gate plan 'north*' --platform hz --against main",
    "./gate plan --state demo.json",
    "./gate plan --against main --lang zh --out plan.md",
    "./gate plan demo",
  ],
  async ({ _: names, platform, against, format: formatName, lang }, deps, valuesOf): Promise<ExitCode> => {
    // Loaded only here: what plans is by far the most of this command.
    const [{ planOutput, writePlan }, { commandLine }, { textsOf }] = await Promise.all([
      import("../plan/output.ts"),
      import("../plan/command-line.ts"),
      import("../../plan/report/texts/of.ts"),
    ]);
    const texts = textsOf(languageOf(lang, deps.root));
    const output = planOutput(formatName, valuesOf("out"), deps.cwd);
    const states = valuesOf("state");
    const plan = await planned({ names, platform, against, states }, deps);
    writePlan(plan, output, { command: commandLine({ names, platform, against, states }), texts }, deps);
    return exitCodeOf(plan);
  },
);

async function planned({ names, platform, against, states }: PlanArgs, deps: Deps): Promise<Plan> {
  const [{ plan }, { progress }, { stateFiles }] = await Promise.all([
    import("../../plan/plan.ts"),
    import("../plan/progress.ts"),
    import("../plan/state-files.ts"),
  ]);
  const compared =
    states.length === 0 ? undefined : stateFiles({ names, platform, against, states }, deps.cwd);
  const { onProgress, end } = progress(deps);
  try {
    return await plan({
      root: deps.root,
      ...(names.length === 0 ? {} : { names }),
      platform,
      against,
      states: compared,
      onProgress,
    });
  } finally {
    end();
  }
}

/** 1 comes before 2: what could not be planned or must not be merged is not hidden by a change. */
function exitCodeOf({ base, totals, problems }: Plan): ExitCode {
  if (totals.mandatory > 0 || totals.failed > 0 || !isWhole(problems)) return 1;
  return base !== undefined && totals.changed > 0 ? 2 : 0;
}
