import type { Deps } from "../deps.ts";
import type { Result } from "./result.ts";
import { stateOf } from "./summary.ts";

/** Milliseconds between two probes: what somebody enters in WeCom's console holds after about a minute. */
const pause = 60_000;

/**
 * Probes again and again until the school is serving.
 *
 * @param tell hears of every probe that did not find it serving
 */
export async function watchUntilServing(
  probe: () => Promise<readonly Result[]>,
  tell: (results: readonly Result[]) => void,
  { sleep }: Deps,
): Promise<readonly Result[]> {
  for (;;) {
    const results = await probe();
    if (stateOf(results) === "serving") return results;
    tell(results);
    await sleep(pause);
  }
}
