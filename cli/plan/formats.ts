import { existsSync } from "node:fs";
import { basename, dirname, extname } from "node:path";
import { didYouMean } from "../../lib/nearest.ts";
import { Refusal } from "../../lib/refusal.ts";
import { outputPath } from "../../lib/write-file.ts";
import type { Plan } from "../../plan/model.ts";
import { htmlOf } from "../../plan/report/html.ts";
import { jsonOf } from "../../plan/report/json.ts";
import { markdownOf } from "../../plan/report/markdown.ts";
import { textOf } from "../../plan/report/text.ts";
import type { Texts } from "../../plan/report/texts/texts.ts";

/** What a format may need to know besides the plan. */
export interface Rendering {
  /** The command line that made the plan, without what says how to show it. */
  readonly command: string;
  /** Name of the HTML page that is written with it. */
  readonly page?: string | undefined;
  readonly colour: boolean;
  /** The words of all formats but JSON. */
  readonly texts: Texts;
}

const formats = {
  text: (plan: Plan, { texts, colour }: Rendering) => textOf(plan, texts, colour),
  json: (plan: Plan) => jsonOf(plan),
  markdown: (plan: Plan, { texts, command, page }: Rendering) => markdownOf(plan, texts, { command, page }),
  html: (plan: Plan, { texts }: Rendering) => htmlOf(plan, texts),
};

export type Format = keyof typeof formats;

const extensions: Readonly<Record<string, Format>> = {
  ".txt": "text",
  ".json": "json",
  ".md": "markdown",
  ".html": "html",
};

/** A file that is to be written. */
export interface OutputFile {
  /** As given. */
  readonly name: string;
  readonly path: string;
  readonly format: Format;
}

export function render(plan: Plan, format: Format, rendering: Rendering): string {
  return formats[format](plan, rendering);
}

/** @throws {Refusal} when there is no such format */
export function formatOf(name: string): Format {
  if (!Object.hasOwn(formats, name)) {
    throw new Refusal(`there is no format ${name}`, didYouMean(name, Object.keys(formats)));
  }
  return name as Format;
}

/**
 * The files to write, each in the format that its name says.
 *
 * @param cwd folder that the names are relative to
 * @throws {Refusal} before anything is planned, when one of them cannot be meant; EISDIR for a folder's name
 */
export function outputFiles(names: readonly string[], cwd: string): OutputFile[] {
  const files = names.map((name) => {
    const format = extensions[extname(name)];
    if (format === undefined) {
      throw new Refusal(
        `--out ${name} does not say in which format`,
        `end its name in ${Object.keys(extensions).join(", ")}`,
      );
    }
    const path = outputPath(cwd, name);
    if (!existsSync(dirname(path))) {
      throw new Refusal(`--out ${name} lies in a folder that does not exist`, `mkdir -p ${dirname(name)}`);
    }
    return { name, path, format };
  });
  const twice = files.find(({ path }, index) => files.findIndex((other) => other.path === path) < index);
  if (twice) throw new Refusal(`--out ${twice.name} is given twice`, "keep one of the two");
  return files;
}

/** The name of the page among the files, as the one who finds them side by side knows it. */
export function pageOf(files: readonly OutputFile[]): string | undefined {
  const page = files.find(({ format }) => format === "html");
  return page && basename(page.path);
}
