import { onInterrupt } from "../../lib/interrupts.ts";
import type { Refusal } from "../../lib/refusal.ts";
import type { StackPlan } from "../../plan/model.ts";
import type { Deps } from "../deps.ts";
import type { OpenStack } from "./engine.ts";
import { type Ending, rollOutOne } from "./one-stack.ts";
import type { Wave } from "./waves.ts";

export interface RolloutTask {
  readonly waves: readonly Wave[];
  /** What was reviewed of each stack. */
  readonly stacks: ReadonlyMap<string, StackPlan>;
  readonly open: OpenStack;
  /** Why the checkout is no longer the one that was reviewed. */
  readonly moved: () => Refusal | undefined;
  /** So many stacks may be held back or left between before it halts; a platform's never. */
  readonly tolerate: number;
}

/**
 * Brings stacks up, wave after wave and one after the other. It halts at the first stack that is held back or does not come
 * to its end, and at Ctrl-C once the one under way has ended.
 *
 * @returns how it ended for each stack, in the order of the waves
 */
export async function rollOut(
  { waves, stacks, open, moved, tolerate }: RolloutTask,
  { stderr }: Pick<Deps, "stderr">,
): Promise<Ending[]> {
  let isHalted = false;
  const forget = onInterrupt(() => {
    isHalted = true;
    stderr.write("Interrupted: the one under way comes to its end; once more ends at once.\n");
  });
  const endings: Ending[] = [];
  try {
    for (const [at, wave] of waves.entries()) {
      if (!isHalted) stderr.write(`Wave ${at + 1} of ${waves.length}: ${wave.title}\n`);
      for (const name of wave.stacks) {
        const reviewed = stacks.get(name);
        if (isHalted || reviewed === undefined) {
          endings.push({ stack: name, result: "not begun" });
          continue;
        }
        const ending = await rollOutOne(reviewed, open, moved);
        endings.push(ending);
        stderr.write(`${name}: ${ending.result}\n`);
        const bad = endings.filter((each) => "why" in each).length;
        if (bad > tolerate || ("why" in ending && reviewed.kind === "platform")) isHalted = true;
      }
    }
  } finally {
    forget();
  }
  return endings;
}
