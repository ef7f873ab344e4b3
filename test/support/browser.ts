import { spawnSync } from "node:child_process";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describe, expect, onTestFinished } from "vitest";

/** The Chromium on PATH; `undefined` where there is none. */
export const executablePath = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => spawnSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim())
  .find((path) => path !== "");

/** Tests that need a browser: skipped as one where there is none. */
export function describeInBrowser(title: string, tests: () => void): void {
  if (executablePath === undefined) describe.skip(`${title} (skipped: there is no chromium on PATH)`, tests);
  else describe(title, tests);
}

/** Starts Chromium. Its sandbox is off: as root it does not run with one, and it opens nothing but the tests' own pages. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox"],
  });
}

/**
 * Opens a page of schoolgate's from its file, until the test ends; it may load nothing else, and no script of it may fail.
 *
 * @param prepare is done before the page is loaded
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  prepare?: (page: Page) => Promise<unknown>,
): Promise<Page> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const loaded: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  page.on("console", (message) => errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  await prepare?.(page);
  await page.goto(url);
  onTestFinished(() => expect({ loaded, errors }).toEqual({ loaded: [url], errors: [] }));
  return page;
}
