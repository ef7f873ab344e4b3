import { formatPath, type PathPart, pathIn } from "../../lib/property-path.ts";
import { isList, type Value } from "../../lib/value.ts";
import type { Change, OptionChange, PropertyChange } from "../model.ts";
import { valueLines } from "./value-lines.ts";

/**
 * The property changes as they are shown: a large map or list that one side has alone, as all inputs of a new resource
 * are, is shown by its parts, each under its own path.
 */
export function shownProperties(properties: readonly PropertyChange[]): PropertyChange[] {
  return properties.flatMap((property) => {
    const { path, from, to, ...rest } = property;
    if ((from === undefined) === (to === undefined)) return [property];
    const side = to === undefined ? "from" : "to";
    const parts = partsOf(pathIn(path) ?? [path], from ?? to ?? null);
    if (parts.length === 1) return [property];
    return parts.map(([parts, value]) => ({
      ...rest,
      path: formatPath(parts),
      [side]: value,
    }));
  });
}

/** The option changes as they are shown: what every new resource has, its provider and its former names, says nothing. */
export function shownOptions({ operation, options }: Pick<Change, "operation" | "options">): OptionChange[] {
  const isAlone = operation === "create" || operation === "import" || operation === "delete";
  return options.filter(({ option }) => !isAlone || (option !== "provider" && option !== "aliases"));
}

function partsOf(path: readonly PathPart[], value: Value): [readonly PathPart[], Value][] {
  if (typeof value !== "object" || value === null || valueLines(value).length === 1) return [[path, value]];
  const children: [PathPart, Value][] = isList(value)
    ? value.map((child, index) => [index, child])
    : Object.entries(value);
  return children.flatMap(([key, child]) => partsOf([...path, key], child));
}
