import { isIP } from "node:net";
import { notByNat, notPinned } from "./egress.ts";
import type { Network } from "./network.ts";
import { type About, couldNotAsk, fail, notYet, pass, type Result } from "./result.ts";
import type { Via } from "./via.ts";
import { callWeCom, type WeComAnswer, type WeComCall, WeComUnknown } from "./wecom.ts";

/** What the school has told about its trusted IPs. */
export interface Trusted {
  /** Whether the stack file lists the active address as trusted. */
  readonly listed: boolean;
  /** The line to paste into WeCom's console; `undefined` while the addresses are not known. */
  readonly line: string | undefined;
  /** IPs of all the school's addresses; empty while they are not known. */
  readonly ips: readonly string[];
}

/**
 * Asks WeCom whether it takes calls for the app from where they come from now: by a call with an OAuth code that cannot
 * be one. WeCom looks at the address before it looks at the code.
 *
 * @param token an access token of the app; sent to WeCom and shown nowhere
 */
export async function trustCheck(
  via: Via,
  token: string,
  trusted: Trusted,
  network: Network,
  call: WeComCall = callWeCom,
): Promise<Result> {
  const query = new URLSearchParams({ access_token: token, code: "schoolgate-probe" });
  try {
    return judgeTrust(await call(`/cgi-bin/auth/getuserinfo?${query.toString()}`, via, network), trusted);
  } catch (error) {
    if (error instanceof WeComUnknown) return judgeTrust({ unknown: error.message }, trusted);
    throw error;
  }
}

/** Judges WeCom's answer: it complains about the code (40029) and not about the address (60020). */
export function judgeTrust(
  answer: WeComAnswer | { readonly unknown: string },
  { listed, line, ips }: Trusted,
): Result {
  const about: About = {
    check: "trust",
    subject: "calls to WeCom",
    expected: "errcode 40029: the address is trusted",
  };
  if ("unknown" in answer) {
    const next = "look at the relay and at the way there, then probe again";
    return couldNotAsk(about, { found: answer.unknown, next, whose: "platform" });
  }
  const { errcode, fromIp } = answer;
  const found = `errcode ${errcode}${fromIp === undefined ? "" : ` from ${fromIp}`}`;
  if (errcode === 40029) return pass(about, `${found}: the address is trusted`);
  if (errcode === 60020 && fromIp !== undefined && isIP(fromIp) === 6) {
    return fail(about, { found: `${found}: an IPv6 address, which nobody is to enter`, ...notByNat });
  }
  if (errcode === 60020 && fromIp !== undefined && ips.length > 0 && !ips.includes(fromIp)) {
    return fail(about, {
      found: `${found}: none of the school's addresses, and not to be entered`,
      ...notPinned,
    });
  }
  if (errcode === 60020) {
    const action = {
      found: `${found}: the address is not trusted`,
      next: `enter ${line ?? "the output trustedIps"} in 企业可信IP of this app, wait a minute, and probe again`,
      whose: "WeCom admin",
    } as const;
    return listed ? fail(about, action) : notYet(about, action);
  }
  const next = Object.hasOwn(others, errcode) ? others[errcode] : undefined;
  return couldNotAsk(about, {
    found,
    next: next ?? "look the errcode up in WeCom's documentation",
    whose: "platform",
  });
}

const others: Readonly<Record<number, string>> = {
  40014: "get a new access token: this one is not valid, or has expired",
  42001: "get a new access token: this one has expired",
  45009: "WeCom limits this app's calls: ask again in an hour",
  45033: "WeCom limits this app's calls at once: ask again in a minute",
};
