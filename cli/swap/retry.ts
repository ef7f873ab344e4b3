import { planChanged, stackLocked } from "./engine.ts";

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
  planChanged,
  // The same on the rehearsal's engine.
  "another run holds this stack",
];

/** Milliseconds before each further try: two minutes in all, then somebody has to look. */
export const pauses: readonly number[] = [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];

/**
 * The error code for which an attempt is made again.
 *
 * @returns `undefined` when any of the errors is of another kind, or there is none
 */
export function passingCode(errors: readonly string[]): string | undefined {
  const codes = errors.map((error) => passing.find((code) => error.includes(code)));
  return codes.includes(undefined) ? undefined : codes[0];
}
