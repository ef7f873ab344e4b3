import { escapeControls } from "../../lib/problem.ts";
import { isBlockPage } from "./filing.ts";
import type { Answer, Get } from "./http.ts";
import { type About, fail, noAnswer, notYet, pass, type Result } from "./result.ts";
import type { Unreached } from "./unreached.ts";

/** WeCom's checker gives up on a slower answer. */
const mostMilliseconds = 1000;

/** Asks for a verify file as WeCom's checker does, on :80 and on :443. */
export function verifyFileChecks(get: Get, host: string, file: string, code: string): Promise<Result>[] {
  return ["http", "https"].map(async (scheme) => {
    const url = `${scheme}://${host}/${file}`;
    return judgeVerifyFile(url, code, await get(url));
  });
}

/** Judges an answer: the code alone, as plain text, at once and from nowhere else. */
export function judgeVerifyFile(url: string, code: string, answer: Answer | Unreached): Result {
  const expected = `200 text/plain, ${code}, within 1 s`;
  const about: About = { check: "verify file", subject: url, expected };
  if ("side" in answer) return noAnswer(about, answer);
  const { status, headers, body, milliseconds } = answer;
  const wrong = (found: string, next: string): Result => fail(about, { found, next, whose: "platform" });
  const elsewhere = "look for a proxy, firewall or redirect between the school's host and the gateway";
  if (status >= 300 && status < 400)
    return wrong(`${status}, a redirect, which WeCom does not follow`, elsewhere);
  if (status === 404) {
    const next = "pulumi up: the stack file lists this file, and the gateway does not answer it yet";
    return notYet(about, { found: "404", next, whose: "platform" });
  }
  if (isBlockPage(answer)) return wrong("403, Alibaba Cloud's block page", "see the filing check");
  if (status !== 200) return wrong(`${status}`, elsewhere);
  if (!body.equals(Buffer.from(code))) return wrong(`200 with ${shown(body)}`, elsewhere);
  const type = headers["content-type"] ?? "no content type";
  if (!/^text\/plain\b/i.test(type)) return wrong(`200 ${escapeControls(type)}`, elsewhere);
  if (milliseconds > mostMilliseconds) {
    return wrong(
      `the right answer after ${milliseconds} ms`,
      "probe from another network; then look at the gateway's load",
    );
  }
  return pass(about, `200 text/plain, ${code}, ${milliseconds} ms`);
}

/** A host without a verify file cannot become a trusted domain: the school has that step before it. */
export function missingVerifyFile(slug: string, route: string, host: string): Result {
  const about: About = { check: "verify file", subject: host, expected: "a verify file of WeCom's" };
  return notYet(about, {
    found: `the stack file has none for ${route}`,
    next: `download it from 网页授权及JS-SDK → 设置可信域名 → 申请校验域名; the platform then runs ./gate verify-file ${slug} ${route} <file>`,
    whose: "WeCom admin",
  });
}

/** A body on one short line. */
function shown(body: Buffer): string {
  const most = 32;
  const start = escapeControls(body.subarray(0, most).toString("utf8"));
  return `${body.length} bytes: ${start}${body.length > most ? "…" : ""}`;
}
