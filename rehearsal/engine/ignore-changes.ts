import { type PathPart, parsePath } from "../../lib/property-path.ts";
import { isRecord } from "../../lib/value.ts";
import type { Properties } from "../stand-in.ts";
import { isSecret, secret, unwrap } from "../values.ts";

/**
 * The new inputs with every ignored property set back to what it was. A path into something that only one side
 * has cannot be set back: that part keeps its new value, as with Pulumi.
 * @param paths property paths, "*" for every key or element of a level
 */
export function withIgnoredChanges(news: Properties, olds: Properties, paths: readonly string[]): Properties {
  const result = structuredClone(news);
  for (const path of paths) reset(parsePath(path), olds, result, false);
  return result;
}

type Container = Record<PathPart, unknown>;

function reset(path: readonly PathPart[], oldValue: unknown, newValue: unknown, oldIsSecret: boolean): void {
  const [part, ...deeper] = path;
  const olds = unwrap(oldValue);
  const news = unwrap(newValue);
  // What was secret only because something around it was must stay secret where that is no longer so.
  const secrecy = (oldIsSecret || isSecret(oldValue)) && !isSecret(newValue);
  if (part === undefined || !isContainer(news) || !fits(part, olds, news)) return;
  for (const key of keysOf(part, olds, news)) {
    const before = isContainer(olds) ? olds[key] : undefined;
    if (deeper.length > 0) {
      if (before !== undefined && news[key] !== undefined) reset(deeper, before, news[key], secrecy);
    } else if (before !== undefined) {
      if (Array.isArray(news) && news[key] === undefined) continue;
      news[key] = secrecy && !isSecret(before) ? secret(before) : structuredClone(before);
    } else if (isRecord(news)) {
      delete news[key];
    }
  }
}

/** An index needs two lists, "*" two lists or two objects; a key needs an object, whatever the old value was. */
function fits(part: PathPart, olds: unknown, news: Container): boolean {
  if (Array.isArray(news)) return Array.isArray(olds) && (part === "*" || typeof part === "number");
  return typeof part === "string" && (part !== "*" || isRecord(olds));
}

function keysOf(part: PathPart, olds: unknown, news: Container): PathPart[] {
  if (part !== "*") return [part];
  const before = isContainer(olds) ? Object.keys(olds) : [];
  return [...new Set([...before, ...Object.keys(news)])];
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}
