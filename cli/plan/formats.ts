import { basename } from "node:path";
import type { Plan } from "../../plan/model.ts";
import { htmlOf } from "../../plan/report/html.ts";
import { jsonOf } from "../../plan/report/json.ts";
import { markdownOf } from "../../plan/report/markdown.ts";
import { textOf } from "../../plan/report/text.ts";
import type { Texts } from "../../plan/report/texts/texts.ts";
import type { OutputFile } from "../output-files.ts";

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

export const formats = {
  text: (plan: Plan, { texts, colour }: Rendering) => textOf(plan, texts, colour),
  json: (plan: Plan) => jsonOf(plan),
  markdown: (plan: Plan, { texts, command, page }: Rendering) => markdownOf(plan, texts, { command, page }),
  html: (plan: Plan, { texts }: Rendering) => htmlOf(plan, texts),
};

export type Format = keyof typeof formats;

export const extensions: Readonly<Record<string, Format>> = {
  ".txt": "text",
  ".json": "json",
  ".md": "markdown",
  ".html": "html",
};

export function render(plan: Plan, format: Format, rendering: Rendering): string {
  return formats[format](plan, rendering);
}

/** The name of the page among the files, as the one who finds them side by side knows it. */
export function pageOf(files: readonly OutputFile<Format>[]): string | undefined {
  const page = files.find(({ format }) => format === "html");
  return page && basename(page.path);
}
