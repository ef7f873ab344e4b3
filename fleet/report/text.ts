import picocolors from "picocolors";
import { escapeControls } from "../../lib/problem.ts";
import type { FleetStatus, Verdict } from "../status/model.ts";
import * as words from "./words.ts";

/** A status for a terminal: a line a stack, worst first, with what concerns it beneath. */
export function textOf(status: FleetStatus, colour: boolean): string {
  const { bold, dim, red, yellow, green, cyan } = picocolors.createColors(colour);
  const tint: Readonly<Record<Verdict, (text: string) => string>> = {
    broken: red,
    attention: yellow,
    changes: cyan,
    waiting: (text) => text,
    fine: green,
  };
  const rows = status.stacks.map((stack) => words.columns.map(([, cell]) => escapeControls(cell(stack))));
  const widths = words.columns.map(([head], at) =>
    Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const padded = (row: readonly string[]): string[] => row.map((cell, at) => cell.padEnd(widths[at] ?? 0));
  const line = (row: readonly string[], verdict: Verdict): string =>
    row
      .map((cell, at) => (at === 1 ? tint[verdict](cell) : cell))
      .join("  ")
      .trimEnd();
  const stacks = status.stacks.flatMap((stack, at) => [
    line(padded(rows[at] ?? []), stack.verdict),
    ...stack.concerns.flatMap(({ level, what, fix }) => [
      `  ${level === "broken" ? red("error") : yellow("warn ")}  ${escapeControls(what)}`,
      `    ${green("fix")}  ${escapeControls(fix)}`,
    ]),
  ]);
  const head = bold(
    padded(words.columns.map(([title]) => title))
      .join("  ")
      .trimEnd(),
  );
  return [
    dim(escapeControls(`${status.backend}, ${status.at}`)),
    ...(stacks.length === 0 ? [] : ["", head, ...stacks]),
    "",
    `${words.totalsWords(status)}.`,
    "",
  ].join("\n");
}
