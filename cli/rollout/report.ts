import { markdownCell } from "../../lib/markdown-cell.ts";
import { escapeControls } from "../../lib/problem.ts";
import { count } from "../../lib/report.ts";
import type { Side } from "../../plan/model.ts";
import type { Ending } from "./one-stack.ts";

/** Everything there is to say in the end. */
export interface RolloutReport {
  readonly base: Side | undefined;
  readonly head: Side;
  /** In the order of the waves. */
  readonly endings: readonly Ending[];
  /** What goes on with the rest. */
  readonly command: string;
}

export const formats = { text: textOf, json: jsonOf, markdown: markdownOf };

export const extensions: Readonly<Record<string, keyof typeof formats>> = {
  ".txt": "text",
  ".json": "json",
  ".md": "markdown",
};

const has = ({ result }: Ending): boolean => result === "up" || result === "up already";

/** Whether every stack has the change. */
export const isDone = (endings: readonly Ending[]): boolean => endings.every(has);

function textOf({ endings, command }: RolloutReport): string {
  const lines: string[] = [];
  for (const ending of endings) {
    if (!("why" in ending)) continue;
    const what = ending.result === "held back" ? "is held back; nothing was done" : "is between";
    lines.push(`${ending.stack} ${what}:`, ...ending.why.map((each) => `  ${inLine(each)}`));
    lines.push(`  fix  ${inLine(ending.fix)}`);
  }
  lines.push(`${totalsText(endings)}.`);
  if (!isDone(endings)) lines.push(`Go on with: ${command}`);
  return lines.map((line) => `${line}\n`).join("");
}

function totalsText(endings: readonly Ending[]): string {
  const of = (result: Ending["result"]): number => endings.filter((each) => each.result === result).length;
  const [up, already, held, between, waiting] = [
    of("up"),
    of("up already"),
    of("held back"),
    of("between"),
    of("not begun"),
  ];
  const noun = (number: number, rest: string): string[] =>
    number === 0 ? [] : [`${count(number, "stack")} ${rest}`];
  return [
    `${count(up + already, "stack")} of ${endings.length} ${up + already === 1 ? "has" : "have"} the change (${up} by this run)`,
    ...noun(held, "held back"),
    ...noun(between, "between"),
    ...noun(waiting, "not begun"),
  ].join(", ");
}

function jsonOf({ base, head, endings }: RolloutReport): string {
  return `${JSON.stringify({ ok: isDone(endings), base, head, stacks: endings }, null, 2)}\n`;
}

function markdownOf({ head, endings, command }: RolloutReport): string {
  const rows = endings.map((ending) => {
    const why =
      "why" in ending ? [...ending.why, `fix: ${ending.fix}`].map(inLine).map(markdownCell).join("<br>") : "";
    return `| ${markdownCell(ending.stack)} | ${ending.result} | ${why} |`;
  });
  const rest = isDone(endings) ? [] : ["", "Go on with:", "", "```sh", command, "```"];
  return [
    `# Roll-out of ${head.commit?.slice(0, 12) ?? ""}`,
    ...["", `${totalsText(endings)}.`, "", "| Stack | Result | Why |", "| --- | --- | --- |"],
    ...rows,
    ...rest,
    "",
  ].join("\n");
}

/** What an engine or a provider said may have lines, and what a terminal obeys. */
const inLine = (text: string): string => escapeControls(text.trim().replaceAll(/\s*\n\s*/g, " "));
