import { isRetired } from "../../../infra/config/rules/addresses.ts";
import type { SchoolStack } from "../../../infra/config/stacks.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { Semaphore } from "../../../lib/semaphore.ts";
import { NotUp, type Outputs } from "../../outputs.ts";
import { type EgressState, type SwapEngine, withoutPulumi } from "../engine.ts";
import { refuseUnfinished } from "../preconditions.ts";
import type { Blocked } from "./blocked.ts";

/** How the schools' stacks are asked and swapped. */
export interface Fleet {
  /** @throws {NotUp} when the school never went up @throws {Refusal} when it cannot be known */
  readonly outputs: (stack: SchoolStack) => Promise<Outputs>;
  readonly engine: (stack: SchoolStack) => Promise<SwapEngine>;
}

/** An address as people know it; without a key it is none of the school's own. */
export interface Place {
  readonly key?: string;
  readonly ip: string;
}

/** A school whose calls leave from a blocked address, and where they shall leave from. */
export interface Move {
  readonly stack: SchoolStack;
  readonly engine: SwapEngine;
  readonly from: Place;
  readonly to: Required<Place>;
}

/** A school that nothing is done to, why, and what somebody has to do first. */
export interface Stuck {
  readonly school: string;
  /** Where its calls leave from; absent where that is not known. */
  readonly from?: Place;
  readonly why: string;
  readonly fix: string | undefined;
}

/** How things are before anything is done. */
export interface Survey {
  readonly moves: readonly Move[];
  readonly stuck: readonly Stuck[];
  /** Schools that have a blocked address, and call from another one. */
  readonly left: readonly SchoolStack[];
  /** All addresses of schools that are up. */
  readonly ips: ReadonlySet<string>;
}

type Found = { readonly ips?: readonly string[] } & (
  | { readonly kind: "move"; readonly move: Move }
  | { readonly kind: "stuck"; readonly stuck: Stuck }
  | { readonly kind: "left"; readonly stack: SchoolStack }
  | { readonly kind: "unconcerned" }
);

/**
 * Finds out which schools call from blocked addresses, and which standby each can move to. Changes nothing.
 *
 * @param atOnce how many schools are asked about at the same time
 * @throws {Refusal} when there is no engine to ask
 */
export async function survey(
  stacks: readonly SchoolStack[],
  fleet: Fleet,
  blocked: Blocked,
  atOnce: number,
): Promise<Survey> {
  const turns = new Semaphore(atOnce);
  const found = await Promise.all(stacks.map((stack) => turns.run(() => look(stack, fleet, blocked))));
  return {
    moves: found.flatMap((each) => (each.kind === "move" ? each.move : [])),
    stuck: found.flatMap((each) => (each.kind === "stuck" ? each.stuck : [])),
    left: found.flatMap((each) => (each.kind === "left" ? each.stack : [])),
    ips: new Set(found.flatMap(({ ips = [] }) => ips)),
  };
}

async function look(stack: SchoolStack, fleet: Fleet, blocked: Blocked): Promise<Found> {
  const school = stack.name;
  const stuckBy = (error: unknown, from?: Place): Found => {
    if (!(error instanceof Refusal)) throw error;
    const { message: why, fix } = error;
    return { kind: "stuck", stuck: { school, ...(from && { from }), why, fix } };
  };
  let outputs: Outputs;
  try {
    outputs = await fleet.outputs(stack);
  } catch (error) {
    return error instanceof NotUp ? { kind: "unconcerned" } : stuckBy(error);
  }
  if (outputs.from === "none") {
    if (outputs.cause === "no engine") throw new Refusal(outputs.why, withoutPulumi);
    // Nothing calls from what is not there.
    if (outputs.cause === "not up") return { kind: "unconcerned" };
    return stuckBy(new Refusal(outputs.why, `pulumi stack output -s ${school} shows more`));
  }
  const { egressIps, activeEgressIp } = outputs.values;
  const ips = Object.values(egressIps);
  // The stack file's address too: the next up would bring the calls back to it.
  const [at] = [activeEgressIp, egressIps[stack.school.egress.active] ?? ""].filter(blocked.has);
  if (at === undefined) {
    return ips.some(blocked.has) ? { kind: "left", stack, ips } : { kind: "unconcerned", ips };
  }
  const key = Object.keys(egressIps).find((each) => egressIps[each] === at);
  const from = { ...(key !== undefined && { key }), ip: at };
  try {
    const engine = await fleet.engine(stack);
    const state = await engine.state();
    if (state === undefined) return { kind: "unconcerned" };
    refuseUnfinished(engine, school, state);
    const to = standbyOf(stack, state, blocked, engine);
    return { kind: "move", ips, move: { stack, engine, from, to: { key: to, ip: state.ips[to] ?? "" } } };
  } catch (error) {
    return { ...stuckBy(error, from), ips };
  }
}

/**
 * The address that a school moves to: one of its own that it trusts, that is bound and that is not blocked itself. One
 * that a swap has begun to move to comes first, then the first by key.
 *
 * @throws {Refusal} that says of each address why it is none, and what makes one
 */
function standbyOf(
  { name, school: { egress } }: SchoolStack,
  { ips, activeIp }: EgressState,
  blocked: Blocked,
  engine: SwapEngine,
): string {
  const whyNot = (key: string): string | undefined => {
    const address = egress.addresses[key];
    const ip = ips[key];
    if (address === undefined || "external" in address) return `${key} is not ours`;
    if (ip !== undefined && blocked.has(ip)) return `${key} is blocked`;
    if (isRetired(address)) return `${key} is retired`;
    if (ip === undefined) return `${key} is not up`;
    return egress.trusted.includes(key) ? undefined : `${key} is not trusted`;
  };
  const keys = Object.keys(egress.addresses).sort();
  const begun = [egress.active, ...keys.filter((key) => ips[key] === activeIp)];
  const standby = [...begun, ...keys].find((key) => whyNot(key) === undefined);
  if (standby !== undefined) return standby;
  const reasons = keys.map((key) => whyNot(key) ?? key);
  const found = (reason: string): string | undefined =>
    keys.find((key) => whyNot(key) === `${key} is ${reason}`);
  const untrusted = found("not trusted");
  const open = found("not up");
  throw new Refusal(
    `no standby: ${reasons.join(", ")}`,
    untrusted !== undefined
      ? `have the school add ${ips[untrusted]} to 企业可信IP, and after a minute: ./gate address trusted ${name} ${untrusted}`
      : open !== undefined
        ? `${engine.upCommand}; then have the school add the IP of ${open} to 企业可信IP`
        : `./gate address add ${name}, go up, and have the school add the new IP to 企业可信IP`,
  );
}
