import { type Document, type ErrorCode, isCollection, isNode, isScalar, visit, type YAMLError } from "yaml";
import { escapeControls, show } from "../../lib/problem.ts";
import type { Places } from "./places.ts";

/** What keeps a text from being YAML, at its offset. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly rule: string;
  readonly fix: string;
}

/** The ways out of what goes wrong most often in a YAML file written by hand. */
const fixes: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: "indent with two spaces under the key it belongs to, and close every bracket",
  BLOCK_AS_IMPLICIT_KEY: 'put a text that contains ": " in quotes',
  MISSING_CHAR: "close the quote or bracket, or write the colon after the key",
  MULTIPLE_DOCS: "keep one document in the file: remove the line ---",
  TAB_AS_INDENT: "indent with spaces",
  UNEXPECTED_TOKEN: "put the text in quotes",
};

/** A document's errors: every key written twice, up to the first that hides the form of what follows. */
export function syntaxProblems({ errors, contents }: Document.Parsed, text: string): SyntaxProblem[] {
  const inOrder = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const first = inOrder.findIndex(({ code }) => code !== "DUPLICATE_KEY");
  return inOrder.slice(0, first < 0 ? undefined : first + 1).map((error) => {
    const opened = openedBefore(error, contents);
    if (opened === undefined) return { offset: error.pos[0], ...explain(error, text) };
    const sign = /["']/.test(text.charAt(opened)) ? "quote" : "bracket";
    const rule = `this is not YAML: a ${sign} is opened here, and not closed`;
    return { offset: opened, rule, fix: "close it, and indent what lies between" };
  });
}

/** Where the quote or bracket opens that is still open at an error; `undefined` when it is another error. */
function openedBefore(
  { code, pos, message }: YAMLError,
  contents: Document.Parsed["contents"],
): number | undefined {
  const isQuote = code === "MISSING_CHAR" && message.startsWith("Missing closing");
  const isBracket = code === "BAD_INDENT" && message.startsWith("Flow");
  let opened: number | undefined;
  if (isQuote || isBracket) {
    visit(contents, (_key, node) => {
      if (!isNode(node) || node.range?.[1] !== pos[0]) return;
      const isMeant = isQuote
        ? isScalar(node) && node.type?.startsWith("QUOTE")
        : isCollection(node) && node.flow;
      if (isMeant) opened = node.range[0];
    });
  }
  return opened;
}

/** The rule that a YAML error breaks, and the way out. */
function explain(error: YAMLError, text: string): { rule: string; fix: string } {
  if (error.code === "DUPLICATE_KEY") {
    const key = /^("[^"\n]*"|'[^'\n]*'|[^:,{}\s]+)/.exec(text.slice(error.pos[0]))?.[0] ?? "";
    return { rule: `the key ${show(key)} is written twice in one map`, fix: "keep one of the two" };
  }
  const [sentence = ""] = error.message.split("; ");
  return {
    rule: `this is not YAML: ${escapeControls(lowerFirst(sentence))}`,
    fix: fixes[error.code] ?? "correct the line",
  };
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

/** A sentence as it follows a colon. */
export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
