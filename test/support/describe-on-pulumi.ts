import { describe } from "vitest";
import { version } from "./pulumi-cli.ts";

/** Tests that need Pulumi's own engine. Where there is none they are skipped, under a title that says why. */
export function describeOnPulumi(title: string, tests: () => void): void {
  if (version === undefined) describe.skip(`${title} (skipped: there is no Pulumi CLI)`, tests);
  else describe(`${title} (pulumi ${version})`, tests);
}
