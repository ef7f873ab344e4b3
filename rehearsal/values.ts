import { secretSignature, signatureKey } from "../lib/secret-mark.ts";
import { isRecord } from "../lib/value.ts";
import type { Properties } from "./stand-in.ts";

// Further marks of Pulumi's wire form (sdk: runtime/rpc). They are protocol constants, the same in every release.
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const unknownMarks = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string, and any other unknown
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** The mark that stands for a value which is not known before the resource exists. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a wire value stands for one that is not known yet. */
export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && unknownMarks.has(value);
}

/** Whether a wire value is not known yet, or holds one that is not, at any depth. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (!isRecord(value)) return isUnknown(value);
  if (signatureOf(value) === outputSignature && !("value" in value)) return true;
  return Object.values(value).some(hasUnknown);
}

/** Wraps a value as Pulumi wraps secrets on the wire. */
export function secret(value: unknown): Properties {
  return { [signatureKey]: secretSignature, value };
}

/** Whether a wire value is a wrapped secret (or an output marked secret). */
export function isSecret(value: unknown): boolean {
  const signature = signatureOf(value);
  return (
    signature === secretSignature || (signature === outputSignature && (value as Properties).secret === true)
  );
}

/** The value inside one layer of secret or output wrapping; an output without value is unknown. */
export function unwrap(value: unknown): unknown {
  const signature = signatureOf(value);
  if (signature !== secretSignature && signature !== outputSignature) return value;
  return isRecord(value) && "value" in value ? unwrap(value.value) : unknown;
}

/** The plain value inside a wire value: secrets and outputs unwrapped at every depth, an output without value unknown. */
export function reveal(value: unknown): unknown {
  const inner = unwrap(value);
  if (Array.isArray(inner)) return inner.map(reveal);
  if (!isRecord(inner)) return inner;
  return Object.fromEntries(Object.entries(inner).map(([key, child]) => [key, reveal(child)]));
}

function signatureOf(value: unknown): unknown {
  return isRecord(value) ? value[signatureKey] : undefined;
}
