import { meaningOf, messageOf } from "./system-errors.ts";

/** A refusal or failure that the reader can act on: says what is wrong, where, and the way out. Printed without a stack trace. */
export class RehearsalError extends Error {
  override readonly name = "RehearsalError";
}

/** The error of a path that the system does not let be made, read or written: says why, and the way out. */
export function unusable(path: string, verb: "made" | "read" | "written", error: unknown): RehearsalError {
  const meaning = meaningOf(error);
  const reason = meaning === undefined ? messageOf(error) : `${meaning.what}; ${meaning.fix}`;
  return new RehearsalError(`${path} cannot be ${verb}: ${reason}`);
}
