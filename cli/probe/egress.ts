import { isIP } from "node:net";
import type { Network } from "./network.ts";
import { couldNotAsk, fail, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";
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
  texts: ProbeTexts,
  call: WeComCall = callWeCom,
): Promise<EgressAnswer> {
  const query = new URLSearchParams({ corpid: corpId ?? junk, corpsecret: junk });
  try {
    const { errcode, fromIp } = await call(`/cgi-bin/gettoken?${query.toString()}`, via, network, texts);
    if (fromIp !== undefined) return { ip: fromIp };
    return { unknown: texts.egress.unsaid(errcode) };
  } catch (error) {
    if (error instanceof WeComUnknown) return { unknown: error.message };
    throw error;
  }
}

/** What to do about calls that do not come from the school's network. */
export const notPinned = ({ egress }: ProbeTexts) => ({ next: egress.notPinned, whose: "platform" }) as const;

/** What to do about calls that pass no NAT gateway, which carries IPv4 alone. */
export const notByNat = ({ egress }: ProbeTexts) => ({ next: egress.notByNat, whose: "platform" }) as const;

/** What the school's calls should leave from. */
export interface ExpectedEgress {
  /** `undefined` while the stack's outputs are not known. */
  readonly activeIp: string | undefined;
  /** IPs of all the school's addresses, by key. */
  readonly ips: Readonly<Record<string, string>>;
}

/** Judges the address that WeCom sees against the active one. */
export function judgeEgress(
  answer: EgressAnswer,
  { activeIp, ips }: ExpectedEgress,
  slug: string,
  texts: ProbeTexts,
): Result {
  const { egress } = texts;
  const about = { check: "egress", subject: texts.calls, expected: egress.active(activeIp) } as const;
  if ("unknown" in answer) {
    return couldNotAsk(about, { found: answer.unknown, next: texts.relay, whose: "platform" });
  }
  const found = egress.sees(answer.ip);
  if (activeIp === undefined) {
    return couldNotAsk(about, {
      found: egress.activeUnknown(found),
      next: egress.logIn,
      whose: "platform",
    });
  }
  if (answer.ip === activeIp) return pass(about, found);
  if (isIP(answer.ip) === 6) return fail(about, { found: egress.ipv6(found), ...notByNat(texts) });
  const key = Object.keys(ips).find((each) => ips[each] === answer.ip);
  return fail(
    about,
    key === undefined
      ? {
          found: egress.notOurs(found),
          ...notPinned(texts),
        }
      : {
          found: egress.standby(found, key),
          next: egress.up(slug),
          whose: "platform",
        },
  );
}
