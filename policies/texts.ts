/**
 * Paths of the texts among a resource's inputs that one looks for, such as `data["tls.key"]`.
 *
 * @param inputs the values themselves: a proxy that throws for what is not known would
 */
export function pathsOf(inputs: unknown, isWanted: (text: string) => boolean): string[] {
  const found: string[] = [];
  const way: (string | number)[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === "string") {
      if (isWanted(value)) found.push(written(way));
    } else if (Array.isArray(value)) {
      for (const [index, child] of value.entries()) step(index, child);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, child] of Object.entries(value)) step(key, child);
    }
  };
  const step = (part: string | number, child: unknown): void => {
    way.push(part);
    walk(child);
    way.pop();
  };
  walk(inputs);
  return found;
}

function written(way: readonly (string | number)[]): string {
  return way.reduce<string>((path, part) => {
    if (typeof part === "number") return `${path}[${part}]`;
    if (/[.[\]"]/.test(part)) return `${path}["${part.replace(/["\\]/g, "\\$&")}"]`;
    return path === "" ? part : `${path}.${part}`;
  }, "");
}
