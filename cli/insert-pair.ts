import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, type Node, parseDocument, stringify, type YAMLMap } from "yaml";

/**
 * Sets a value in a YAML text and leaves every other line as it is, comments and spacing included. (The Document API
 * alone keeps comments, but writes all lines in its own style.)
 *
 * @param path keys from the root; maps that are missing are made
 * @returns the new text; the same text when the value is there already
 */
export function insertPair(text: string, path: readonly string[], value: string): string {
  const document = parseDocument(text);
  if (document.getIn(path) === value) return text;
  document.setIn(path, value);
  const inserted = splice(text, path, value);
  // The text is edited by hand, so it is proved to say what the Document API says; where it does not, that one writes.
  const same = inserted !== undefined && isDeepStrictEqual(parseDocument(inserted).toJS(), document.toJS());
  return same ? inserted : document.toString({ lineWidth: 0 });
}

/** The text with the pair added to the deepest map there is; `undefined` where it is not a matter of adding. */
function splice(text: string, path: readonly string[], value: string): string | undefined {
  const document: Document = parseDocument(text);
  let depth = path.length - 1;
  while (depth > 0 && !isMap(document.getIn(path.slice(0, depth), true))) depth -= 1;
  const map = document.getIn(path.slice(0, depth), true) as YAMLMap<Node, Node | null>;
  if (!isMap(map) || !map.range || map.has(path[depth] ?? "")) return undefined;
  const rest = path.slice(depth).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return map.flow ? intoFlow(text, map, rest) : intoBlock(text, map, rest);
}

function intoFlow(text: string, map: YAMLMap<Node, Node | null>, pair: unknown): string {
  const flow = stringify(pair, { collectionStyle: "flow", lineWidth: 0 }).trim().slice(1, -1).trim();
  const close = (map.range?.[1] ?? 0) - 1;
  const before = text.slice(0, close).trimEnd();
  const comma = map.items.length === 0 || before.endsWith(",") ? "" : ",";
  const gap = text.slice(before.length, close);
  return `${before}${comma} ${flow}${gap === "" && map.items.length === 0 ? " " : gap}${text.slice(close)}`;
}

function intoBlock(text: string, map: YAMLMap<Node, Node | null>, pair: unknown): string {
  const [first] = map.items;
  const start = first?.key.range?.[0] ?? 0;
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  const end = endOf(map);
  const lineEnd = text[end - 1] === "\n" ? end - 1 : text.indexOf("\n", end);
  const eol = text[lineEnd - 1] === "\r" ? "\r\n" : "\n";
  const at = lineEnd < 0 ? text.length : lineEnd + 1 - eol.length;
  const block = stringify(pair, { lineWidth: 0 }).trimEnd().replaceAll(/^/gm, indent);
  return `${text.slice(0, at)}${eol}${block.replaceAll("\n", eol)}${text.slice(at)}`;
}

/** Where the last value of a map ends, whatever it is nested in. */
function endOf(map: YAMLMap<Node, Node | null>): number {
  const last = map.items.at(-1);
  const value = last?.value;
  if (isMap<Node, Node | null>(value) && !value.flow) return endOf(value);
  if (!value?.range || (isScalar(value) && value.value === null)) return last?.key.range?.[1] ?? 0;
  return value.range[1];
}
