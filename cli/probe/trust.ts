import { isIP } from "node:net";
import { notByNat, notPinned } from "./egress.ts";
import type { Network } from "./network.ts";
import { type About, couldNotAsk, fail, notYet, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";
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
  texts: ProbeTexts,
  call: WeComCall = callWeCom,
): Promise<Result> {
  const query = new URLSearchParams({ access_token: token, code: "schoolgate-probe" });
  try {
    return judgeTrust(
      await call(`/cgi-bin/auth/getuserinfo?${query.toString()}`, via, network, texts),
      trusted,
      texts,
    );
  } catch (error) {
    if (error instanceof WeComUnknown) return judgeTrust({ unknown: error.message }, trusted, texts);
    throw error;
  }
}

/** Judges WeCom's answer: it complains about the code (40029) and not about the address (60020). */
export function judgeTrust(
  answer: WeComAnswer | { readonly unknown: string },
  { listed, line, ips }: Trusted,
  texts: ProbeTexts,
): Result {
  const { trust } = texts;
  const about: About = {
    check: "trust",
    subject: texts.calls,
    expected: trust.expected,
  };
  if ("unknown" in answer) {
    return couldNotAsk(about, { found: answer.unknown, next: texts.relay, whose: "platform" });
  }
  const { errcode, fromIp } = answer;
  const found = trust.answer(errcode, fromIp);
  if (errcode === 40029) return pass(about, trust.trusted(found));
  if (errcode === 60020 && fromIp !== undefined && isIP(fromIp) === 6) {
    return fail(about, { found: trust.ipv6(found), ...notByNat(texts) });
  }
  if (errcode === 60020 && fromIp !== undefined && ips.length > 0 && !ips.includes(fromIp)) {
    return fail(about, {
      found: trust.notOurs(found),
      ...notPinned(texts),
    });
  }
  if (errcode === 60020) {
    const action = {
      found: trust.notTrusted(found),
      next: trust.enter(line),
      whose: "WeCom admin",
    } as const;
    return listed ? fail(about, action) : notYet(about, action);
  }
  const others: Readonly<Record<number, string>> = trust.others;
  return couldNotAsk(about, {
    found,
    next: others[errcode] ?? trust.lookUp,
    whose: "platform",
  });
}
