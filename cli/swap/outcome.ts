import type { SchoolStack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { EgressAnswer } from "../probe/egress.ts";
import type { InGit } from "./clean-tree.ts";
import type { EgressState, EgressView, SwapEngine, Unknown } from "./engine.ts";

/** The IPs of a swap. */
export interface SwapAddresses {
  readonly to: string;
  /** The key that was active before; `undefined`: an IP that is none of the school's. */
  readonly from: string | undefined;
  readonly ips: Readonly<Record<string, string>>;
}

/** An IP as people know it: `b (203.0.113.2)`. */
export function named(ip: string, ips: Readonly<Record<string, string>>): string {
  const key = keyOf(ip, ips);
  return key === undefined ? `${ip}, which is none of the school's` : `${key} (${ip})`;
}

export function keyOf(ip: string, ips: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(ips).find((key) => ips[key] === ip);
}

/** What was found after a swap that failed. */
export interface Found {
  readonly view: EgressView | Unknown;
  readonly state: EgressState | undefined;
  /** `active` as the stack file says it now. */
  readonly fileKey: string;
  /** Why the stack file could not be made to say what the cloud does; `undefined`: it was, or that is not known. */
  readonly unsettled?: string | undefined;
}

/** One paragraph on how things are after a failure, and the commands that go on and back. */
export function failure(
  reason: string,
  { name, file }: SchoolStack,
  { to, from, ips }: SwapAddresses,
  engine: SwapEngine,
  { view, state, fileKey, unsettled }: Found,
): Refusal {
  const cloudIp = "unknown" in view ? undefined : view.activeIp;
  const cloud = cloudIp === undefined ? "could not be asked" : `sends calls from ${named(cloudIp, ips)}`;
  const kept = state === undefined ? "cannot be read" : `says ${named(state.activeIp, ips)}`;
  const left = unsettled === undefined ? "" : `, and could not be written (${unsettled})`;
  const text = [
    `the swap of ${name} to ${to} did not come to its end: ${reason.replaceAll(/\s+/g, " ").replace(/\.?$/, ".")}`,
    `The cloud ${cloud}; the state ${kept}; ${file} says active: ${fileKey}${left}.`,
  ].join(" ");
  const command = commandOf(name, engine);
  const back =
    from !== undefined && cloudIp === ips[from] && fileKey === from
      ? `to stay with ${from} there is nothing to do`
      : `to go back, after that: ${command(from ?? "<key>")}`;
  return new Refusal(text, `to go on: ${command(to)}; ${back}`);
}

/** The swap is done in the cloud, and WeCom sees another IP: then the way there is not the pinned one. */
export function seenElsewhere(ip: string, { name, file }: SchoolStack, { to, ips }: SwapAddresses): Refusal {
  return new Refusal(
    `the SNAT table and the state have ${named(ips[to] ?? "", ips)}, ${file} says active: ${to}, and WeCom sees ${named(ip, ips)}`,
    `restart what --via leads to, and see that it runs in the pinned vSwitches; then ./gate probe ${name} --via …`,
  );
}

/** What a swap that succeeded says: what is now, who has seen it, and what is left to do. */
export function success(
  { name, file, school }: SchoolStack,
  { to, from, ips }: SwapAddresses,
  engine: SwapEngine,
  seen: EgressAnswer | undefined,
  git: InGit,
  recycled = false,
): string {
  const isPulumi = engine.name === "pulumi";
  const command = commandOf(name, engine);
  const table = isPulumi ? "the SNAT table" : "the stand-in cloud's SNAT table";
  const proof =
    seen === undefined
      ? `${table} says so${isPulumi ? "; what WeCom sees: ./gate probe" : ""}`
      : "ip" in seen
        ? `${table} and WeCom say so`
        : `${table} says so; WeCom could not be asked: ${seen.unknown}`;
  const lines = [`Calls of ${name} leave from ${named(ips[to] ?? "", ips)}: ${proof}.`];
  const isBack = from !== undefined && from !== to;
  if (isBack) {
    const old = `${named(ips[from] ?? "", ips)} for up to 15 minutes`;
    lines.push(
      recycled
        ? `Callers that reach WeCom without the relay may keep connections on ${old}: restart them to be done with it.`
        : `Connections that are kept alive may stay on ${old}: ${
            school.egress.relay
              ? "the same again with --recycle ends those through the relay"
              : "restart the callers to be done with it"
          }.`,
    );
    lines.push(
      `Back: ${command(from)}. To give ${from} up, not before those 15 minutes: ./gate retire ${name} address ${from}`,
    );
  }
  if (git !== "committed") {
    // Git would throw away what else somebody has changed in the file.
    const takesBack = git === "but for active" ? `git restore ${file}` : isBack && "the command after Back";
    const open = isPulumi
      ? "commit it, or the next up from the main line swaps back"
      : `only stand-ins were swapped${takesBack ? `: ${takesBack} takes that back` : ""}`;
    lines.push(`${file} says active: ${to}; ${open}.`);
  }
  return `${lines.join("\n")}\n`;
}

function commandOf(name: string, engine: SwapEngine): (key: string) => string {
  return (key) => `./gate swap ${name} --to ${key}${engine.flags}`;
}
