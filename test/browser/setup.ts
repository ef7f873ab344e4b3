import { executablePath } from "../support/browser.ts";

/** Says once, before the tests in a browser, why all of them are skipped. */
export default function setup(): void {
  if (executablePath === undefined)
    console.log("The browser suite is skipped: there is no chromium on PATH.");
}
