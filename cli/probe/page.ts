import { successPath } from "../../infra/config/success-pages.ts";
import { escapeControls } from "../../lib/problem.ts";
import type { Answer, Get } from "./http.ts";
import { type About, fail, noAnswer, notYet, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";
import type { Unreached } from "./unreached.ts";

/** Address of a route's success page; `undefined` for an upstream that the handbook has none for. */
export function successPage(host: string, upstream: string): string | undefined {
  const path = successPath(upstream);
  return path === undefined ? undefined : `https://${host}${path}`;
}

/** Asks for a success page. */
export async function pageCheck(get: Get, url: string, texts: ProbeTexts): Promise<Result> {
  return judgePage(url, await get(url), texts);
}

/** Judges the answer: a page of HTML, under the school's own host. */
export function judgePage(url: string, answer: Answer | Unreached, texts: ProbeTexts): Result {
  const { page } = texts;
  const about: About = { check: "page", subject: url, expected: "200 text/html" };
  if ("side" in answer) return noAnswer(about, answer, texts);
  const { status, headers, body } = answer;
  const type = headers["content-type"] ?? texts.noContentType;
  const found = `${status} ${escapeControls(type)}`;
  if (status === 200 && /^text\/html\b/i.test(type) && body.length > 0) return pass(about, found);
  if (status === 404) {
    const next = page.missing;
    return notYet(about, { found, next, whose: "platform" });
  }
  if (status >= 500) {
    const next = page.upstream;
    return fail(about, { found, next, whose: "platform" });
  }
  const next = page.elsewhere;
  return fail(about, {
    found: body.length === 0 && status === 200 ? page.empty : found,
    next,
    whose: "platform",
  });
}
