import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { onInterrupt } from "../../lib/interrupts.ts";
import { Refusal } from "../../lib/refusal.ts";
import { meaningOf, messageOf } from "../../lib/system-errors.ts";
import { agreed } from "../ask.ts";
import type { Deps } from "../deps.ts";
import type { EgressAnswer } from "../probe/egress.ts";
import { ActiveEdit, activeIn } from "./active-edit.ts";
import { inGit } from "./clean-tree.ts";
import { commitStacks, unpushedText } from "./commit.ts";
import type { SwapEngine } from "./engine.ts";
import { refuseMoreThanSwap } from "./guard.ts";
import { failure, keyOf, named, type SwapAddresses, seenElsewhere, success } from "./outcome.ts";
import { refuseUnfit, refuseUnready, stateWith, usableView } from "./preconditions.ts";
import { passingCode, pauses } from "./retry.ts";

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
  const { to, commit } = options;
  refuseUnfit(stack, to);
  refuseUnready(stack, options, deps);
  const state = await stateWith(engine, stack.name, to);
  const view = await usableView(engine, stack.name, to);
  const ips = state.ips;
  // What a try left half done says that it is done: its outputs, which come last, do not.
  const active = [view.activeIp, state.activeIp, state.outputIp];
  const before = active.find((ip) => ip !== undefined && ip !== ips[to]) ?? state.activeIp;
  const addresses: SwapAddresses = { to, ips, from: keyOf(before, ips) };
  if ([...active, ips[stack.school.egress.active]].every((ip) => ip === ips[to]))
    deps.stderr.write(`${to} is the active address of ${stack.name} already.\n`);
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

/** Edits, previews, guards, asks, and goes up with that plan; again while what goes wrong passes by itself. */
async function carryOut(
  stack: SchoolStack,
  engine: SwapEngine,
  addresses: SwapAddresses,
  options: SwapOptions,
  deps: Deps,
): Promise<void> {
  const edit = new ActiveEdit(stack, addresses.to, deps);
  const folder = mkdtempSync(join(tmpdir(), "schoolgate-swap-"));
  // Ctrl-C would otherwise end the process between two runs of the engine, with the file edited and not a word said.
  // Pulumi gets it too, and ends in order: the swap waits for that, and says how things are.
  const stop = new AbortController();
  const forget = onInterrupt((signal) => stop.abort(signal));
  let begun = false;
  const attempt = async (): Promise<readonly string[]> => {
    edit.make();
    const { errors, changes, up } = await engine.preview(join(folder, "plan.json"));
    if (errors.length > 0) return errors;
    // While somebody thinks, the file says what is the case; the engine reads it again for the update itself.
    edit.takeBack();
    // Of a state that has swapped already, only the stack's outputs are left to write.
    if (changes.length > 0) refuseMoreThanSwap(changes, stack.name, addresses, deps);
    if (!begun && changes.length > 0) await agree(addresses, stack, options, stop.signal, deps);
    edit.make();
    begun = true;
    return up();
  };
  try {
    let errors = await attempt();
    for (const [index, pause] of pauses.entries()) {
      const code = passingCode(errors);
      if (code === undefined) break;
      if (!stop.signal.aborted) {
        deps.stderr.write(`${code}: trying again in ${pause / 1000} s (${index + 1} of ${pauses.length})\n`);
        await deps.sleep(pause, stop.signal);
      }
      if (stop.signal.aborted) {
        errors = [`interrupted by ${String(stop.signal.reason)} before the next try`, ...errors];
        break;
      }
      errors = await refresh(engine);
      if (errors.length === 0) errors = await attempt();
    }
    const reason = errors.length > 0 ? errors.join("; ") : await notSwapped(engine, addresses);
    if (reason !== undefined) throw await failed(reason, stack, engine, addresses, edit, deps);
  } finally {
    forget();
    rmSync(folder, { recursive: true, force: true });
    if (!begun) edit.takeBack();
  }
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

/**
 * The plugin keeps the new IP in the state although its call failed: planned from that, another try would change nothing.
 *
 * @returns why it could not be done
 */
function refresh(engine: SwapEngine): Promise<readonly string[]> {
  return engine.refresh().then(
    () => [],
    (error: unknown) => [messageOf(error)],
  );
}

/** Why an up that succeeded is no swap; `undefined` when it is one. */
async function notSwapped(engine: SwapEngine, { to, ips }: SwapAddresses): Promise<string | undefined> {
  const view = await engine.cloud(to);
  if ("unknown" in view) return `the cloud could not be asked whether it is done: ${view.unknown}`;
  return view.activeIp === ips[to] ? undefined : `the SNAT entry has not taken ${to}`;
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
