import type { Plan } from "../../plan/model.ts";
import { atOnceArg, parseAtOnce } from "../at-once.ts";
import { command, type ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import { langArg, languageOf } from "../language.ts";
import { formatOf, outputFiles } from "../output-files.ts";
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
    format: {
      type: "string",
      valueHint: "text|json|markdown|html",
      description: "What stdout gets. Default: text; with --out: what was written",
    },
    out: {
      type: "string",
      valueHint: "file…",
      description:
        "File to write, in the format of its name: .json, .md, .html, .txt; may be given several times",
    },
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
    const { cwd, stdout, colour } = deps;
    // Loaded only here: what shows a plan is by far the most of this command.
    const [{ extensions, formats, pageOf, render }, { driftTexts }, { writeOutput }] = await Promise.all([
      import("../plan/formats.ts"),
      import("../../fleet/drift/texts.ts"),
      import("../../lib/write-file.ts"),
    ]);
    const texts = driftTexts(languageOf(lang, deps.root));
    const files = outputFiles(valuesOf("out"), cwd, extensions);
    const format = formatName === undefined ? undefined : formatOf(formatName, formats);
    const found = await surveyed({ words, platform, changed }, parseAtOnce(args["at-once"]), deps);
    const command = ["./gate drift", ...words].join(" ");
    const rendering = { command, page: pageOf(files), colour: false, texts };
    // All are made before the first is written.
    const rendered = files.map((file) => ({ ...file, text: render(found, file.format, rendering) }));
    for (const { path, text } of rendered) writeOutput(path, text);
    if (format !== undefined || files.length === 0) {
      stdout.write(render(found, format ?? "text", { ...rendering, colour: colour.stdout }));
    } else {
      const { closingOf } = await import("../../plan/report/text.ts");
      stdout.write(
        `${closingOf(found, texts, colour.stdout)}\n${texts.wrote(files.map(({ name }) => name))}\n`,
      );
    }
    if (found.totals.failed > 0) return 1;
    return found.totals.changed > 0 ? 2 : 0;
  },
);

/** Asks stack by stack, so many at once. */
async function surveyed(selection: Selection, atOnce: number, deps: Deps): Promise<Plan> {
  const [
    { refreshed, stacksInBackend },
    { driftPlan },
    { selectedStacks },
    { listStacks },
    { Semaphore },
    { progress },
  ] = await Promise.all([
    import("../drift/refresh.ts"),
    import("../../fleet/drift/survey.ts"),
    import("../selection.ts"),
    import("../../infra/config/folder.ts"),
    import("../../lib/semaphore.ts"),
    import("../plan/progress.ts"),
  ]);
  const names = (await selectedStacks(selection, deps.root)) ?? listStacks(deps.root).names;
  const there = await stacksInBackend(deps.root);
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
