import { Writable } from "node:stream";
import { onInterrupt } from "../../../lib/interrupts.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { Semaphore } from "../../../lib/semaphore.ts";
import { messageOf } from "../../../lib/system-errors.ts";
import type { Deps } from "../../deps.ts";
import type { SwapEngine } from "../engine.ts";
import { UnexpectedPlan } from "../guard.ts";
import { swap } from "../swap.ts";
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
  const stdout = new BufferStream();
  const own = { ...deps, stdout, stderr: new PrefixStream(stack.name, deps.stderr) };
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
    async preview(file) {
      const plan = await engine.preview(file);
      return { ...plan, up: () => table.run(plan.up) };
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

/** Takes what is written, and keeps it. */
class BufferStream extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Hands on what is written line by line, each with its school in front: many schools write at the same time. */
class PrefixStream extends Writable {
  readonly #school: string;
  readonly #to: Writable;

  constructor(school: string, to: Writable) {
    super();
    this.#school = school;
    this.#to = to;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (const line of chunk.toString().trimEnd().split("\n")) {
      const isNamed = line.startsWith(`${this.#school}: `);
      this.#to.write(`${isNamed ? "" : `${this.#school}: `}${line}\n`);
    }
    done();
  }
}
