import { describe, expect, onTestFinished, test } from "vitest";
import { getter } from "../../../cli/probe/http.ts";
import { judgeLeaks, leakCheck } from "../../../cli/probe/leak.ts";
import { type Network, publicNetwork } from "../../../cli/probe/network.ts";
import { judgePage, pageCheck } from "../../../cli/probe/page.ts";
import { en } from "../../../cli/probe/texts/en.ts";
import { judgeVerifyFile, missingVerifyFile, verifyFileChecks } from "../../../cli/probe/verify-file.ts";
import { leadingElsewhere, leadingToUpstreams } from "../../support/leading-values.ts";
import { type Answerer, httpServer } from "../../support/web-server.ts";

const host = "api1.xxxedu.cn";
const file = "WW_verify_54wuPnLpuTWkAF0Z.txt";
const code = "54wuPnLpuTWkAF0Z";

/** An answer as if it had come. */
const answer = (status: number, type: string | undefined, body: string | Buffer, milliseconds = 20) => ({
  status,
  headers: type === undefined ? {} : { "content-type": type },
  body: Buffer.from(body),
  milliseconds,
});

/** Asks a real server, in a network where every host is at its port. */
async function asking(answerer: Answerer, over: Partial<Network> = {}) {
  const server = await httpServer(answerer);
  onTestFinished(() => server.close());
  const route = () => ({ host: "127.0.0.1", port: server.port });
  return { get: getter({ ...publicNetwork, route, ...over }, en), requests: server.requests };
}

describe("a verify file", () => {
  const url = `https://${host}/${file}`;
  const about = { check: "verify file", subject: url, expected: `200 text/plain, ${code}, within 1 s` };
  const elsewhere = "look for a proxy, firewall or redirect between the school's host and the gateway";

  test.each([["text/plain"], ["text/plain; charset=utf-8"]])("passes as the code alone, as %s", (type) => {
    expect(judgeVerifyFile(url, code, answer(200, type, code, 1000), en)).toEqual({
      ...about,
      state: "pass",
      found: `200 text/plain, ${code}, 1000 ms`,
    });
  });

  test.each([
    ["a newline", answer(200, "text/plain", `${code}\n`), `200 with 17 bytes: ${code}\\u{a}`],
    ["a byte order mark", answer(200, "text/plain", `\uFEFF${code}`), `200 with 19 bytes: \\u{feff}${code}`],
    ["a page", answer(200, "text/html", "x".repeat(40)), `200 with 40 bytes: ${"x".repeat(32)}…`],
    ["nothing", answer(200, "text/plain", ""), "200 with 0 bytes: "],
    ["HTML", answer(200, "text/html", code), "200 text/html"],
    ["no content type", answer(200, undefined, code), "200 no content type"],
    ["a redirect", answer(301, undefined, ""), "301, a redirect, which WeCom does not follow"],
    ["a refusal", answer(403, "text/html", "no"), "403"],
    ["an error", answer(502, "text/html", "no"), "502"],
  ])("fails as %s", (_, given, found) => {
    expect(judgeVerifyFile(url, code, given, en)).toEqual({
      ...about,
      state: "fail",
      waiting: false,
      found,
      next: elsewhere,
      whose: "platform",
    });
  });

  test("fails late", () => {
    expect(judgeVerifyFile(url, code, answer(200, "text/plain", code, 1001), en)).toMatchObject({
      state: "fail",
      waiting: false,
      found: "the right answer after 1001 ms",
    });
  });

  test("that is not there yet may come", () => {
    expect(judgeVerifyFile(url, code, answer(404, undefined, ""), en)).toEqual({
      ...about,
      state: "fail",
      waiting: true,
      found: "404",
      next: "pulumi up: the stack file lists this file, and the gateway does not answer it yet",
      whose: "platform",
    });
    expect(missingVerifyFile("demo", "api1", host, en)).toEqual({
      check: "verify file",
      subject: host,
      expected: "a verify file of WeCom's",
      state: "fail",
      waiting: true,
      found: "the stack file has none for api1",
      next: "download it from 网页授权及JS-SDK → 设置可信域名 → 申请校验域名; the platform then runs ./gate verify-file demo api1 <file>",
      whose: "WeCom admin",
    });
  });

  test("is asked for on both ports, and the time is the one until its last byte", async () => {
    let clock = 0;
    const reply = { headers: { "content-type": "text/plain" }, body: code };
    const { get } = await asking(
      () => {
        clock = 1500;
        return reply;
      },
      { elapsed: () => clock },
    );
    // Plain HTTP in the place of TLS: the second one meets a server that speaks none.
    const [plain, secure] = await Promise.all(verifyFileChecks(get, host, file, code, en));
    expect(plain).toMatchObject({
      subject: `http://${host}/${file}`,
      found: "the right answer after 1500 ms",
    });
    expect(secure).toMatchObject({ subject: url, state: "fail", found: "the TLS handshake failed" });
  });
});

describe("a success page", () => {
  const url = `https://${host}/new/index.html`;
  const about = { check: "page", subject: url, expected: "200 text/html" };

  const failing = (waiting: boolean, next: string) => ({ state: "fail", waiting, next, whose: "platform" });
  const notYet = failing(
    true,
    "pulumi up; where the routes are there, see whether the upstream still has this page",
  );
  const broken = failing(
    false,
    "look at the upstream, and at the Backend and BackendTLSPolicy that lead to it",
  );
  const elsewhere = failing(
    false,
    "see that nothing else answers for this host: a proxy, a firewall, the school's login",
  );
  test.each([
    [
      "passes",
      answer(200, "text/html; charset=utf-8", "<p>"),
      "200 text/html; charset=utf-8",
      { state: "pass" },
    ],
    ["is not there yet", answer(404, "text/plain", "no"), "404 text/plain", notYet],
    ["cannot be had", answer(503, undefined, "no"), "503 no content type", broken],
    ["is elsewhere", answer(302, undefined, ""), "302 no content type", elsewhere],
    ["is no page", answer(200, "text/plain", "<p>"), "200 text/plain", elsewhere],
    ["is empty", answer(200, "text/html", ""), "200, an empty page", elsewhere],
  ])("that %s", (_, given, found, verdict) => {
    expect(judgePage(url, given, en)).toEqual({ ...about, found, ...verdict });
  });

  test("that never comes is given up", async () => {
    const controller = new AbortController();
    const { get } = await asking(
      () => {
        controller.abort();
        return undefined;
      },
      { deadline: () => controller.signal },
    );
    expect(await pageCheck(get, `http://${host}/`, en)).toMatchObject({
      state: "fail",
      found: "no answer in time",
    });
  });

  test("without an end is read for 64 KiB", async () => {
    // Says that more will come than it sends: only who stops reading has an answer.
    const headers = { "content-length": "300000" };
    const { get } = await asking(() => ({ headers, body: Buffer.alloc(200_000, "x") }));
    const given = await get(`http://${host}/`);
    expect("body" in given && given.body.length).toBe(65_536);
  });
});

describe("a leak", () => {
  const upstreams = [
    { host: "hub.17wanxiao.com", port: 8080, routed: true },
    { host: "open.17wanxiao.com", port: 443, routed: true },
    { host: "pay.17wanxiao.com", port: 443, routed: false },
  ];
  const leaks = (headers: Record<string, string | string[]>) =>
    judgeLeaks(
      host,
      [{ url: `https://${host}/x?y=1`, answer: { ...answer(302, undefined, ""), headers } }],
      upstreams,
      en,
    );
  /** A header as Node hands it out. */
  const header = (name: string, value: string) => ({
    [name.toLowerCase()]: name === "Set-Cookie" ? [value] : value,
  });
  const expected = "no upstream's name in Location, Content-Location, Refresh or Set-Cookie";

  test.each([
    [{}],
    [{ location: "http://[" }],
    [{ "set-cookie": ["sid=1; Path=/", `sid=2; Domain=${host}`, "site=hub.17wanxiao.com"] }],
    ...leadingElsewhere.map(([name, sent]) => [header(name, sent)]),
  ])("is none of %j", (headers) => {
    expect(leaks(headers)).toEqual({
      check: "leak",
      subject: host,
      expected,
      state: "pass",
      found: "none in 1 answer",
    });
  });

  test.each(leadingToUpstreams)("is in what the script brings back: %s: %s", (name, sent) => {
    expect(leaks(header(name, sent))).toMatchObject({ state: "fail", next: rewrite });
  });

  const rewrite = "set rewriteRedirects: true in the platform's stack file, and pulumi up of the platform";
  const vendor = "have the vendor set the school's host as the app's public address";
  const query = `${vendor}: the gateway does not rewrite queries`;
  const beyond = `${vendor}, or give the school a route to that upstream`;
  test.each([
    [
      { location: "https://hub.17wanxiao.com:8080/a?code=secret" },
      "Location leads to hub.17wanxiao.com:8080",
      rewrite,
    ],
    [{ location: "//secret@OPEN.17wanxiao.com./secret" }, "Location leads to open.17wanxiao.com", rewrite],
    [{ refresh: "0; url=//hub.17wanxiao.com/secret" }, "Refresh leads to hub.17wanxiao.com", rewrite],
    [{ location: "//hub.17wanxiao.com:9999/secret" }, "Location leads to hub.17wanxiao.com:9999", beyond],
    [{ location: "//pay.17wanxiao.com/secret" }, "Location leads to pay.17wanxiao.com", beyond],
    [
      {
        location: "https://open.weixin.qq.com/?redirect_uri=https%3A%2F%2Fhub.17wanxiao.com%3A8080%2Fsecret",
      },
      "Location names hub.17wanxiao.com in its query",
      query,
    ],
    [{ "set-cookie": ["sid=secret; Path=/; domain=.17wanxiao.com"] }, "a cookie's Domain", rewrite],
    [{ "set-cookie": ["a=b", "sid=secret;Domain=hub.17wanxiao.com;Secure"] }, "a cookie's Domain", rewrite],
  ])("is in %j, and nothing else of it is shown", (headers, where, next) => {
    expect(leaks(headers)).toEqual({
      check: "leak",
      subject: host,
      expected,
      state: "fail",
      waiting: false,
      found: `/x: ${where}`,
      next,
      whose: "platform",
    });
  });

  test("is looked for in every answer that came, each asked for once", async () => {
    const { get, requests } = await asking((_, path) => ({
      headers: { location: path === "/b" ? "//hub.17wanxiao.com" : "/" },
    }));
    const urls = ["a", "b", "a"].map((path) => `http://${host}/${path}`);
    expect(await leakCheck(get, host, urls, upstreams, en)).toMatchObject({
      state: "fail",
      found: "/b: Location leads to hub.17wanxiao.com",
    });
    expect(requests.sort()).toEqual([`GET ${host} /a`, `GET ${host} /b`]);
  });
});
