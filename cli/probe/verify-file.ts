import { escapeControls } from "../../lib/problem.ts";
import { isBlockPage } from "./filing.ts";
import type { Answer, Get } from "./http.ts";
import { type About, fail, noAnswer, notYet, pass, type Result } from "./result.ts";
import type { ProbeTexts } from "./texts/en.ts";
import type { Unreached } from "./unreached.ts";

/** WeCom's checker gives up on a slower answer. */
const mostMilliseconds = 1000;

/** Asks for a verify file as WeCom's checker does, on :80 and on :443. */
export function verifyFileChecks(
  get: Get,
  host: string,
  file: string,
  code: string,
  texts: ProbeTexts,
): Promise<Result>[] {
  return ["http", "https"].map(async (scheme) => {
    const url = `${scheme}://${host}/${file}`;
    return judgeVerifyFile(url, code, await get(url), texts);
  });
}

/** Judges an answer: the code alone, as plain text, at once and from nowhere else. */
export function judgeVerifyFile(
  url: string,
  code: string,
  answer: Answer | Unreached,
  texts: ProbeTexts,
): Result {
  const { verifyFile } = texts;
  const about: About = { check: "verify file", subject: url, expected: verifyFile.expected(code) };
  if ("side" in answer) return noAnswer(about, answer, texts);
  const { status, headers, body, milliseconds } = answer;
  const wrong = (found: string, next: string): Result => fail(about, { found, next, whose: "platform" });
  const { elsewhere } = verifyFile;
  if (status >= 300 && status < 400) return wrong(verifyFile.redirect(status), elsewhere);
  if (status === 404) {
    return notYet(about, { found: "404", next: verifyFile.notUp, whose: "platform" });
  }
  if (isBlockPage(answer)) return wrong(verifyFile.blockPage, verifyFile.seeFiling);
  if (status !== 200) return wrong(`${status}`, elsewhere);
  if (!body.equals(Buffer.from(code))) return wrong(verifyFile.otherBody(shown(body, texts)), elsewhere);
  const type = headers["content-type"] ?? texts.noContentType;
  if (!/^text\/plain\b/i.test(type)) return wrong(`200 ${escapeControls(type)}`, elsewhere);
  if (milliseconds > mostMilliseconds) {
    return wrong(verifyFile.slow(milliseconds), verifyFile.seeLoad);
  }
  return pass(about, `200 text/plain, ${code}, ${milliseconds} ms`);
}

/** A host without a verify file cannot become a trusted domain: the school has that step before it. */
export function missingVerifyFile(
  slug: string,
  route: string,
  host: string,
  { verifyFile }: ProbeTexts,
): Result {
  const about: About = { check: "verify file", subject: host, expected: verifyFile.one };
  return notYet(about, {
    found: verifyFile.none(route),
    next: verifyFile.download(slug, route),
    whose: "WeCom admin",
  });
}

/** A body on one short line. */
function shown(body: Buffer, { verifyFile }: ProbeTexts): string {
  const most = 32;
  const start = escapeControls(body.subarray(0, most).toString("utf8"));
  return verifyFile.bytes(body.length, `${start}${body.length > most ? "…" : ""}`);
}
