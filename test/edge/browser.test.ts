// The edge in a real browser: what a student's WeCom would show. Screenshots are kept in artifacts/edge/.
import { createHash, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EdgeWorld } from "../support/edge-world.ts";

/** Debian's and Ubuntu's. */
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const screenshots = join(import.meta.dirname, "../../artifacts/edge");

const api1 = "api1.browser.edu.cn";
const api2 = "api2.browser.edu.cn";

describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let world: EdgeWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    world = await EdgeWorld.open();
    await world.school({ slug: "browser" });
    await mkdir(screenshots, { recursive: true });
    const { http, https } = world.edge.ports;
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--disable-background-networking",
        // The names resolve in the browser alone, and it trusts just these certificates: it has no flag for an authority.
        `--host-resolver-rules=MAP *.browser.edu.cn:80 127.0.0.1:${http}, MAP *.browser.edu.cn:443 127.0.0.1:${https}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
        `--ignore-certificate-errors-spki-list=${(await Promise.all([api1, api2].map((host) => spki(world, host)))).join(",")}`,
      ],
    });
  });
  beforeEach(async () => {
    await world.reset();
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  test.for([
    ["hub", `http://${api1}/new/index.html`, `https://${api1}/new/index.html`],
    ["open", `http://${api2}/index.html`, `https://${api2}/index.html`],
  ] as const)(
    "the success page of %s renders, on https and under the school's host",
    async ([name, from, to]) => {
      await page.goto(from);
      expect(page.url()).toBe(to);
      expect(await page.locator("h1").textContent()).toBe(name);
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
  );

  test("a click through an OAuth round trip stays under the school's hosts, with its session", async () => {
    const html = (link: string) => ({
      status: 200,
      headers: [["content-type", "text/html"]] as const,
      body: `<!doctype html><title>campus</title><h1>campus</h1><a href="${link}">continue</a>`,
    });
    const redirect = (location: string, ...cookies: string[]) => ({
      status: 302,
      headers: [["location", location] as const, ...cookies.map((each) => ["set-cookie", each] as const)],
    });
    await world.order({
      answers: {
        "/bsacs/qyweixin.action": html("/bsacs/login.action"),
        // The hub sends the browser to the other upstream for the code, and takes it back with one, by its own names.
        "/bsacs/login.action": redirect(
          "https://open.17wanxiao.com/authorize?state=s",
          "JSESSIONID=1; Domain=hub.17wanxiao.com; Path=/; HttpOnly",
        ),
        "/authorize": redirect("https://hub.17wanxiao.com:8080/bsacs/callback.action?code=c&state=s"),
        "/bsacs/callback.action": redirect(
          "http://hub.17wanxiao.com:8080/home",
          "user=2; Path=/; Domain=.17wanxiao.com",
        ),
        "/home": html("#"),
      },
    });
    const visited: string[] = [];
    page.on("response", (response) => visited.push(response.url()));
    await page.goto(`https://${api1}/bsacs/qyweixin.action`);
    await page.getByText("continue").click();
    await page.waitForURL(`https://${api1}/home`);
    expect(visited.filter((url) => !url.endsWith("/favicon.ico"))).toEqual([
      `https://${api1}/bsacs/qyweixin.action`,
      `https://${api1}/bsacs/login.action`,
      `https://${api2}/authorize?state=s`,
      `https://${api1}/bsacs/callback.action?code=c&state=s`,
      `https://${api1}/home`,
    ]);
    const { seen } = await world.upstreams();
    expect(seen.find(({ path }) => path === "/home")?.headers.cookie).toBe("JSESSIONID=1; user=2");
    await page.screenshot({ path: join(screenshots, "round-trip.png") });
  });
});

/** The digest of the key of a host's certificate, as Chromium takes it; the client has verified it. */
async function spki(world: EdgeWorld, host: string): Promise<string> {
  const socket = await world.client.connect(host);
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  const key = new X509Certificate(raw).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("base64");
}
