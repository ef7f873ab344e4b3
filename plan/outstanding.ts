import { type PlanOptions, planningOf } from "./plan.ts";
import type { Outcomes } from "./threads/planning.ts";
import type { ReadState } from "./threads/worker-messages.ts";

/**
 * What an up would do to each of these stacks, compared with its state. Each is judged by itself: what schools break
 * together, the rules between their files say.
 *
 * @param states of stacks that have a file
 * @throws the signal's reason when it is aborted
 */
export async function outstanding(
  options: Pick<PlanOptions, "root" | "threads" | "timeLimit" | "signal" | "onProgress">,
  states: ReadonlyMap<string, ReadState>,
): Promise<Outcomes> {
  if (states.size === 0) return new Map();
  const names = [...states.keys()].sort();
  const all = new Set(names);
  const planning = planningOf(options);
  try {
    return await planning.run({
      ...{ names, states, differing: all, inHead: all, inBase: all },
      onProgress: options.onProgress,
    });
  } finally {
    await planning.close();
  }
}
