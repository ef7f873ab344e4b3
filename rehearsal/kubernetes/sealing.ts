// Secrets in the cluster's file. The file lies in a developer's working copy and lands in backups and bug reports, so
// a secret value is kept as a salted digest: enough to see whether it changed, and no key lies beside it that would
// open it. A caller passes the values that it knows, and gets those back in clear that still match.
import { createHmac } from "node:crypto";
import { isRecord, isSecret, reveal, unwrap } from "../values.ts";
import { type FieldError, shown } from "./errors.ts";

const mark = "sealed";

/**
 * An object for the file: every scalar inside a wrapped secret as its digest.
 * @param value in wire form (values.ts).
 * @param salt the file's own, at least 16 random bytes in base64url.
 * @param secret whether the value is a secret as a whole.
 */
export function seal(value: unknown, salt: string, secret = false): unknown {
  const inside = secret || isSecret(value);
  const inner = unwrap(value);
  if (Array.isArray(inner)) return inner.map((item) => seal(item, salt, inside));
  if (!isRecord(inner)) return inside ? digest(inner, salt) : inner;
  return Object.fromEntries(Object.entries(inner).map(([key, child]) => [key, seal(child, salt, inside)]));
}

/**
 * A stored object with its secrets in clear, as far as they are known. What is not stays a digest: it was changed by
 * somebody else.
 * @param known plain values in which the secrets may occur, e.g. the resource's last inputs.
 */
export function unseal(stored: unknown, known: unknown): unknown {
  const bySalt = new Map<string, Map<string, unknown>>();
  const candidates = (salt: string) => {
    let digests = bySalt.get(salt);
    if (!digests) {
      digests = new Map(scalars(known).map((value) => [digest(value, salt), value]));
      bySalt.set(salt, digests);
    }
    return digests;
  };
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (isRecord(value))
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, open(child)]));
    const salt = saltOf(value);
    if (salt === undefined) return value;
    const digests = candidates(salt);
    return digests.has(String(value)) ? digests.get(String(value)) : value;
  };
  return open(stored);
}

/**
 * Field errors that show no secret value.
 * @param wire the object at fault, in wire form.
 */
export function redacted(errors: readonly FieldError[], wire: unknown): FieldError[] {
  const secrets = secretScalars(wire).map(shown);
  return errors.map((error) => ({
    ...error,
    problem: secrets.reduce((text, value) => text.replaceAll(value, '"[secret]"'), error.problem),
  }));
}

function secretScalars(value: unknown): unknown[] {
  if (isSecret(value)) return scalars(reveal(value));
  const inner = unwrap(value);
  if (Array.isArray(inner)) return inner.flatMap(secretScalars);
  return isRecord(inner) ? Object.values(inner).flatMap(secretScalars) : [];
}

function digest(value: unknown, salt: string): string {
  const hash = createHmac("sha256", salt).update(JSON.stringify(value)).digest("base64url");
  return `${mark}:${salt}:${hash}`;
}

function saltOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const [head, salt, hash, ...rest] = value.split(":");
  return head === mark && hash !== undefined && rest.length === 0 ? salt : undefined;
}

function scalars(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(scalars);
  return isRecord(value) ? Object.values(value).flatMap(scalars) : [value];
}
