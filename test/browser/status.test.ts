import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { htmlOf } from "../../fleet/report/html.ts";
import type { FleetStatus } from "../../fleet/status/model.ts";
import { describeInBrowser, openPage, startBrowser } from "../support/browser.ts";
import { repository } from "../support/projects.ts";
import { fleetStatus, mixedStatus, schoolStatus } from "../support/statuses.ts";

const artifacts = join(repository, "artifacts/status");
const axe = createRequire(import.meta.url).resolve("axe-core");

describeInBrowser("the status page of 1,000 stacks", () => {
  let browser: Browser;

  beforeAll(async () => {
    rmSync(artifacts, { recursive: true, force: true });
    mkdirSync(artifacts, { recursive: true });
    browser = await startBrowser();
    return () => browser.close();
  });

  /** Opens a page from its file; it may load nothing else, and no script of it may fail. */
  async function open(
    options: BrowserContextOptions = {},
    shown: FleetStatus = mixedStatus(),
  ): Promise<Page> {
    const file = join(artifacts, "status.html");
    writeFileSync(file, htmlOf(shown));
    const url = pathToFileURL(file).href;
    return openPage(browser, url, { viewport: { width: 1280, height: 900 }, ...options });
  }

  const said = (page: Page): Promise<string | null> => page.getByRole("status").textContent();

  test("shows every stack, the worst first", async () => {
    const page = await open();
    expect(await page.title()).toBe(
      "Schools: 1000 stacks: 10 broken, 30 in need of attention, 200 with changes outstanding, 160 waiting for a step, 600 fine",
    );
    expect(await said(page)).toBe("Showing 1,000 of 1,000 stacks.");
    expect(await page.locator("tbody").first().locator("th, td").allTextContents()).toEqual([
      "school-0000 示例大学",
      "broken",
      "2026-11-20",
      "–",
      "a 203.0.113.1",
      "b",
      "issuer",
      "–",
      "an up was cut off, and what came of it is not in the state: creating EipAddress egress-b-eipfix: pulumi refresh -s school",
    ]);
    // What a browser opens at once.
    expect(statSync(join(artifacts, "status.html")).size).toBeLessThan(1_000_000);
  });

  test("filters by name, status, platform and whose step it is", async () => {
    const page = await open();
    await page.getByLabel("School or platform").fill("SCHOOL-000");
    expect(await said(page)).toBe("Showing 10 of 1,000 stacks.");
    await page.getByLabel("School or platform").press("Escape");
    await expect.poll(() => said(page)).toBe("Showing 1,000 of 1,000 stacks.");
    await page.getByLabel("Status").selectOption("broken");
    expect(await said(page)).toBe("Showing 10 of 1,000 stacks.");
    await page.getByLabel("Platform", { exact: true }).selectOption("bj");
    expect(await said(page)).toBe("Showing 0 of 1,000 stacks.");
    await page.getByLabel("Status").selectOption("any");
    expect(await said(page)).toBe("Showing 30 of 1,000 stacks.");
    expect(await page.locator("tr.concern:visible").count()).toBe(30);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByLabel("Whose step").selectOption("WeCom administrator");
    expect(await said(page)).toBe("Showing 160 of 1,000 stacks.");
    await page.getByLabel("School or platform").fill("示例");
    expect(await said(page)).toBe("Showing 160 of 1,000 stacks.");
  });

  test("is read without scripts: every stack, and no control that would do nothing", async () => {
    const page = await open({ javaScriptEnabled: false });
    expect(await page.locator("tbody:visible").count()).toBe(1_000);
    expect(await page.locator("button:visible, input:visible, select:visible").count()).toBe(0);
  });

  test.each(["light", "dark"] as const)("has nothing that axe objects to, %s", async (colorScheme) => {
    // Its policy keeps axe out too.
    const { stacks } = mixedStatus();
    const some = fleetStatus([0, 10, 40, 240, 400].flatMap((at) => stacks[at] ?? []));
    const page = await open({ bypassCSP: true, colorScheme }, some);
    await page.addScriptTag({ content: readFileSync(axe, "utf8") });
    const found: { violations: { id: string; nodes: { html: string }[] }[] } =
      await page.evaluate("axe.run()");
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test.each([
    ["light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
    ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
    ["phone", { viewport: { width: 390, height: 800 }, colorScheme: "light" }],
  ] as const)("fits: %s", async (name, options) => {
    const page = await open(options);
    await page.screenshot({ path: join(artifacts, `${name}.png`) });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(options.viewport.width);
  });

  test("shows hostile names as text", async () => {
    const evil = `"><img src=x onerror=alert(1)>'&amp;</script>\u202E`;
    const concerns = [{ level: "broken" as const, what: evil, fix: evil }];
    const page = await open({}, fleetStatus([schoolStatus(evil, { title: evil, platform: evil, concerns })]));
    const seen = evil.replace("\u202E", "\\u{202e}");
    expect(await page.locator("img, script").count()).toBe(1);
    expect(await page.locator("tbody th").textContent()).toBe(`${seen} ${seen}`);
    await page.getByLabel("Platform", { exact: true }).selectOption(seen);
    expect(await said(page)).toBe("Showing 1 of 1 stacks.");
  });
});
