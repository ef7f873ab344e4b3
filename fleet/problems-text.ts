import type { Problem } from "../infra/problem.ts";

/** What is wrong with stack files in one paragraph: place, rule and way out of each. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(problemText).join("; ");
}

function problemText({ file, line, column, path, value, rule, fix }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const what = [path, value].filter((part) => part !== undefined && part !== "").join(" = ");
  return `${what === "" ? place : `${place} ${what}`}: ${rule} (${fix})`;
}
