import { spawnSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";
import { describe } from "vitest";

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
