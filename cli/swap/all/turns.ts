import { onInterrupt } from "../../../lib/interrupts.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { messageOf } from "../../../lib/system-errors.ts";
import { Semaphore } from "../../../rehearsal/engine/semaphore.ts";
import type { Deps } from "../../deps.ts";
import { natOf } from "../nat-lock.ts";
import { swap, UnexpectedPlan } from "../swap.ts";
import { Kept, OfSchool } from "./progress.ts";
import type { Ending } from "./report.ts";
import type { Move } from "./survey.ts";

/**
 * Swaps schools, at most so many at once. After a plan that is more than its swap, or Ctrl-C, those that are under way
 * come to their end and no other is begun; any other failure is that school's alone.
 *
 * @param locks where the locks of NAT gateways lie
 * @returns in the order of the schools
 */
export async function swapInTurns(
  moves: readonly Move[],
  atOnce: number,
  locks: string,
  deps: Deps,
): Promise<Ending[]> {
  const turns = new Semaphore(atOnce);
  let [stopped, ended] = [false, 0];
  const forget = onInterrupt(() => {
    stopped = true;
    deps.stderr.write("Interrupted: those under way come to their end; once more ends at once.\n");
  });
  const endings = new Map<Move, Ending>();
  const one = async (move: Move): Promise<void> => {
    if (stopped) return;
    const ending = await swapOne(move, locks, deps);
    endings.set(move, ending);
    ended += 1;
    deps.stderr.write(`${move.stack.name}: ${ending.result} (${ended} of ${moves.length})\n`);
    if (ending.result === "more than the swap") stopped = true;
  };
  try {
    await Promise.all(byTurns(moves).map((move) => turns.run(() => one(move))));
  } finally {
    forget();
  }
  return moves.map((move) => endings.get(move) ?? { move, result: "not begun" });
}

async function swapOne(move: Move, locks: string, deps: Deps): Promise<Ending> {
  const { stack, engine, to } = move;
  const stdout = new Kept();
  const own = { ...deps, stdout, stderr: new OfSchool(stack.name, deps.stderr) };
  try {
    // That the working tree is clean was seen to before the first one.
    await swap(stack, engine, { to: to.key, yes: true, commit: false, allowDirty: true, locks }, own);
    return { move, result: "swapped" };
  } catch (error) {
    // Whatever it is, the others' ends are reported as well.
    const why = messageOf(error);
    const wayOut = error instanceof Refusal ? error.fix : undefined;
    const fix = wayOut ?? `./gate swap ${stack.name} --to ${to.key} says more`;
    return error instanceof UnexpectedPlan
      ? { move, result: "more than the swap", why, fix, plan: stdout.text }
      : { move, result: "failed", why, fix };
  }
}

/** One school of each NAT gateway after the other: those that are under way together wait for each other least. */
function byTurns(moves: readonly Move[]): Move[] {
  const byNat = [...Map.groupBy(moves, ({ stack }) => natOf(stack).id).values()];
  const longest = Math.max(0, ...byNat.map(({ length }) => length));
  return Array.from({ length: longest }).flatMap((_, index) => byNat.flatMap((group) => group[index] ?? []));
}
