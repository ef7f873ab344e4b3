import { isRetired } from "../../../infra/config/rules/addresses.ts";
import type { SchoolStack } from "../../../infra/config/stacks.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { EgressState, SwapEngine } from "../engine.ts";
import type { Blocked } from "./blocked.ts";

/**
 * The address that a school moves to: one of its own that it trusts, that is bound and that is not blocked itself. One
 * that a swap has begun to move to comes first, then the first by key.
 *
 * @throws {Refusal} that says of each address why it is none, and what makes one
 */
export function standbyOf(
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
