import type { SchoolStack } from "../../infra/config/stacks.ts";
import { onInterrupt } from "../../lib/interrupts.ts";
import { Refusal } from "../../lib/refusal.ts";
import { meaningOf, messageOf } from "../../lib/system-errors.ts";
import { agreed } from "../ask.ts";
import type { Deps } from "../deps.ts";
import type { EgressAnswer } from "../probe/egress.ts";
import { ActiveEdit, activeIn } from "./active-edit.ts";
import { differsInActiveOnly, inGit, refuseUnclean } from "./clean-tree.ts";
import { commitStacks, refuseToCommit, unpushedText } from "./commit.ts";
import type { PlannedChange, SwapEngine, UpResult } from "./engine.ts";
import { failure, keyOf, named, type SwapAddresses, seenElsewhere, success } from "./outcome.ts";
import { isSwapOnly, planLines } from "./plan.ts";
import { refuseUnfit, stateWith, usableView } from "./preconditions.ts";
import { upAgain } from "./retry.ts";

export interface SwapOptions {
  readonly to: string;
  /** Does not ask. */
  readonly yes: boolean;
  /** Commits the edit of the stack file once the swap is done. */
  readonly commit: boolean;
  readonly allowDirty: boolean;
  /** Asks the other end where calls come from. Default: nobody but the cloud is asked. */
  readonly see?: (() => Promise<EgressAnswer>) | undefined;
  /** Ends what connections the relay keeps. Default: they stay until they end by themselves. */
  readonly recycle?: (() => Promise<void>) | undefined;
}

/**
 * Makes another address the active one. Whenever it ends, killed or not, calls leave from the old address or the new one:
 * the one change in the cloud is that of the SNAT entry's IP. Running it again goes on from wherever it was.
 *
 * @throws {UnexpectedPlan} with nothing done, when an up would do more than the swap
 * @throws {Refusal} with nothing done, or with how things are after a failure
 */
export async function swap(
  stack: SchoolStack,
  engine: SwapEngine,
  options: SwapOptions,
  deps: Deps,
): Promise<void> {
  const { to, yes, commit, allowDirty } = options;
  refuseUnfit(stack, to);
  if (!yes && !deps.isTerminal)
    throw new Refusal("--yes is missing", "add it; questions are asked only on a terminal");
  if (commit && !differsInActiveOnly(stack, deps))
    throw new Refusal(
      `--commit commits ${stack.file}, which has other changes too or is not in Git`,
      "commit those first, or leave --commit out",
    );
  if (commit) refuseToCommit(deps);
  if (!allowDirty) refuseUnclean([stack], deps);
  const state = await stateWith(engine, stack.name, to);
  const view = await usableView(engine, stack.name, to);
  const ips = state.ips;
  // What a try left half done says that it is done: its outputs, which come last, do not.
  const isOther = (ip: string | undefined): ip is string => ip !== undefined && ip !== ips[to];
  const before = [view.activeIp, state.activeIp, state.outputIp].find(isOther) ?? state.activeIp;
  const addresses: SwapAddresses = { to, ips, from: keyOf(before, ips) };
  const isDone = [view.activeIp, state.activeIp, state.outputIp, ips[stack.school.egress.active]].every(
    (ip) => ip === ips[to],
  );
  if (isDone) deps.stderr.write(`${to} is the active address of ${stack.name} already.\n`);
  else {
    // A state that is behind the cloud would plan nothing where something is to be done.
    if (view.activeIp !== state.activeIp) await engine.refresh();
    await carryOut(stack, engine, addresses, options, deps);
  }
  const seen = await options.see?.();
  if (seen !== undefined && "ip" in seen && seen.ip !== ips[to])
    throw seenElsewhere(seen.ip, stack, addresses);
  if (commit) commitStacks([stack], `${stack.name}: swap to the address ${to}`, deps);
  const isRecycled = options.recycle !== undefined;
  // What is in the file besides, such as Pulumi's salt, is not the swap's to speak of once that is committed.
  const known = commit ? "committed" : inGit(stack, deps);
  deps.stdout.write(success(stack, addresses, engine, seen, known, isRecycled));
  if (commit) deps.stdout.write(unpushedText([stack], engine.name === "rehearsal", deps));
  await options.recycle?.();
}

/** What an up would do is not the swap alone. */
export class UnexpectedPlan extends Refusal {}

/** Edits, plans, asks and goes up, as often as it takes. */
async function carryOut(
  stack: SchoolStack,
  engine: SwapEngine,
  addresses: SwapAddresses,
  options: SwapOptions,
  deps: Deps,
): Promise<void> {
  const { to, ips } = addresses;
  const edit = new ActiveEdit(stack, to, deps);
  // Ctrl-C would otherwise end the process between two runs of the engine, with the file edited and not a word said.
  const stop = new AbortController();
  const forget = onInterrupt((signal) => stop.abort(signal));
  let refusal: unknown;
  let begun = false;
  const confirm = async (plan: readonly PlannedChange[]): Promise<boolean> => {
    try {
      // While somebody thinks, the file says what is the case; the engine reads it again for the update itself.
      edit.takeBack();
      if (plan.length > 0 && !isSwapOnly(plan, stack.name, ips[to] ?? ""))
        throw moreThanSwap(plan, stack, deps);
      if (!begun && plan.length > 0) await agree(addresses, stack, options, stop.signal, deps);
      edit.make();
      begun = true;
      return true;
    } catch (error) {
      refusal = error;
      return false;
    }
  };
  try {
    const tried = async (isFirst: boolean): Promise<UpResult> => {
      const refreshed = isFirst ? undefined : await refresh(engine);
      if (refreshed?.result === "failed") return refreshed;
      edit.make();
      return engine.up(confirm);
    };
    const { result, errors } = await upAgain(tried, stop.signal, deps);
    if (refusal !== undefined) throw refusal;
    const reason = result === "succeeded" ? await notSwapped(engine, addresses) : errors.join("; ");
    if (reason !== undefined) throw await failed(reason, stack, engine, addresses, edit, deps);
  } finally {
    forget();
    if (!begun) edit.takeBack();
  }
}

/**
 * The plugin keeps the new IP in the state although its call failed: planned from that, another try would change nothing.
 */
async function refresh(engine: SwapEngine): Promise<UpResult> {
  try {
    await engine.refresh();
    return { result: "succeeded", errors: [] };
  } catch (error) {
    return { result: "failed", errors: [messageOf(error)] };
  }
}

/** Why an up that succeeded is no swap; `undefined` when it is one. */
async function notSwapped(engine: SwapEngine, { to, ips }: SwapAddresses): Promise<string | undefined> {
  const view = await engine.cloud(to);
  if ("unknown" in view) return `the cloud could not be asked whether it is done: ${view.unknown}`;
  return view.activeIp === ips[to] ? undefined : `the SNAT entry has not taken ${to}`;
}

function moreThanSwap(
  plan: readonly PlannedChange[],
  { name }: SchoolStack,
  { stdout }: Deps,
): UnexpectedPlan {
  stdout.write(`What an up of ${name} would do:\n${planLines(plan)}`);
  return new UnexpectedPlan(
    "a swap changes the IP of the SNAT entry and nothing else, and the program or its files hold more that is not up yet",
    "nothing was done; bring that up first, in a change of its own, then swap",
  );
}

async function agree(
  { to, from, ips }: SwapAddresses,
  { name }: SchoolStack,
  { yes }: SwapOptions,
  signal: AbortSignal,
  deps: Deps,
): Promise<void> {
  const old = from === undefined ? "an IP that is none of its own" : named(ips[from] ?? "", ips);
  const message = `${name}: calls leave from ${named(ips[to] ?? "", ips)} instead of ${old}`;
  deps.stderr.write(`${message}; nothing else changes.\n`);
  if (yes) return;
  if (!(await agreed({ message: "Swap?", signal }, "--yes", deps)))
    throw new Refusal("not swapped", "nothing was done");
}

/** Looks at how things are, makes the stack file say it, and reports. */
async function failed(
  reason: string,
  stack: SchoolStack,
  engine: SwapEngine,
  addresses: SwapAddresses,
  edit: ActiveEdit,
  deps: Deps,
): Promise<Refusal> {
  const view = await engine.cloud(addresses.to).catch((error: unknown) => ({ unknown: String(error) }));
  let state = await engine.state().catch(() => undefined);
  if (!("unknown" in view) && state !== undefined && state.activeIp !== view.activeIp) {
    // A plain up would otherwise find nothing to do, or undo what the next swap does.
    await refresh(engine);
    state = await engine.state().catch(() => undefined);
  }
  const cloudKey = "unknown" in view ? undefined : keyOf(view.activeIp ?? "", addresses.ips);
  let unsettled: string | undefined;
  try {
    if (cloudKey !== undefined) edit.settle(cloudKey);
  } catch (error) {
    unsettled = meaningOf(error)?.what ?? messageOf(error);
  }
  const fileKey = activeIn(stack, deps);
  return failure(reason, stack, addresses, engine, { view, state, fileKey, unsettled });
}
