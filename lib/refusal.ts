import type { Problem } from "./problem.ts";

/** Input that a command does not take. It ends the command with exit code 1 and one report, and nothing was changed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The way out; absent where the message says it. */
  readonly fix: string | undefined;
  /** What is wrong in stack files, when that is the reason. */
  readonly problems: readonly Problem[];

  constructor(message: string, fix?: string, problems: readonly Problem[] = []) {
    super(message);
    this.fix = fix;
    this.problems = problems;
  }
}

/** The way out of a word that is not known: what it may have been, and where to look it up. */
export function lookUp(near: string, help: string): string {
  return `${near}${near.endsWith("?") ? "" : ";"} ${help}`;
}
