import { setTimeout } from "node:timers/promises";

/**
 * Waits.
 *
 * @param signal ends it early, without an error. Default: nothing does
 */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
