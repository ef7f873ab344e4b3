// The edge's own page on loopback: what it says of the schools is what the edge holds and serves, and it follows.
import { mkdir } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { describeInBrowser, startBrowser } from "../support/browser.ts";
import { removeAll, schoolObjects } from "../support/edge-objects.ts";
import { EdgeWorld } from "../support/edge-world.ts";

const screenshots = join(import.meta.dirname, "../../artifacts/edge");
const file = "WW_verify_54wuPnLpuTWkAF0Z.txt";
const school = { slug: "page", verifyFiles: { api1: { [file]: "54wuPnLpuTWkAF0Z" } } };
let world: EdgeWorld;
let url: string;
beforeAll(async () => {
  world = await EdgeWorld.open();
  await world.school(school);
  url = `http://127.0.0.1:${world.edge.ports.page}`;
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** One request of the page's port, as it is. */
async function ask(path: string, host = "127.0.0.1", method = "GET") {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const options = { port: world.edge.ports.page, path, method, headers: { host } };
  const call = request(options, (answer) => {
    text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
  });
  call.on("error", reject).end();
  return promise;
}

test("it only shows, and only to this machine's own names", async () => {
  expect(await ask("/", "evil.example")).toEqual({ status: 403, body: "ask for 127.0.0.1\n" });
  expect(await ask("/", "127.0.0.1", "POST")).toEqual({ status: 405, body: "this page only shows\n" });
  expect(await ask("/other")).toEqual({ status: 404, body: "not found\n" });
});

test("a host that the edge does not serve is said to be that", async () => {
  expect((await ask("/through/http/api1.unknown.edu.cn/")).status).toBe(404);
  expect((await ask("/through/https/api1.unknown.edu.cn/")).status).toBe(502);
});

test("a redirect under the school's hosts is shown by the page too", async () => {
  const headers = [["location", "https://hub.17wanxiao.com:8080/next?a=1"]] as const;
  await world.order({ answers: { "/first": { status: 302, headers } } });
  const { status, headers: answered } = await fetch(`${url}/through/https/api1.page.edu.cn/first`, {
    redirect: "manual",
  });
  expect([status, answered.get("location"), answered.get("content-security-policy")]).toEqual([
    302,
    "/through/https/api1.page.edu.cn/next?a=1",
    "sandbox",
  ]);
});

describeInBrowser("in Chromium", () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true });
    browser = await startBrowser();
    return () => browser.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  /** The rows of one school: what is asked, and what is found. */
  const rowsOf = async (slug: string): Promise<string[][]> => {
    const section = page
      .locator("section")
      .filter({ has: page.getByRole("heading", { name: slug, exact: true }) });
    const rows = await section.locator("tbody tr").all();
    return Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
  };

  test("both hosts, the verify file, the certificates and the objects are told as they are", async () => {
    await page.goto(url);
    const rows = await rowsOf("page");
    const certificate = expect.stringMatching(/^by Local school authority, until .* GMT$/);
    expect(rows).toEqual([
      ["https://api1.page.edu.cn/new/index.html", "200 text/html"],
      [`http://api1.page.edu.cn/${file}`, "200 text/plain, its exact bytes"],
      [`https://api1.page.edu.cn/${file}`, "200 text/plain, its exact bytes"],
      ["Certificate", certificate],
      ["https://api2.page.edu.cn/index.html", "200 text/html"],
      ["Certificate", certificate],
      ["Certificate api1", "ready"],
      ["Certificate api2", "ready"],
      ["ListenerSet school", "ready"],
      ["HTTPRoute api1-http", "ready"],
      ["HTTPRoute api1-https", "ready"],
      ["HTTPRoute api2-http", "ready"],
      ["HTTPRoute api2-https", "ready"],
    ]);
    await page.screenshot({ path: join(screenshots, "page.png"), fullPage: true });
    await page.getByRole("link", { name: "https://api1.page.edu.cn/new/index.html" }).click();
    expect(await page.locator("h1").textContent()).toBe("hub");
  });

  test("what changes at the edge changes on the page, without a hand", async () => {
    await page.goto(url);
    const pair = { chain: "not PEM", key: "not PEM" };
    const bad = await schoolObjects({ slug: "pagebad", certificates: { api1: pair, api2: pair } });
    await world.apply(bad, 0).catch(() => undefined);
    const set = page
      .getByRole("row")
      .filter({ hasText: "ListenerSet school" })
      .filter({ hasText: "is False" });
    await set.waitFor();
    expect(await page.getByRole("status").textContent()).toBe(
      "Not everything is served. Asked every two seconds.",
    );
    expect((await rowsOf("pagebad")).slice(0, 2)).toEqual([
      ["https://api1.pagebad.edu.cn/new/index.html", expect.stringMatching(/disconnected|ECONNRESET|socket/)],
      ["Certificate", "none is shown"],
    ]);
    await page.screenshot({ path: join(screenshots, "page-not-served.png"), fullPage: true });
    await removeAll(world.api, bad);
    await page.getByRole("heading", { name: "pagebad", exact: true }).waitFor({ state: "detached" });
  });
});
