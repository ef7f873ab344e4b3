import type { PulumiRun } from "./pulumi-cli.ts";

/**
 * What the engine does to each resource, by URN, in a plan's words. A replacement has several steps, and an import may be
 * followed by an update.
 */
export function engineOperations({ steps }: PulumiRun): Readonly<Record<string, string>> {
  const changing = steps.filter(({ op, urn }) => op !== "same" && !urn.includes("::pulumi:pulumi:Stack::"));
  const imported = new Set(changing.filter(({ op }) => op === "import").map(({ urn }) => urn));
  return Object.fromEntries(
    changing.map(({ urn, op }) => [urn, imported.has(urn) ? "import" : /replace/.test(op) ? "replace" : op]),
  );
}
