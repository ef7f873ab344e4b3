import type { Answer, Get } from "./http.ts";
import { type About, couldNotAsk, fail, pass, type Result } from "./result.ts";

/** Asks for addresses under one host, and looks for an upstream's name in what a browser would act on. */
export async function leakCheck(
  get: Get,
  host: string,
  urls: readonly string[],
  upstreamHosts: readonly string[],
): Promise<Result> {
  const answers = await Promise.all(urls.map(async (url) => ({ url, answer: await get(url) })));
  const seen = answers.flatMap(({ url, answer }) => ("status" in answer ? [{ url, answer }] : []));
  return judgeLeaks(host, seen, upstreamHosts);
}

/**
 * Judges answers: none sends a browser from the school's host to an upstream's. What a `Location` or a cookie holds
 * besides a name may be somebody's login, so nothing else of it is shown.
 */
export function judgeLeaks(
  host: string,
  answers: readonly { readonly url: string; readonly answer: Answer }[],
  upstreamHosts: readonly string[],
): Result {
  const about: About = {
    check: "leak",
    subject: host,
    expected: "no upstream's name in Location or Set-Cookie",
  };
  if (answers.length === 0) {
    const next = "see the dns, tcp and tls checks";
    return couldNotAsk(about, { found: "no answer to look at", next, whose: "platform" });
  }
  const leaks = answers.flatMap(({ url, answer: { headers } }) => {
    const path = new URL(url).pathname;
    const inLocation = upstreamHosts.flatMap((upstream) => locationLeaks(headers.location ?? "", upstream));
    const inCookies = (headers["set-cookie"] ?? []).flatMap((cookie) =>
      upstreamHosts.some((upstream) => coversUpstream(cookie, upstream)) ? [`a cookie's Domain`] : [],
    );
    return [...new Set([...inLocation, ...inCookies])].map((where) => `${path}: ${where}`);
  });
  if (leaks.length === 0)
    return pass(about, `none in ${answers.length === 1 ? "1 answer" : `${answers.length} answers`}`);
  const inQuery = leaks.some((leak) => leak.includes("query"));
  return fail(about, {
    found: leaks.join("; "),
    next: inQuery
      ? "have the vendor set the school's host as the app's public address: the gateway does not rewrite queries"
      : "set rewriteRedirects: true in the platform's stack file, and pulumi up of the platform",
    whose: "platform",
  });
}

function locationLeaks(location: string, upstream: string): string[] {
  const target = URL.canParse(location, "https://relative.invalid")
    ? new URL(location, "https://relative.invalid")
    : undefined;
  if (target?.hostname === upstream) return [`Location leads to ${target.host}`];
  const parameters = [...(target?.searchParams ?? [])];
  return parameters.some(([, value]) => value.includes(upstream))
    ? [`Location names ${upstream} in its query`]
    : [];
}

/** Whether a cookie is for the upstream's name, or for a domain above it. */
function coversUpstream(cookie: string, upstream: string): boolean {
  const domain = /;\s*domain\s*=\s*\.?([^;\s]+)/i.exec(cookie)?.[1]?.toLowerCase();
  return domain !== undefined && (upstream === domain || upstream.endsWith(`.${domain}`));
}
