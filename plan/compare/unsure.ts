// Where a plan cannot tell whether the provider replaces a resource.
import { contains, pathIn } from "../../lib/property-path.ts";
import type { TypeRules } from "../../providers/rules.ts";
import type { ResourceOptions } from "../model.ts";

/**
 * Whether the engine stops ignoring an input that replaces the resource. A change that the program made meanwhile
 * takes effect now, and only a state shows whether there was one.
 */
export function comparesAgain(
  olds: ResourceOptions,
  news: ResourceOptions,
  rules: TypeRules | undefined,
): boolean {
  const still = new Set(news.ignoreChanges);
  const again = (olds.ignoreChanges ?? []).filter((text) => !still.has(text) && !still.has("*"));
  if (rules === undefined) return again.length > 0;
  const replacing = [...rules.replaces, ...(news.replaceOnChanges ?? [])].map((text) => pathIn(text) ?? []);
  return again.some((text) => {
    const path = pathIn(text) ?? [];
    return replacing.some((each) => contains(each, path) || contains(path, each));
  });
}

/** Whether a table knows the input that a path leads into. */
export function isKnown(path: string, known: ReadonlySet<string> | undefined): boolean {
  return known === undefined || known.has(path.split(/[.[]/, 1)[0] ?? path);
}
