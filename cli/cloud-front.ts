import { inShellQuotes } from "../lib/shell-word.ts";
import type { FrontRecord } from "../rehearsal/alicloud/wire/background-front.ts";
import { sharedFolder } from "./rehearsal-folder.ts";

/** Where the project's stand-in cloud on the wire is kept. */
export function cloudFolder(root: string): string {
  return sharedFolder(root, "cloud");
}

/** What a shell must hold to meet a front; `eval` takes it as it is. */
export function exports({ environment }: FrontRecord): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${inShellQuotes(value)}\n`)
    .join("");
}

/** A front as `--json` shows it. */
export function summary(root: string, { port, environment, log }: FrontRecord): object {
  return { state: "up", port, environment, log, folder: cloudFolder(root) };
}
