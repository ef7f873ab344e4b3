import { homedir } from "node:os";
import { totalsWords } from "../../fleet/report/words.ts";
import type { FleetStatus } from "../../fleet/status/model.ts";
import { writeOutput } from "../../lib/write-file.ts";
import { command, type ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import { formatOf, outputFiles } from "../output-files.ts";
import { type Selection, selectionArgs } from "../selection.ts";
import { extensions, formats } from "../status/formats.ts";

/** `gate status`: how every stack is, worst first. */
export const status = command(
  {
    name: "status",
    description:
      "How every school is, worst first: file, state, outstanding changes, lock, addresses, certificates, open step; without a secret",
  },
  {
    ...selectionArgs,
    format: {
      type: "string",
      valueHint: "text|json|html",
      description: "What stdout gets. Default: text; with --out: what was written",
    },
    out: {
      type: "string",
      valueHint: "file…",
      description: "File to write, in the format of its name: .json, .html, .txt; may be given several times",
    },
  },
  [
    "./gate status",
    "./gate status 'north*' --platform hz",
    "./gate status --out status.html --out status.json",
    "./gate status --format json | jq -r '.stacks[] | select(.step) | [.name, .step.whose] | @tsv'",
  ],
  async ({ _: words, platform, changed, format: formatName }, deps, valuesOf): Promise<ExitCode> => {
    const { cwd, stdout, colour } = deps;
    const files = outputFiles(valuesOf("out"), cwd, extensions);
    const format = formatName === undefined ? undefined : formatOf(formatName, formats);
    const found = await surveyed({ words, platform, changed }, deps);
    // All are made before the first is written.
    const rendered = files.map((file) => ({ ...file, text: formats[file.format](found, false) }));
    for (const { path, text } of rendered) writeOutput(path, text);
    if (format !== undefined || files.length === 0)
      stdout.write(formats[format ?? "text"](found, colour.stdout));
    else stdout.write(`${totalsWords(found)}.\nWrote ${files.map(({ name }) => name).join(", ")}.\n`);
    return found.totals.broken > 0 ? 1 : 0;
  },
);

/** Loaded only here: what compares with a state is by far the most of this command. */
async function surveyed(selection: Selection, deps: Deps): Promise<FleetStatus> {
  const [
    { openBackend },
    { backendUrl, withoutCredentials },
    { surveyFleet },
    { selectedStacks },
    { progress },
  ] = await Promise.all([
    import("../../fleet/backend/backend.ts"),
    import("../../fleet/backend/location.ts"),
    import("../../fleet/status/survey.ts"),
    import("../selection.ts"),
    import("../plan/progress.ts"),
  ]);
  const { root, cwd, env, now } = deps;
  const home = env.HOME ?? homedir();
  const url = backendUrl(env, home);
  const backend = openBackend(url, cwd, home);
  const names = await selectedStacks(selection, root, await backend.stacks());
  const { onProgress, end } = progress(deps);
  try {
    return await surveyFleet({
      ...{ root, backend, backendName: withoutCredentials(url), names, now: now() },
      onProgress,
    });
  } finally {
    end();
  }
}
