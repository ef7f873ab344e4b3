import picocolors from "picocolors";
import { type Advice, escapeControls, type Problem } from "./problem.ts";

/**
 * All problems as text for people: a block each, in the order of files and lines, and how many there are.
 *
 * @param colour whether to write terminal colours; default: no
 */
export function report(problems: readonly Problem[], colour = false): string {
  const blocks = inOrder(problems).map((problem) => block(problem, colour));
  const files = new Set(problems.map(({ file }) => file)).size;
  return `${blocks.join("\n\n")}\n\n${count(problems.length, "problem")} in ${count(files, "file")}`;
}

/** A piece of advice as text for people. */
export function adviceText({ file, path, rule, fix }: Advice, colour = false): string {
  const { bold, cyan, yellow, green } = picocolors.createColors(colour);
  return [
    `${cyan(file)}  ${bold(path)}`,
    `  ${yellow("advice")} ${rule}`,
    `  ${green("fix")}    ${fix}`,
  ].join("\n");
}

/** Problems in the order of their places. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.path, b.path),
  );
}

function block(problem: Problem, colour: boolean): string {
  const { bold, cyan, red, green, dim } = picocolors.createColors(colour);
  const { file, line, column, path, value, source, rule, fix } = problem;
  const at = line === undefined ? cyan(file) : `${cyan(file)}:${line}:${column ?? 1}`;
  return [
    path === "" ? at : `${at}  ${bold(path)}`,
    ...(value === undefined ? [] : [`  ${dim("value")}  ${value}`]),
    ...(source === undefined ? [] : excerpt(source, line ?? 1, column ?? 1).map((each) => `  ${dim(each)}`)),
    `  ${red("rule")}   ${rule}`,
    `  ${green("fix")}    ${fix}`,
  ].join("\n");
}

/** The line with a caret under the column. */
function excerpt(source: string, line: number, column: number): string[] {
  const gutter = `${line} | `;
  // Cut before, not inside, what a long line has; a wide character takes two cells, and so does the wide space.
  const start = Math.max(0, column - 60);
  const shown = escapeControls(source.replaceAll("\t", "→").slice(start, start + 100));
  const before = source.slice(start, column - 1).replaceAll(/[^\u2E80-\uFFEF]/g, " ");
  return [
    `${gutter}${shown}`,
    `${" ".repeat(gutter.length)}${before.replaceAll(/[\u2E80-\uFFEF]/g, "\u3000")}^`,
  ];
}

/** A number with its noun: `1 problem`, `2 problems`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
