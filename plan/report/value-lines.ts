import { isList, type Value } from "../../lib/value.ts";

/** Longest text of a map or list that stays on one line. */
const widest = 72;

/**
 * A value as lines: a text of several lines as its lines, a large map or list as indented JSON, everything else as one
 * line of JSON. A text that is a symbol and nothing else stands without quotes: it is not that text.
 */
export function valueLines(value: Value): readonly string[] {
  if (typeof value === "string") {
    if (/^‹[^‹›]*›$/.test(value)) return [value];
    // The empty line after a last newline would only look like a mistake.
    return /\n./.test(value) ? value.replace(/\n$/, "").split("\n") : [JSON.stringify(value)];
  }
  const line = jsonLine(value);
  return line.length <= widest || typeof value !== "object"
    ? [line]
    : JSON.stringify(value, null, 2).split("\n");
}

/** JSON on one line, with the spaces that people write. */
function jsonLine(value: Value): string {
  if (isList(value)) return `[${value.map(jsonLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${jsonLine(child)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A text, cut where it is longer than so many UTF-16 units; never inside a character. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
