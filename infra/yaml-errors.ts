import type { ErrorCode, YAMLError } from "yaml";
import type { Places } from "./places.ts";
import { show } from "./problem.ts";

/** The ways out of what goes wrong most often in a YAML file written by hand. */
const fixes: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: "indent with two spaces under the key it belongs to, and close every bracket",
  BLOCK_AS_IMPLICIT_KEY: 'put a text that contains ": " in quotes',
  MISSING_CHAR: "close the quote or bracket, or write the colon after the key",
  MULTIPLE_DOCS: "keep one document in the file: remove the line ---",
  TAB_AS_INDENT: "indent with spaces",
  UNEXPECTED_TOKEN: "put the text in quotes",
};

/** The rule that a YAML error breaks, and the way out. */
export function explain(error: YAMLError, text: string): [rule: string, fix: string] {
  if (error.code === "DUPLICATE_KEY") {
    const key = /^("[^"\n]*"|'[^'\n]*'|[^:,{}\s]+)/.exec(text.slice(error.pos[0]))?.[0] ?? "";
    return [`the key ${show(key)} is written twice in one map`, "keep one of the two"];
  }
  const [sentence = ""] = error.message.split("; ");
  return [`this is not YAML: ${lowerFirst(sentence)}`, fixes[error.code] ?? "correct the line"];
}

/**
 * The line an error lies in, to be shown. `undefined` where it could hold a secret: outside of the two keys that are
 * facts, or with a word on it that secrets go by.
 */
export function readableLine(places: Places, line: number): string | undefined {
  const source = places.line(line);
  if (/secret|secure|password|private/i.test(source)) return undefined;
  for (let above = line; above >= 1; above -= 1) {
    const key = /^\s{0,4}["']?([\w-]+:[\w-]+)/.exec(places.line(above))?.[1];
    if (key !== undefined) return /^schoolgate:(school|platform)$/.test(key) ? source : undefined;
  }
  return source;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
