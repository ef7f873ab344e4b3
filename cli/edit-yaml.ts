import { isDeepStrictEqual } from "node:util";
import {
  Document,
  isCollection,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { inlineYaml, quoteUnsafe } from "../infra/config/plain-scalar.ts";

// Edits of a YAML text that leave every other line as it is, comments and spacing included. (The Document API alone
// keeps comments, but writes all lines in its own style.)

/** Keys of maps and places in lists, from the root. */
export type YamlPath = readonly (string | number)[];
type Item = Node | Pair<Node, Node | null>;
type Collection = YAMLMap<Node, Node | null> | YAMLSeq<Node>;

/**
 * Sets a value.
 *
 * @param path where; maps that are missing are made, and the place after a list's last makes it longer
 * @returns the new text; the same text when the value is there already
 */
export function setIn(text: string, path: YamlPath, value: unknown): string {
  const document = parseDocument(text);
  if (isDeepStrictEqual(valueAt(document, path), value)) return text;
  document.setIn(path, document.createNode(value));
  quoteUnsafe(document);
  return proved(spliceIn(text, path, value), document, text);
}

/**
 * Removes a key or a list's item.
 *
 * @returns the new text; the same text when there is no such thing
 */
export function removeIn(text: string, path: YamlPath): string {
  const document = parseDocument(text);
  return document.hasIn(path) && document.deleteIn(path) ? proved(cutOut(text, path), document, text) : text;
}

/**
 * Removes a key, and the maps above it that hold nothing else.
 *
 * @param top the highest of them that may go with it
 */
export function pruneIn(text: string, path: YamlPath, top: YamlPath): string {
  const document = parseDocument(text);
  if (!document.hasIn(path)) return text;
  const isAlone = (depth: number): boolean => {
    const within = document.getIn(path.slice(0, depth), true);
    return isCollection(within) && within.items.length === 1;
  };
  let depth = path.length;
  while (depth > top.length && isAlone(depth - 1)) depth -= 1;
  return removeIn(text, path.slice(0, depth));
}

/**
 * The text is edited by hand, so it is proved to say what the Document API says; where it does not, that one writes, in
 * the line ends that were there.
 */
function proved(edited: string | undefined, document: Document, before: string): string {
  if (edited !== undefined && isDeepStrictEqual(parseDocument(edited).toJS(), document.toJS())) return edited;
  const written = document.toString({ lineWidth: 0 });
  return written.replaceAll("\n", eolAt(before, -1));
}

function valueAt(document: Document, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    document.toJS(),
  );
}

function spliceIn(text: string, path: YamlPath, value: unknown): string | undefined {
  const document = parseDocument(text);
  const present = document.getIn(path, true);
  if (isScalar(present) && present.range) {
    const [start, end] = present.range;
    return `${text.slice(0, start)}${inlineYaml(value)}${text.slice(end)}`;
  }
  if (isCollection(present) && present.flow && present.range) {
    const [start, end] = present.range;
    // The comments in it are for the Document API to keep.
    if (text.slice(start, end).includes("#")) return undefined;
    return `${text.slice(0, start)}${inlineYaml(value, !Array.isArray(value))}${text.slice(end)}`;
  }
  let depth = path.length - 1;
  while (depth > 0 && !isCollection(document.getIn(path.slice(0, depth), true))) depth -= 1;
  const within = document.getIn(path.slice(0, depth), true) as Collection;
  if (present !== undefined || !isCollection(within) || !within.range) return undefined;
  const rest = path.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const addition = isSeq(within) ? [rest] : { [path[depth] ?? ""]: rest };
  return within.flow ? intoFlow(text, within, addition) : intoBlock(text, within, addition);
}

function intoFlow(text: string, within: Collection, addition: unknown): string {
  const inner = inlineYaml(addition).slice(1, -1).trim();
  const [open, close] = [(within.range?.[0] ?? 0) + 1, (within.range?.[1] ?? 0) - 1];
  const last = (within.items as readonly Item[]).at(-1);
  if (last === undefined) {
    const space = isSeq(within) ? "" : " ";
    return `${text.slice(0, open)}${space}${inner}${close === open ? space : ""}${text.slice(open)}`;
  }
  const end = endOf(last);
  const comma = /^[ \t]*,/.exec(text.slice(end, close))?.[0] ?? "";
  const rest = end + comma.length;
  const lineEnd = text.indexOf("\n", rest);
  const hasOwnLine = text.slice(open, startOf(last)).includes("\n") && lineEnd >= 0 && lineEnd < close;
  if (!hasOwnLine) return `${text.slice(0, end)}, ${inner}${text.slice(rest)}`;
  // Behind the last one's comment, which stays with it.
  const eol = eolAt(text, lineEnd);
  const at = lineEnd + 1 - eol.length;
  const line = `${eol}${" ".repeat(indentOf(text, last))}${inner}${comma === "" ? "" : ","}`;
  return `${text.slice(0, end)},${text.slice(rest, at)}${line}${text.slice(at)}`;
}

function intoBlock(text: string, within: Collection, addition: unknown): string {
  const [first] = within.items as readonly Item[];
  const indent = " ".repeat(indentOf(text, first));
  const end = endOf(within);
  const lineEnd = behindComments(text, text[end - 1] === "\n" ? end - 1 : text.indexOf("\n", end), indent);
  const eol = eolAt(text, lineEnd);
  const at = lineEnd < 0 ? text.length : lineEnd + 1 - eol.length;
  const block = blockText(addition).replaceAll(/^/gm, indent);
  return `${text.slice(0, at)}${eol}${block.replaceAll("\n", eol)}${text.slice(at)}`;
}

/** The end of the last of the comment lines that follow and stand deeper than `indent`: they belong to what is above. */
function behindComments(text: string, lineEnd: number, indent: string): number {
  const deeper = new RegExp(`(?:^${indent} +#[^\n]*\n?)+`, "my");
  deeper.lastIndex = lineEnd + 1;
  const [comments = ""] = (lineEnd < 0 ? null : deeper.exec(text)) ?? [];
  const end = lineEnd + comments.length;
  return comments === "" || comments.endsWith("\n") ? end : -1;
}

/** How the line of a line feed ends; for a last line that has none (-1), how the first one does. */
function eolAt(text: string, lineFeed: number): string {
  return text[(lineFeed < 0 ? text.indexOf("\n") : lineFeed) - 1] === "\r" ? "\r\n" : "\n";
}

function cutOut(text: string, path: YamlPath): string | undefined {
  const within = parseDocument(text).getIn(path.slice(0, -1), true);
  if (!isCollection(within) || !within.range) return undefined;
  const items = within.items as readonly Item[];
  const last = path.at(-1);
  const index = isSeq(within) ? Number(last) : items.findIndex((item) => keyOf(item) === last);
  const [item, next, previous] = [items[index], items[index + 1], items[index - 1]];
  if (item === undefined) return undefined;
  if (!within.flow) {
    const start = text.lastIndexOf("\n", startOf(item)) + 1;
    const end = text.indexOf("\n", endOf(item));
    return `${text.slice(0, start)}${end < 0 ? "" : text.slice(end + 1)}`;
  }
  const [open, close] = [within.range[0] + 1, within.range[1] - 1];
  const from = next ? startOf(item) : previous ? endOf(previous) : open;
  const to = next ? startOf(next) : previous ? endOf(item) : close;
  if (!text.slice(from, to).includes("#")) return `${text.slice(0, from)}${text.slice(to)}`;
  // Of comments, the one on the item's own line goes with it; on a shared line they are for the Document API to keep.
  const line = text.lastIndexOf("\n", startOf(item)) + 1;
  const behind = /^[ \t]*,?[ \t]*(?:#.*)?\r?\n/.exec(text.slice(endOf(item)))?.[0];
  const isAlone = line > open && text.slice(line, startOf(item)).trim() === "" && behind !== undefined;
  return isAlone ? `${text.slice(0, line)}${text.slice(endOf(item) + behind.length)}` : undefined;
}

function keyOf(item: Item): unknown {
  return isPair(item) && isScalar(item.key) ? item.key.value : undefined;
}

function startOf(item: Item | undefined): number {
  return (isPair(item) ? item.key.range?.[0] : item?.range?.[0]) ?? 0;
}

/** How far an item of a block collection, or the dash before it, stands from the line's beginning. */
function indentOf(text: string, item: Item | undefined): number {
  const start = startOf(item);
  const line = text.lastIndexOf("\n", start - 1) + 1;
  return /^ */.exec(text.slice(line, start))?.[0].length ?? 0;
}

/** Where the last value of an item ends, whatever it is nested in. */
function endOf(item: Item): number {
  if (isPair(item)) {
    const { key, value } = item;
    const isWritten = value?.range && !(isScalar(value) && value.value === null);
    return isWritten ? endOf(value) : (key.range?.[1] ?? 0);
  }
  const last = isCollection(item) && !item.flow ? (item.items as readonly Item[]).at(-1) : undefined;
  return last === undefined ? (item.range?.[1] ?? 0) : endOf(last);
}

/** Maps over several lines, lists of keys on one, as the stack files are written. */
function blockText(value: unknown): string {
  const document = new Document(value);
  quoteUnsafe(document);
  visit(document, {
    Seq: (_, list) => {
      list.flow = document.contents !== list;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}
