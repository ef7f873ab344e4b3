import type { Deps } from "../deps.ts";
import { stackLocked, type UpResult } from "./engine.ts";

// What a change of a SNAT entry may meet and the provider does not try again on an update: the address, the table or the
// stack is in the middle of another change, or the API has had too many requests.
const passing = [
  "EIP_NOT_IN_GATEWAY",
  "OperationUnsupported.EipInBinding",
  "OperationUnsupported.EipNatGWCheck",
  // Misspelt by the cloud itself.
  "IncorretSnatEntryStatus",
  "IncorrectStatus.SnatEntry",
  "OperationConflict",
  "TaskConflict",
  "Throttling",
  stackLocked,
  // The same on the rehearsal's engine.
  "another run holds this stack",
];

/** Milliseconds before each further try: two minutes in all, then somebody has to look. */
export const pauses: readonly number[] = [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];

/**
 * Goes up, and again with growing pauses while what goes wrong passes by itself.
 *
 * @param stop ends a pause, with no further try
 */
export async function upAgain(
  up: (isFirst: boolean) => Promise<UpResult>,
  stop: AbortSignal,
  { stderr, sleep }: Pick<Deps, "stderr" | "sleep">,
): Promise<UpResult> {
  for (const [index, pause] of pauses.entries()) {
    const result = await up(index === 0);
    const code = result.result === "failed" ? passingCode(result.errors) : undefined;
    if (code === undefined) return result;
    if (!stop.aborted) {
      stderr.write(`${code}: trying again in ${pause / 1000} s (${index + 1} of ${pauses.length})\n`);
      await sleep(pause, stop);
    }
    if (stop.aborted) {
      const why = `interrupted by ${String(stop.reason)} before the next try`;
      return { result: "failed", errors: [why, ...result.errors] };
    }
  }
  return up(false);
}

/**
 * The error code for which an attempt is made again.
 *
 * @returns `undefined` when any of the errors is of another kind, or there is none
 */
export function passingCode(errors: readonly string[]): string | undefined {
  const codes = errors.map((error) => passing.find((code) => error.includes(code)));
  return codes.includes(undefined) ? undefined : codes[0];
}
