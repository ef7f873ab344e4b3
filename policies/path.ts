/** The path of a part of what is at a path, as Pulumi writes it: `data["tls.key"]`. */
export function step(path: string, part: string | number): string {
  if (typeof part === "number") return `${path}[${part}]`;
  if (/[.[\]"]/.test(part)) return `${path}["${part.replace(/["\\]/g, "\\$&")}"]`;
  return path === "" ? part : `${path}.${part}`;
}
