import { type Finding, finding, isEncrypted, isMap, type Path } from "../problem.ts";

/** The key of the app's Secret in its stack's config. */
export const wecomSecretKey = "schoolgate:wecomSecret";

/** The app's Secret is encrypted: whoever has it speaks as the school's app. */
export function wecomSecretEncrypted(slug: string, config: Readonly<Record<string, unknown>>): Finding[] {
  if (!Object.hasOwn(config, wecomSecretKey)) return [];
  if (isEncrypted(config[wecomSecretKey])) return [];
  const fix = `pulumi config set --secret ${wecomSecretKey} -s ${slug}; renew the Secret in WeCom if this was pushed`;
  return [finding([wecomSecretKey], undefined, "the app's Secret is encrypted", fix)];
}

/** No private key lies in the clear anywhere in a stack file. */
export function noPrivateKey(_slug: string, config: Readonly<Record<string, unknown>>): Finding[] {
  const found: Path[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (typeof value === "string" && value.includes("PRIVATE KEY-----")) found.push(path);
    else if (Array.isArray(value))
      value.forEach((child, index) => {
        walk(child, [...path, index]);
      });
    else if (isMap(value)) for (const [key, child] of Object.entries(value)) walk(child, [...path, key]);
  };
  walk(config, []);
  const fix = "renew the key, and set it with pulumi config set --secret --path";
  return found.map((path) => finding(path, undefined, "a private key is never in the clear", fix));
}
