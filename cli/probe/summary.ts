import type { Result } from "./result.ts";

/**
 * - `serving`: every question about the way in was answered, and nothing failed.
 * - `in progress`: steps are not taken yet or could not be asked about; nothing is known to be wrong.
 * - `stuck`: something is wrong, and stays so until somebody corrects it.
 */
export type State = "serving" | "in progress" | "stuck";

/** What a student's request meets: without an answer about each of these nobody knows that the school serves. */
const wayIn: readonly Result["check"][] = ["dns", "tcp", "tls", "page", "verify file"];

/** All results in one word. */
export function stateOf(results: readonly Result[]): State {
  if (results.some((each) => each.state === "fail" && !each.waiting)) return "stuck";
  const open = results.some(
    ({ state, check }) => state === "fail" || (state === "could not ask" && wayIn.includes(check)),
  );
  return open ? "in progress" : "serving";
}

/** 0: everything passed; 1: something failed; 3: nothing failed, but something could not be asked. */
export function exitCodeOf(results: readonly Result[]): 0 | 1 | 3 {
  if (results.some(({ state }) => state === "fail")) return 1;
  return results.some(({ state }) => state === "could not ask") ? 3 : 0;
}
