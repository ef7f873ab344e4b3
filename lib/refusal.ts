import type { Problem } from "./problem.ts";
import { meaningOf, messageOf } from "./system-errors.ts";

/**
 * An error that the reader can act on: bad input, or a failure outside of the program. It says what is wrong, where,
 * and the way out. It is printed without a stack trace, and the command exits with 1.
 */
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

/** The fix for an unknown word: what may be meant, and where to look it up. */
export function lookUp(near: string, help: string): string {
  return `${near}${near.endsWith("?") ? "" : ";"} ${help}`;
}

/** The error when the system does not let a path be made, read or written: why, and the way out. */
export function unusable(path: string, verb: "made" | "read" | "written", error: unknown): Refusal {
  const meaning = meaningOf(error);
  const reason = meaning === undefined ? messageOf(error) : `${meaning.what}; ${meaning.fix}`;
  return new Refusal(`${path} cannot be ${verb}: ${reason}`);
}
