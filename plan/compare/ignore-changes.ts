import { type PathPart, pathIn } from "../../lib/property-path.ts";
import { isList, isRecord, type Value } from "../../lib/value.ts";
import type { Inputs } from "../../providers/rules.ts";

/**
 * The new inputs with every ignored property set back to what it was, as the engine does before it asks the provider.
 * A path into something that only one side has cannot be set back: that part keeps its new value.
 * @param paths property paths, "*" for every key or element of a level
 */
export function withIgnoredChanges(news: Inputs, olds: Inputs, paths: readonly string[]): Inputs {
  return paths.reduce<Inputs>((inputs, path) => {
    const parts = pathIn(path);
    const reset = parts === undefined ? inputs : setBack(parts, olds, inputs);
    return isRecord(reset) ? reset : inputs;
  }, news);
}

function setBack(path: readonly PathPart[], before: Value, after: Value): Value {
  const [part, ...deeper] = path;
  if (part === undefined) return after;
  if (isList(after)) {
    if (!isList(before)) return after;
    return after.map((item, at) => {
      const old = before[at];
      if ((part !== "*" && part !== at) || old === undefined) return item;
      return deeper.length === 0 ? old : setBack(deeper, old, item);
    });
  }
  if (!isRecord(after) || typeof part === "number") return after;
  if (part === "*" && !isRecord(before)) return after;
  const olds = isRecord(before) ? before : {};
  const result: Record<string, Value> = { ...after };
  const keys = part === "*" ? [...new Set([...Object.keys(olds), ...Object.keys(after)])] : [part];
  for (const key of keys) {
    const [old, now] = [olds[key], after[key]];
    if (deeper.length > 0) {
      if (old !== undefined && now !== undefined) result[key] = setBack(deeper, old, now);
    } else if (old === undefined) delete result[key];
    else result[key] = old;
  }
  return result;
}
