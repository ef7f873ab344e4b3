import { writeOutput } from "../../lib/write-file.ts";
import type { Plan } from "../../plan/model.ts";
import { closingOf } from "../../plan/report/text.ts";
import type { Texts } from "../../plan/report/texts/texts.ts";
import type { Deps } from "../deps.ts";
import { formatOf, type OutputFile, outputFiles } from "../output-files.ts";
import { extensions, type Format, formats, pageOf, render } from "./formats.ts";

/** Where a plan goes. */
export interface PlanOutput {
  readonly files: readonly OutputFile<Format>[];
  /** What stdout gets; `undefined`: it was not asked for. */
  readonly format: Format | undefined;
}

/** @throws {Refusal} before anything is planned, when it cannot be meant */
export function planOutput(formatName: string | undefined, out: readonly string[], cwd: string): PlanOutput {
  const files = outputFiles(out, cwd, extensions);
  return { files, format: formatName === undefined ? undefined : formatOf(formatName, formats) };
}

/**
 * Writes a plan to its files and to stdout.
 *
 * @param command the command line that made it, without what says how to show it
 */
export function writePlan(
  plan: Plan,
  { files, format }: PlanOutput,
  { command, texts }: { readonly command: string; readonly texts: Texts },
  { stdout, colour }: Pick<Deps, "stdout" | "colour">,
): void {
  const rendering = { command, page: pageOf(files), colour: false, texts };
  // All are made before the first is written.
  const rendered = files.map((file) => ({ ...file, text: render(plan, file.format, rendering) }));
  for (const { path, text } of rendered) writeOutput(path, text);
  if (format !== undefined || files.length === 0) {
    stdout.write(render(plan, format ?? "text", { ...rendering, colour: colour.stdout }));
  } else {
    stdout.write(`${closingOf(plan, texts, colour.stdout)}\n${texts.wrote(files.map(({ name }) => name))}\n`);
  }
}
