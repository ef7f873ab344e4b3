import { Refusal } from "../../lib/refusal.ts";
import { count } from "../../lib/report.ts";
import { shellWord } from "../../lib/shell-word.ts";
import { writeOutput } from "../../lib/write-file.ts";
import { agreed } from "../ask.ts";
import { command, type ExitCode } from "../command.ts";
import { formatOf, outputFiles } from "../output-files.ts";
import { extensions, formats, isDone } from "../rollout/report.ts";
import { atMost, shareOf, sharesOf, wavesOf } from "../rollout/waves.ts";
import { platformArg, schoolsArg } from "../selection.ts";

const defaultWaves = "1,5%,25%,100%";

/** `gate rollout`: brings up what was reviewed, and nothing else. */
export const rollout = command(
  {
    name: "rollout",
    description:
      "Bring a reviewed plan up on Pulumi's engine, school by school in waves: whatever an up would do besides holds a school back",
  },
  {
    ...schoolsArg,
    ...platformArg,
    plan: {
      type: "string",
      valueHint: "file",
      required: true,
      description: "What was reviewed: `gate plan --against <ref> --out plan.json`, of these schools",
    },
    canary: {
      type: "string",
      valueHint: "school…",
      description: "School that goes first; may be given several times",
    },
    waves: {
      type: "string",
      valueHint: "share,…",
      description: `How many schools have the change after each wave. Default: ${defaultWaves}`,
    },
    tolerate: {
      type: "string",
      valueHint: "n|n%",
      description: "Go on although so many schools are held back or cut off. Default: 0",
    },
    yes: { type: "boolean", description: "Do not ask" },
    format: {
      type: "string",
      valueHint: "text|json|markdown",
      description: "What stdout gets in the end. Default: text",
    },
    out: {
      type: "string",
      valueHint: "file…",
      description: "File to write, in the format of its name: .json, .md, .txt; may be given several times",
    },
  },
  [
    "./gate rollout --plan plan.json",
    "./gate rollout --plan plan.json --canary demo --waves 5,10%,50%,100%",
    "./gate rollout --plan plan.json --tolerate 2% --yes --out rollout.md",
    "./gate rollout 'north*' --plan plan.json --yes --format json | jq '.stacks'",
  ],
  async (args, deps, valuesOf): Promise<ExitCode> => {
    const { _: words, platform, plan: file, waves: waveText = defaultWaves, tolerate = "0" } = args;
    const { cwd, root, stdout, stderr } = deps;
    const files = outputFiles(valuesOf("out"), cwd, extensions);
    const format = args.format === undefined ? "text" : formatOf(args.format, formats);
    const canaries = valuesOf("canary");
    const [shares, most] = [sharesOf(waveText), shareOf(tolerate, "--tolerate")];
    // Loaded only here: an engine, and what plans, are by far the most of this command.
    const [{ reviewedPlan }, { pulumiStacks }, { rollOut }] = await Promise.all([
      import("../rollout/plan-file.ts"),
      import("../rollout/engine.ts"),
      import("../rollout/rollout.ts"),
    ]);
    const { plan, stacks, moved } = await reviewedPlan(
      file,
      { words, platform, written: files.map(({ path }) => path) },
      deps,
    );
    const waves = wavesOf(plan, stacks, { canaries, shares });
    const all = waves.flatMap((wave) => wave.stacks);
    if (all.length === 0) throw new Refusal(`${file} changes no stack`, "there is nothing to roll out");
    stderr.write(
      waves.map(({ title, stacks }, at) => `${at + 1}. ${title}: ${stacks.join(", ")}\n`).join(""),
    );
    if (args.yes !== true) {
      const message = `Bring ${count(all.length, "stack")} up?`;
      if (!(await agreed({ message }, "--yes", deps)))
        throw new Refusal("not rolled out", "nothing was done");
    }
    const task = { waves, stacks, moved, open: pulumiStacks(root), tolerate: atMost(most, all.length) };
    const endings = await rollOut(task, deps);
    const report = {
      base: plan.base,
      head: plan.head,
      endings,
      command: commandLine(args, canaries, valuesOf("out")),
    };
    for (const { path, format } of files) writeOutput(path, formats[format](report));
    stdout.write(formats[format](report));
    return isDone(endings) ? 0 : 1;
  },
);

/** The same command again: it goes on from wherever things are. */
function commandLine(
  {
    _: words,
    platform,
    plan,
    waves,
    tolerate,
  }: Readonly<{ _: string[] }> &
    Readonly<Partial<Record<"platform" | "plan" | "waves" | "tolerate", string | undefined>>>,
  canaries: readonly string[],
  out: readonly string[],
): string {
  const flag = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, value];
  const given = [
    ...words,
    ...flag("platform", platform),
    ...flag("plan", plan),
    ...canaries.flatMap((name) => flag("canary", name)),
    ...flag("waves", waves),
    ...flag("tolerate", tolerate),
    ...out.flatMap((name) => flag("out", name)),
  ];
  return ["./gate rollout", ...given.map(shellWord)].join(" ");
}
