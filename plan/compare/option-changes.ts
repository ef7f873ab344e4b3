import { isDeepStrictEqual } from "node:util";
import type { OptionChange, ResourceOptions } from "../model.ts";

/** All options, in the order in which they are shown: what guards a resource first. */
const names = [
  "protect",
  "retainOnDelete",
  "deleteBeforeReplace",
  "ignoreChanges",
  "replaceOnChanges",
  "replaceWith",
  "replacementTrigger",
  "deletedWith",
  "importId",
  "provider",
  "version",
  "pluginDownloadURL",
  "pluginChecksums",
  "envVarMappings",
  "aliases",
  "additionalSecretOutputs",
  "customTimeouts",
  "hooks",
  "hideDiffs",
] as const satisfies readonly (keyof ResourceOptions)[];

/** The options that a state keeps, and what it means when one is absent. */
const kept: ReadonlySet<keyof ResourceOptions> = new Set([
  "protect",
  "retainOnDelete",
  "replaceWith",
  "replacementTrigger",
  "deletedWith",
  "provider",
]);

/**
 * The options that change.
 * @param isState whether the old ones are a state's: it does not keep them all
 */
export function optionChanges(olds: ResourceOptions, news: ResourceOptions, isState = false): OptionChange[] {
  return names.flatMap((option) => {
    const [from, to] = [olds[option], news[option]];
    if (isDeepStrictEqual(from, to) || (isState && !kept.has(option))) return [];
    return [{ option, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}
