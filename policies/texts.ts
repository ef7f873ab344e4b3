/**
 * Every text in a resource's inputs by its path, such as `data["tls.key"]`. Reads the values themselves, past a proxy
 * that throws for what is not known.
 */
export function textsOf(inputs: object): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") texts.set(path, value);
    if (typeof value !== "object" || value === null) return;
    for (const [key, { value: child }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      if (!Array.isArray(value)) walk(child, join(path, key));
      else if (key !== "length") walk(child, `${path}[${key}]`);
    }
  };
  walk(inputs, "");
  return texts;
}

function join(path: string, key: string): string {
  if (/[.[\]"]/.test(key)) return `${path}["${key.replace(/["\\]/g, "\\$&")}"]`;
  return path === "" ? key : `${path}.${key}`;
}
