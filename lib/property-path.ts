/** One step into a value: a key of an object, or an index of an array. "*" in a pattern stands for every one. */
export type PathPart = string | number;

/** A property path as Pulumi writes it, e.g. `tags.Owner`, `spec.ports[0]`, `metadata["a.b"]`, `rules[*].port`. */
const token = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]/y;

/** @throws Error when the text is no property path */
export function parsePath(text: string): PathPart[] {
  const { parts, end } = scan(text);
  if (end < text.length) throw new Error(`"${text}" is not a property path: see character ${end + 1}`);
  if (parts.length === 0) throw new Error("a property path may not be empty");
  return parts;
}

/** @returns `undefined` when the text is not a property path; Pulumi's engine ignores such a text too */
export function pathIn(text: string): PathPart[] | undefined {
  const { parts, end } = scan(text);
  return end < text.length || parts.length === 0 ? undefined : parts;
}

/** The parts of a path, and the position of the first character that does not belong to it. */
function scan(text: string): { readonly parts: PathPart[]; readonly end: number } {
  const parts: PathPart[] = [];
  let end = 0;
  while (end < text.length) {
    token.lastIndex = end;
    const match = token.exec(text);
    if (match === null) break;
    const [, key, index, quoted, star] = match;
    parts.push(index === undefined ? (key ?? quoted?.replace(/\\(.)/g, "$1") ?? star ?? "") : Number(index));
    end = token.lastIndex;
  }
  return { parts, end };
}

/** Writes a path the way {@link parsePath} reads it. */
export function formatPath(parts: readonly PathPart[]): string {
  return parts.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (/[.[\]"]/.test(part) || part === "") return `${text}["${part.replace(/["\\]/g, "\\$&")}"]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** Whether a path is the pattern's or lies below it. */
export function contains(pattern: readonly PathPart[], path: readonly PathPart[]): boolean {
  return pattern.length <= path.length && pattern.every((part, at) => part === "*" || part === path[at]);
}
