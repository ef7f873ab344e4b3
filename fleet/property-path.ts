/** One step into a value: a key of an object, or an index of an array. "*" in a pattern stands for every one. */
export type PathPart = string | number;

const token = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]/y;

/**
 * Reads a property path as Pulumi writes it: `tags.Owner`, `spec.ports[0]`, `metadata["a.b"]`, `rules[*].port`.
 * @returns nothing where the text is no such path; the engine leaves it unheeded too
 */
export function parsePath(text: string): PathPart[] | undefined {
  const parts: PathPart[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, key, index, quoted, star] = match;
    parts.push(index === undefined ? (key ?? quoted?.replace(/\\(.)/g, "$1") ?? star ?? "") : Number(index));
  }
  return parts.length === 0 ? undefined : parts;
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
