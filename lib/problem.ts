// What is wrong with a stack's configuration. A rule yields findings, which know where in the values they lie; the stack
// file turns them into problems, which also know line and column.
import { formatPath, type PathPart } from "./property-path.ts";
import { isRecord } from "./value.ts";

/** The way to a value: keys and positions from the file's `config` map on, such as `["schoolgate:school", "name"]`. */
export type Path = readonly PathPart[];

/** A rule that a value breaks. */
export interface Finding {
  readonly path: Path;
  /** Points at the key instead of its value: the key itself is wrong. */
  readonly at?: "key";
  /** The offending value as it may be shown; absent when it is missing or could be a secret. */
  readonly value?: string;
  /** What must hold. */
  readonly rule: string;
  /** The way out. */
  readonly fix: string;
}

/** A finding at its place in a file. */
export interface Problem {
  /** Path of the file, relative to the project's root. */
  readonly file: string;
  /** Way to the value as people write it, such as `schoolgate:school.routes.api1`; empty for the file as a whole. */
  readonly path: string;
  /** From 1; absent when there is no file to point into. */
  readonly line?: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column?: number;
  readonly value?: string;
  /** The line of a file that is not YAML, where it holds no secret. */
  readonly source?: string;
  readonly rule: string;
  readonly fix: string;
}

/** A finding about a value. Pass `undefined` as the value when it is missing or must not be shown. */
export function finding(path: Path, value: unknown, rule: string, fix: string): Finding {
  return { path, ...(value === undefined ? {} : { value: show(value) }), rule, fix };
}

/** A finding about a key of a map; the last part of the path is that key. */
export function keyFinding(path: Path, rule: string, fix: string): Finding {
  return { path, at: "key", rule, fix };
}

const longest = 80;

/** A value on one short line, without control characters and without ciphertext. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (key, child: unknown) => (key === "secure" ? "(encrypted)" : child));
  return shortened(escapeControls(text ?? String(value)));
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A path as Pulumi writes it, `a.b[0]["c.txt"]`, short and printable. */
export function shownPath(path: Path): string {
  const short = path.map((part) => (typeof part === "string" ? shortened(part) : part));
  return escapeControls(formatPath(short));
}

/** Escapes control and invisible characters, so that readers see every character. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** What kind of value this is, in words that follow "expected" or "found". */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return "a text";
  if (typeof value === "boolean") return "true or false";
  return Number.isInteger(value) ? "a whole number" : "a number";
}

/** Whether Pulumi encrypted a value. With any key beside the ciphertext, Pulumi takes it for a plain map. */
export function isEncrypted(value: unknown): value is { readonly secure: string } {
  return isRecord(value) && typeof value.secure === "string" && Object.keys(value).length === 1;
}

/** Advice on a stack. It is shown beside the problems, and fails nothing. */
export interface Advice {
  /** Path of the file, relative to the project's root. */
  readonly file: string;
  /** Way to the value as people write it. */
  readonly path: string;
  /** What is better. */
  readonly rule: string;
  /** The way there. */
  readonly fix: string;
}
