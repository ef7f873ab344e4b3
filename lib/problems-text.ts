import type { Problem } from "./problem.ts";
import { count } from "./report.ts";

/** Most problems that a paragraph names. Nobody reads more, and a review's comment has no room for them. */
const mostNamed = 20;

/**
 * What is wrong with stack files in one paragraph: place, rule and way out of each of the first 20.
 *
 * @param stack whose problems they are; none: those of the whole project
 */
export function problemsText(problems: readonly Problem[], stack?: string): string {
  const named = problems.slice(0, mostNamed).map(problemText);
  const more = problems.length - named.length;
  const command = ["./gate check", ...(stack === undefined ? [] : [stack])].join(" ");
  return [...named, ...(more > 0 ? [`and ${count(more, "more problem")}: ${command} shows all`] : [])].join(
    "; ",
  );
}

function problemText({ file, line, column, path, value, rule, fix }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const what = [path, value].filter((part) => part !== undefined && part !== "").join(" = ");
  return `${what === "" ? place : `${place} ${what}`}: ${rule} (${fix})`;
}
