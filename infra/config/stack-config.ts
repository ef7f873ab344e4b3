import { createHash } from "node:crypto";
import { isEncrypted } from "../../lib/problem.ts";
import { isRecord } from "../../lib/value.ts";

/** A stack's configuration as an engine hands it to the program. */
export interface ProgramConfig {
  /** Key → value; maps and lists as JSON text. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose value is a secret or holds one. */
  readonly secretKeys: readonly string[];
}

/**
 * What Pulumi would hand the program for a stack file's `config` map, without decrypting: every `{ secure: … }` becomes
 * an opaque text, the same for the same ciphertext, so that a rehearsal sees a change of a secret as a change.
 *
 * A rehearsal has its configuration from here alone, so its engine and its stand-ins never hold a secret: what they keep in
 * files and say in messages, they guard from nobody. They carry the mark, and show `[secret]`, as Pulumi's engine does.
 */
export function programConfig(config: Readonly<Record<string, unknown>>): ProgramConfig {
  const secretKeys: string[] = [];
  const entries = Object.entries(config).map(([key, value]): [string, string] => {
    const opened = open(value);
    if (opened.secret) secretKeys.push(key);
    return [key, typeof opened.value === "string" ? opened.value : JSON.stringify(opened.value)];
  });
  return { config: Object.fromEntries(entries), secretKeys };
}

const placeholder = "rehearsal-secret-";

/** Whether a text stands for a secret that was not decrypted. */
export function isPlaceholder(text: string): boolean {
  return text.startsWith(placeholder);
}

/** A value with its ciphertexts replaced, and whether there were any. */
function open(value: unknown): { readonly value: unknown; readonly secret: boolean } {
  if (Array.isArray(value)) {
    const items = value.map(open);
    return { value: items.map((item) => item.value), secret: items.some(({ secret }) => secret) };
  }
  if (!isRecord(value)) return { value, secret: false };
  if (isEncrypted(value)) {
    const hash = createHash("sha256").update(value.secure).digest("hex").slice(0, 12);
    return { value: `${placeholder}${hash}`, secret: true };
  }
  const entries = Object.entries(value).map(([key, child]) => ({ key, ...open(child) }));
  return {
    value: Object.fromEntries(entries.map((entry) => [entry.key, entry.value])),
    secret: entries.some(({ secret }) => secret),
  };
}
