import { type Document, isAlias, isMap as isMapNode, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { Places } from "./places.ts";
import { type Problem, show } from "./problem.ts";
import { readableLine, syntaxProblems } from "./yaml-errors.ts";

/** A YAML text that keeps the project's rules, with the places of its nodes. */
export interface YamlText {
  readonly document: Document.Parsed;
  /** The document as plain values; maps keep the file's order. */
  readonly value: unknown;
  readonly places: Places;
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
  const odd = text.search(/\uFFFD|\uFEFF|(?![\t\n\r\u0085])\p{Cc}/u);
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
    const value = plain(document.contents, (node, rule, fix) => {
      refused.push(problem(node.range?.[0] ?? 0, rule, fix));
    });
    return refused.length > 0 ? refused : { document, value, places };
  } catch (error) {
    // The parser recurses: only a nesting that no stack file has exhausts the call stack.
    if (!(error instanceof RangeError)) throw error;
    return [problem(0, "the file is nested too deeply to be read", "write it like stacks/Pulumi.demo.yaml")];
  }
}

/** A node as a plain value; what a stack file may not hold is refused on the way. */
function plain(node: Node | null, refuse: (node: Node, rule: string, fix: string) => void): unknown {
  if (node === null) return null;
  if (isAlias(node)) {
    refuse(node, "a stack file has no aliases", "write the value out here");
    return null;
  }
  if ("anchor" in node && node.anchor !== undefined) {
    refuse(
      node,
      "a stack file has no anchors",
      `remove &${String(node.anchor)}, and write the value out where it is used`,
    );
  }
  if (node.tag !== undefined)
    refuse(node, `a stack file has no tags, and this is ${node.tag}`, "remove the tag");
  if (isScalar(node)) return node.value;
  if (isSeq<Node>(node)) return node.items.map((item) => plain(item, refuse));
  if (!isMapNode<Node, Node>(node)) return null;
  const entries = node.items.map(({ key, value }): [string, unknown] => {
    if (!isScalar(key) || typeof key.value !== "string") {
      refuse(key, "a key is text", "put the key in quotes");
      return ["", null];
    }
    if (key.value === "__proto__")
      refuse(key, "a key is not __proto__: programs take it for something else", "choose another key");
    if (key.value === "<<") refuse(key, "a stack file has no merge keys", "write the keys out here");
    return [key.value, plain(value, refuse)];
  });
  return Object.fromEntries(entries);
}
