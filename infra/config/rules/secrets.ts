import { type Finding, finding, isEncrypted, type Path } from "../../../lib/problem.ts";
import { isRecord } from "../../../lib/value.ts";
import { credentialIn, isSecretName, isWecomSecret } from "../credentials.ts";

/** The key of the app's Secret in its stack's config. */
export const wecomSecretKey = "schoolgate:wecomSecret";

/** The app's Secret is encrypted: whoever has it speaks as the school's app. */
export function wecomSecretEncrypted(slug: string, config: Readonly<Record<string, unknown>>): Finding[] {
  if (!Object.hasOwn(config, wecomSecretKey)) return [];
  if (isEncrypted(config[wecomSecretKey])) return [];
  const fix = `pulumi config set --secret ${wecomSecretKey} -s ${slug}; renew the Secret in WeCom if this was pushed`;
  return [finding([wecomSecretKey], undefined, "the app's Secret is encrypted", fix)];
}

/** No credential lies in the clear anywhere in a stack's config, by its key's name or by what it is. */
export function noCredentials(config: Readonly<Record<string, unknown>>): Finding[] {
  const found: Finding[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (isEncrypted(value)) return;
    if (Array.isArray(value)) for (const [index, child] of value.entries()) walk(child, [...path, index]);
    else if (isRecord(value)) for (const [key, child] of Object.entries(value)) walk(child, [...path, key]);
    else {
      const kind = credentialAt(path, value);
      if (kind !== undefined)
        found.push(finding(path, undefined, `${kind} is never in the clear`, howToEncrypt));
    }
  };
  walk(config, []);
  return found;
}

const howToEncrypt =
  "renew it where it was issued if this was pushed, and set it with pulumi config set --secret --path";

/** The kind of credential that a value is. */
function credentialAt(path: Path, value: unknown): string | undefined {
  if ((typeof value !== "string" && typeof value !== "number") || value === "") return undefined;
  const text = String(value);
  const [first] = path;
  const kind = credentialIn(text);
  // Keys of schools and platforms are their own to choose: a route may be named token. The app's Secret has its own rule.
  if (kind !== undefined || first === "schoolgate:school" || first === "schoolgate:platform") return kind;
  if (first === wecomSecretKey) return undefined;
  if (isWecomSecret(text)) return "the Secret of an app";
  const name = String(path.findLast((part) => typeof part === "string")).replace(/^.*:/, "");
  if (!isSecretName(name) || /^(?:true|false)$/.test(text)) return undefined;
  // A path to a kubeconfig is no credential.
  return /kubeconfig/i.test(name) && !/[\n{]/.test(text) ? undefined : `what goes by the name ${name}`;
}
