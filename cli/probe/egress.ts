import { isIP } from "node:net";
import type { Network } from "./network.ts";
import { couldNotAsk, fail, pass, type Result } from "./result.ts";
import type { Via } from "./via.ts";
import { callWeCom, type WeComCall, WeComUnknown } from "./wecom.ts";

/** The address that WeCom sees calls come from, or why that is not known. */
export type EgressAnswer = { readonly ip: string } | { readonly unknown: string };

// Not a Secret of anybody's, and told apart from one in WeCom's own logs.
const junk = "schoolgate-probe";

/**
 * Asks WeCom where calls come from: by one call for a token that is bound to fail, whose error says it. The trusted IPs
 * play no part in that call. Failed calls count: 2,000 in an hour block a CorpId, so ask a few times an hour at most.
 *
 * @param corpId the school's; without one WeCom may keep the address to itself
 */
export async function askEgress(
  via: Via,
  corpId: string | undefined,
  network: Network,
  call: WeComCall = callWeCom,
): Promise<EgressAnswer> {
  const query = new URLSearchParams({ corpid: corpId ?? junk, corpsecret: junk });
  try {
    const { errcode, fromIp } = await call(`/cgi-bin/gettoken?${query.toString()}`, via, network);
    if (fromIp !== undefined) return { ip: fromIp };
    return { unknown: `WeCom's answer (errcode ${errcode}) does not say where the call came from` };
  } catch (error) {
    if (error instanceof WeComUnknown) return { unknown: error.message };
    throw error;
  }
}

/** What to do about calls that do not come from the school's network. */
export const notPinned = {
  next: "see that the caller runs in the pinned vSwitches, and that these route to the NAT gateway",
  whose: "platform",
} as const;

/** What to do about calls that pass no NAT gateway, which carries IPv4 alone. */
export const notByNat = {
  next: "have the caller reach WeCom by IPv4 alone, from the pinned vSwitches: a NAT gateway carries no IPv6",
  whose: "platform",
} as const;

/** What the school's calls should leave from. */
export interface ExpectedEgress {
  /** `undefined` while the stack's outputs are not known. */
  readonly activeIp: string | undefined;
  /** IPs of all the school's addresses, by key. */
  readonly ips: Readonly<Record<string, string>>;
}

/** Judges the address that WeCom sees against the active one. */
export function judgeEgress(answer: EgressAnswer, { activeIp, ips }: ExpectedEgress, slug: string): Result {
  const expected = activeIp === undefined ? "the active address" : `the active address, ${activeIp}`;
  const about = { check: "egress", subject: "calls to WeCom", expected } as const;
  if ("unknown" in answer) {
    const next = "look at the relay and at the way there, then probe again";
    return couldNotAsk(about, { found: answer.unknown, next, whose: "platform" });
  }
  const found = `WeCom sees ${answer.ip}`;
  if (activeIp === undefined) {
    const next = `pulumi login and select the stack's backend, or give --from-outputs; then compare`;
    return couldNotAsk(about, {
      found: `${found}; which address is active is not known`,
      next,
      whose: "platform",
    });
  }
  if (answer.ip === activeIp) return pass(about, found);
  if (isIP(answer.ip) === 6) return fail(about, { found: `${found}, an IPv6 address`, ...notByNat });
  const key = Object.keys(ips).find((each) => ips[each] === answer.ip);
  return fail(
    about,
    key === undefined
      ? {
          found: `${found}, which is none of the school's addresses`,
          ...notPinned,
        }
      : {
          found: `${found}, which is the standby address ${key}`,
          next: `pulumi up -s ${slug}; then restart the callers, whose kept-alive connections stay where they were`,
          whose: "platform",
        },
  );
}
