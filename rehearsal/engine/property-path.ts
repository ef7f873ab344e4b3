/** One step into a value: a key of an object, an index of an array, or "*" for every one. */
export type PathPart = string | number;

/** A property path as Pulumi writes it, e.g. `tags.Owner`, `spec.ports[0]`, `metadata["a.b"]`, `rules[*].port`. */
const token = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]/y;

/** @throws Error when the text is no property path */
export function parsePath(text: string): PathPart[] {
  const parts: PathPart[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const start = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new Error(`"${text}" is not a property path: see character ${start + 1}`);
    const [, key, index, quoted, star] = match;
    if (index !== undefined) parts.push(Number(index));
    else parts.push(key ?? quoted?.replace(/\\(.)/g, "$1") ?? star ?? "");
  }
  if (parts.length === 0) throw new Error("a property path may not be empty");
  return parts;
}

/** Writes a path the way parsePath reads it. */
export function formatPath(parts: readonly PathPart[]): string {
  return parts.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (/[.[\]"]/.test(part) || part === "") return `${text}["${part.replace(/["\\]/g, "\\$&")}"]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** Whether a path is the other one or lies above it. */
export function contains(path: readonly PathPart[], other: readonly PathPart[]): boolean {
  return path.length <= other.length && path.every((part, at) => part === "*" || part === other[at]);
}
