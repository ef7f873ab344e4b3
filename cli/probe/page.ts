import { successPath } from "../../infra/config/success-pages.ts";
import { escapeControls } from "../../lib/problem.ts";
import type { Answer, Get } from "./http.ts";
import { type About, fail, noAnswer, notYet, pass, type Result } from "./result.ts";
import type { Unreached } from "./unreached.ts";

/** Address of a route's success page; `undefined` for an upstream that the handbook has none for. */
export function successPage(host: string, upstream: string): string | undefined {
  const path = successPath(upstream);
  return path === undefined ? undefined : `https://${host}${path}`;
}

/** Asks for a success page. */
export async function pageCheck(get: Get, url: string): Promise<Result> {
  return judgePage(url, await get(url));
}

/** Judges the answer: a page of HTML, under the school's own host. */
export function judgePage(url: string, answer: Answer | Unreached): Result {
  const about: About = { check: "page", subject: url, expected: "200 text/html" };
  if ("side" in answer) return noAnswer(about, answer);
  const { status, headers, body } = answer;
  const type = headers["content-type"] ?? "no content type";
  const found = `${status} ${escapeControls(type)}`;
  if (status === 200 && /^text\/html\b/i.test(type) && body.length > 0) return pass(about, found);
  if (status === 404) {
    const next = "pulumi up; where the routes are there, see whether the upstream still has this page";
    return notYet(about, { found, next, whose: "platform" });
  }
  if (status >= 500) {
    const next = "look at the upstream, and at the Backend and BackendTLSPolicy that lead to it";
    return fail(about, { found, next, whose: "platform" });
  }
  const next = "see that nothing else answers for this host: a proxy, a firewall, the school's login";
  return fail(about, {
    found: body.length === 0 && status === 200 ? "200, an empty page" : found,
    next,
    whose: "platform",
  });
}
