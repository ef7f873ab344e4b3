import { onInterrupt } from "../../../lib/interrupts.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { messageOf } from "../../../lib/system-errors.ts";
import { Semaphore } from "../../../rehearsal/engine/semaphore.ts";
import type { Deps } from "../../deps.ts";
import type { SwapEngine } from "../engine.ts";
import { swap, UnexpectedPlan } from "../swap.ts";
import { Kept, OfSchool } from "./progress.ts";
import type { Ending } from "./report.ts";
import type { Move } from "./survey.ts";

/**
 * Swaps schools, at most so many at once. After a plan that is more than its swap, or Ctrl-C, those that are under way
 * come to their end and no other is begun; any other failure is that school's alone.
 *
 * @returns in the order of the schools
 */
export async function swapInTurns(moves: readonly Move[], atOnce: number, deps: Deps): Promise<Ending[]> {
  const turns = new Semaphore(atOnce);
  let [stopped, ended] = [false, 0];
  const forget = onInterrupt(() => {
    stopped = true;
    deps.stderr.write("Interrupted: those under way come to their end; once more ends at once.\n");
  });
  const endings = new Map<Move, Ending>();
  const one = async ({ move, table }: Turn): Promise<void> => {
    if (stopped) return;
    const ending = await swapOne(move, inTurn(move.engine, table), deps);
    endings.set(move, ending);
    ended += 1;
    deps.stderr.write(`${move.stack.name}: ${ending.result} (${ended} of ${moves.length})\n`);
    if (ending.result === "more than the swap") stopped = true;
  };
  try {
    await Promise.all(byTurns(moves).map((turn) => turns.run(() => one(turn))));
  } finally {
    forget();
  }
  return moves.map((move) => endings.get(move) ?? { move, result: "not begun" });
}

async function swapOne(move: Move, engine: SwapEngine, deps: Deps): Promise<Ending> {
  const { stack, to } = move;
  const stdout = new Kept();
  const own = { ...deps, stdout, stderr: new OfSchool(stack.name, deps.stderr) };
  try {
    // That the working tree is clean was seen to before the first one.
    await swap(stack, engine, { to: to.key, yes: true, commit: false, allowDirty: true }, own);
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

/**
 * The same engine, which waits for its turn before it changes anything: a SNAT table takes one change at a time,
 * whichever school it is for. Other processes meet at the cloud, which refuses the second, and the swap tries again.
 */
function inTurn(engine: SwapEngine, table: Semaphore): SwapEngine {
  return {
    ...engine,
    async up(confirm) {
      const ended = Promise.withResolvers<void>();
      try {
        return await engine.up(async (plan) => {
          if (!(await confirm(plan))) return false;
          await new Promise<void>((begin) => {
            void table.run(() => {
              begin();
              return ended.promise;
            });
          });
          return true;
        });
      } finally {
        ended.resolve();
      }
    },
  };
}

interface Turn {
  readonly move: Move;
  /** Lets one school at a time change the SNAT table of their NAT gateway. */
  readonly table: Semaphore;
}

/** What tells the NAT gateway of a school from others. */
function natOf({ stack: { name, school, platform } }: Move): string {
  const shared = school.egress.nat === "shared" ? platform.network.sharedNat?.natGatewayId : undefined;
  return shared ?? `dedicated-${name}`;
}

/** One school of each NAT gateway after the other: those that are under way together wait for each other least. */
function byTurns(moves: readonly Move[]): Turn[] {
  const byNat = [...Map.groupBy(moves, natOf).values()].map((group) => {
    const table = new Semaphore(1);
    return group.map((move) => ({ move, table }));
  });
  const longest = Math.max(0, ...byNat.map(({ length }) => length));
  return Array.from({ length: longest }).flatMap((_, index) => byNat.flatMap((group) => group[index] ?? []));
}
