import type { Answer, Get } from "./http.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";
import type { Unreached } from "./unreached.ts";

/**
 * Whether this is what Alibaba Cloud answers on :80 in place of a host whose domain is not filed with it. Known from what
 * others report: status 403, `Server: Beaver`, and a frame of the page beian-block.
 */
export function isBlockPage({ status, headers, body }: Answer): boolean {
  return status === 403 && (headers.server === "Beaver" || body.includes("aliyun.com/beian/"));
}

/** What to do about a block. */
export const file = (domain: string, texts: ProbeTexts) =>
  ({
    next: texts.filing.file(domain),
    whose: "school network admin",
  }) as const;

/** Looks for a block for want of a filing: a block page on :80, or a connection that is cut off for the host's name alone. */
export async function filingCheck(
  get: Get,
  host: string,
  domain: string,
  gateway: string,
  texts: ProbeTexts,
): Promise<Result> {
  const answer = await get(`http://${host}/`);
  const cutOff = "reason" in answer && answer.reason === texts.unreached.cutOff;
  return judgeFiling(
    { host, domain, gateway },
    answer,
    cutOff ? await get(`http://${gateway}/`) : undefined,
    texts,
  );
}

/**
 * Judges the answers. That no block is seen does not prove a filing: a new name may be noticed only after a while.
 *
 * @param control what the gateway answers to its own name, where the host's connection is cut off
 */
function judgeFiling(
  { host, domain, gateway }: { readonly host: string; readonly domain: string; readonly gateway: string },
  answer: Answer | Unreached,
  control: Answer | Unreached | undefined,
  texts: ProbeTexts,
): Result {
  const { filing } = texts;
  const about: About = { check: "filing", subject: host, expected: filing.expected };
  if ("status" in answer) {
    if (!isBlockPage(answer)) return pass(about, filing.none);
    return fail(about, { found: filing.page, ...file(domain, texts) });
  }
  if (control !== undefined && "status" in control) {
    return fail(about, {
      found: filing.cutOff(gateway),
      ...file(domain, texts),
    });
  }
  const next = texts.seeOtherChecks;
  return couldNotAsk(about, { found: answer.reason, next, whose: "platform" });
}
