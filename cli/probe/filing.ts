import type { Answer, Get } from "./http.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";
import type { Unreached } from "./unreached.ts";

/**
 * Whether this is what Alibaba Cloud answers on :80 in place of a host whose domain is not filed with it. Known from what
 * others report: status 403, `Server: Beaver`, and a frame of the page beian-block.
 */
export function isBlockPage({ status, headers, body }: Answer): boolean {
  return status === 403 && (headers.server === "Beaver" || body.includes("aliyun.com/beian/"));
}

/** What to do about a block. */
export const file = (domain: string) =>
  ({
    next: `file ${domain} with Alibaba Cloud besides its present filing (接入备案); where that is done, ask again in a day`,
    whose: "school network admin",
  }) as const;

/** Looks for a block for want of a filing: a block page on :80, or a connection that is cut off for the host's name alone. */
export async function filingCheck(get: Get, host: string, domain: string, gateway: string): Promise<Result> {
  const answer = await get(`http://${host}/`);
  const cutOff = "reason" in answer && answer.reason === "the connection is cut off";
  return judgeFiling({ host, domain, gateway }, answer, cutOff ? await get(`http://${gateway}/`) : undefined);
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
): Result {
  const about: About = { check: "filing", subject: host, expected: "no block for want of an ICP filing" };
  if ("status" in answer) {
    if (!isBlockPage(answer)) return pass(about, "no block seen on :80");
    return fail(about, { found: "Alibaba Cloud's block page (403) on :80", ...file(domain) });
  }
  if (control !== undefined && "status" in control) {
    return fail(about, {
      found: `:80 is cut off for this name, and not for ${gateway}`,
      ...file(domain),
    });
  }
  const next = "see the dns, tcp and tls checks";
  return couldNotAsk(about, { found: answer.reason, next, whose: "platform" });
}
