import type { Plan } from "../../plan/model.ts";
import { atOnceArg, parseAtOnce } from "../at-once.ts";
import { command, type ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import { langArg, languageOf } from "../language.ts";
import { planOutputArgs } from "../plan/output-args.ts";
import { type Selection, selectionArgs } from "../selection.ts";

/** `gate drift`: what cloud and cluster hold otherwise than the states. */
export const drift = command(
  {
    name: "drift",
    description:
      "What cloud and cluster hold otherwise than the states, equal drift in one group, worst first; changes nothing",
  },
  {
    ...selectionArgs,
    ...atOnceArg,
    ...planOutputArgs,
    ...langArg,
  },
  [
    "./gate drift",
    "./gate drift 'north*' --platform hz",
    "./gate drift --out drift.html --out drift.json",
    "./gate drift demo --format json | jq '.groups[].changes[] | {type, name, operation}'",
  ],
  async (args, deps, valuesOf): Promise<ExitCode> => {
    const { _: words, platform, changed, format: formatName, lang } = args;
    // Loaded only here: what shows a plan is by far the most of this command.
    const [{ planOutput, writePlan }, { driftTexts }, { shellWord }] = await Promise.all([
      import("../plan/output.ts"),
      import("../../fleet/drift/texts.ts"),
      import("../../lib/shell-word.ts"),
    ]);
    const texts = driftTexts(languageOf(lang, deps.root));
    const output = planOutput(formatName, valuesOf("out"), deps.cwd);
    const found = await surveyed({ words, platform, changed }, parseAtOnce(args["at-once"]), deps);
    const chosen = [
      ...words,
      ...(platform === undefined ? [] : ["--platform", platform]),
      ...(changed === undefined ? [] : ["--changed", changed]),
    ];
    const command = ["./gate drift", ...chosen.map(shellWord)].join(" ");
    writePlan(found, output, { command, texts }, deps);
    if (found.totals.failed > 0) return 1;
    return found.totals.changed > 0 ? 2 : 0;
  },
);

/** Asks stack by stack, so many at once. */
async function surveyed(selection: Selection, atOnce: number, deps: Deps): Promise<Plan> {
  const [
    { refreshed, withoutPulumi },
    { stacksInBackend },
    { driftPlan },
    { selectedStacks },
    { listStacks },
    { Semaphore },
    { progress },
  ] = await Promise.all([
    import("../drift/refresh.ts"),
    import("../pulumi-stack.ts"),
    import("../../fleet/drift/survey.ts"),
    import("../selection.ts"),
    import("../../infra/config/folder.ts"),
    import("../../lib/semaphore.ts"),
    import("../plan/progress.ts"),
  ]);
  const names = (await selectedStacks(selection, deps.root)) ?? listStacks(deps.root).names;
  const there = await stacksInBackend(deps.root, withoutPulumi);
  const turns = new Semaphore(atOnce);
  const { onProgress, end } = progress(deps, "Asked");
  let done = 0;
  const ask = async (name: string) => {
    const outcome = there.has(name) ? await turns.run(() => refreshed(deps.root, name)) : "not up";
    done += 1;
    onProgress(done, names.length);
    return [name, outcome] as const;
  };
  try {
    return driftPlan(new Map(await Promise.all(names.map(ask))));
  } finally {
    end();
  }
}
