import {
  type Document,
  isAlias,
  isMap as isMapNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
} from "yaml";
import { type Finding, finding, keyFinding, type Path, type Problem, show } from "../../lib/problem.ts";
import { Places } from "./places.ts";
import { isSafePlain } from "./plain-scalar.ts";
import { readableLine, syntaxProblems } from "./yaml-errors.ts";

/** A YAML text that keeps the project's rules, with the places of its nodes. */
export interface YamlText {
  readonly document: Document.Parsed;
  /** The document as plain values; maps keep the file's order. */
  readonly value: unknown;
  readonly places: Places;
  /** Unquoted values that Pulumi's reader may read differently. */
  readonly ambiguous: readonly Finding[];
}

/** The most that is read of a file; a school's with its certificates has some 10 KiB. */
const mostBytes = 1024 * 1024;

/**
 * Parses one YAML document strictly. Anchors, aliases, merge keys, tags and directives are refused: a reviewer should
 * see each value where it counts, and `pulumi config set` would write the file back without them.
 *
 * @param file how problems name the file
 */
export function parseYaml(bytes: Uint8Array, file: string): YamlText | Problem[] {
  if (bytes.length > mostBytes) {
    const rule = `a stack file has at most ${mostBytes} bytes, and this one has ${bytes.length}`;
    return [{ file, path: "", line: 1, column: 1, rule, fix: "keep only the stack's facts in it" }];
  }
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const places = new Places(text);
  const problem = (offset: number, rule: string, fix: string): Problem => ({
    file,
    path: "",
    ...places.at(offset),
    rule,
    fix,
  });
  // Pulumi's reader knows more line-ending characters than this one.
  const odd = text.search(/[\uFFFD-\uFFFF\uFEFF\u2028\u2029]|\r(?!\n)|(?![\t\n\r])\p{Cc}/u);
  if (odd >= 0) {
    const rule =
      odd === 0 && text.startsWith("\uFEFF")
        ? "the file begins with a byte order mark"
        : `this is not readable text: ${show(text.charAt(odd))}`;
    return [problem(odd, rule, "save the file as UTF-8 without BOM and without control characters")];
  }
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
    // The parser turns an exhausted call stack into an error of its own.
    if (document.errors.some(({ message }) => message.startsWith("Maximum call stack")))
      throw new RangeError();
    if (document.errors.length > 0) {
      return syntaxProblems(document, text).map(({ offset, rule, fix }) => {
        const source = readableLine(places, places.at(offset).line);
        return { ...problem(offset, rule, fix), ...(source === undefined ? {} : { source }) };
      });
    }
    const refused: Problem[] = [];
    if (document.directives.yaml.explicit)
      refused.push(problem(0, "a stack file has no %YAML directive", "remove it"));
    const ambiguous: Finding[] = [];
    // Pulumi's reader allows a tab before a comment only at some places.
    const tab = text.search(/(?<=^(?:[^#\n]|[^\s#]#)*)\t/m);
    if (tab >= 0)
      refused.push(problem(tab, "a stack file has no tabs", "write spaces, or \\t in double quotes"));
    const value = plain(document.contents, [], {
      text,
      refuse: (node, rule, fix) => refused.push(problem(node.range?.[0] ?? 0, rule, fix)),
      doubt: (item) => ambiguous.push(item),
    });
    return refused.length > 0 ? refused : { document, value, places, ambiguous };
  } catch (error) {
    // The parser recurses: only a nesting that no stack file has exhausts the call stack.
    if (!(error instanceof RangeError)) throw error;
    return [problem(0, "the file is nested too deeply to be read", "write it like stacks/Pulumi.demo.yaml")];
  }
}

interface Reading {
  readonly text: string;
  readonly refuse: (node: Node, rule: string, fix: string) => void;
  readonly doubt: (item: Finding) => void;
}

/** A node as a plain value; what a stack file may not hold is refused on the way. */
function plain(node: Node | null, path: Path, reading: Reading): unknown {
  const { refuse, doubt } = reading;
  if (node === null) return null;
  refuseProperties(node, refuse);
  if (isScalar(node)) {
    const doubts = doubtOf(node, reading);
    if (doubts) doubt(finding(path, shownAt(path, node), ...doubts));
    return node.value;
  }
  if (isSeq<Node>(node)) return node.items.map((item, index) => plain(item, [...path, index], reading));
  if (!isMapNode<Node, Node>(node)) return null;
  if (node.flow && reading.text[node.range?.[0] ?? 0] !== "{")
    refuse(node, "a map on one line is in braces", "write it like { key: value }");
  const entries = node.items.map(({ key, value }): [string, unknown] => {
    if (!isScalar(key) || typeof key.value !== "string") {
      refuse(key, "a key is text", "put the key in quotes");
      return ["", null];
    }
    if (key.value === "__proto__")
      refuse(key, "a key is not __proto__: programs take it for something else", "choose another key");
    refuseProperties(key, refuse);
    if (node.flow && key.type === "PLAIN" && !/^\s*:\s/.test(reading.text.slice(key.range?.[1])))
      refuse(key, "a key is followed by a colon and a space", "write it like { key: value }");
    const at = [...path, key.value];
    if (key.value === "<<") refuse(key, "a stack file has no merge keys", "write the keys out here");
    const doubts = doubtOf(key, reading);
    if (doubts) doubt(keyFinding(at, ...doubts));
    return [key.value, plain(value, at, reading)];
  });
  return Object.fromEntries(entries);
}

/** Refuses what a value has besides itself. */
function refuseProperties(node: Node, refuse: Reading["refuse"]): void {
  if (isAlias(node)) refuse(node, "a stack file has no aliases", "write the value out here");
  if ("anchor" in node && node.anchor !== undefined) {
    const fix = `remove &${String(node.anchor)}, and write the value out where it is used`;
    refuse(node, "a stack file has no anchors", fix);
  }
  if (node.tag !== undefined)
    refuse(node, `a stack file has no tags, and this is ${node.tag}`, "remove the tag");
}

/** The rule that a text breaks which Pulumi's reader takes for something else, and the way out. */
function doubtOf(
  { type, source = "", value, range }: Scalar,
  { text }: Reading,
): [rule: string, fix: string] | undefined {
  if (type === "PLAIN") {
    if (isSafePlain(source)) return undefined;
    return ["without quotes Pulumi may read another value here than gate does", quoteIt(source)];
  }
  const written = text.slice(...(range ?? []));
  if (type === "QUOTE_DOUBLE" && /^(?:[^\\]|\\[^/])*\\\//.test(written))
    return ["Pulumi does not read the escape \\/", "write / alone"];
  if (typeof value === "string" && /^\s.*\n|^\n/s.test(value))
    return [
      "Pulumi changes a text of several lines that begins with white space",
      "begin with what follows it",
    ];
  return undefined;
}

/** The fix for an unquoted value, which may be meant as a number. */
function quoteIt(source: string): string {
  const isNumber = /^[-+]?[\d_]+$/.test(source);
  return isNumber
    ? "put it in quotes, or write the number in digits alone that do not begin with 0"
    : "put it in quotes";
}

/** The text as written; `undefined` where it could be a secret. */
function shownAt([, key]: Path, { source }: Scalar): string | undefined {
  return key === "schoolgate:school" || key === "schoolgate:platform" ? source : undefined;
}
