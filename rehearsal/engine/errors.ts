/** A refusal or failure that the reader can act on: says what is wrong, where, and the way out. Printed without a stack trace. */
export class RehearsalError extends Error {
  override readonly name = "RehearsalError";
}

/** What an unknown thrown value says, without stack trace. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
