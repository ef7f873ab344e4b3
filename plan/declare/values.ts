import { createHash } from "node:crypto";
import type * as Pulumi from "@pulumi/pulumi";
import type { Value } from "../../lib/value.ts";
import { symbolOf } from "../symbols.ts";

/** The SDK's marks of values that are not plain. */
export interface Marks {
  readonly unknown: string;
  readonly signatureKey: string;
  readonly secret: string;
  readonly reference: string;
}

/** The marks of one copy of the SDK. */
export function marksOf({ runtime }: typeof Pulumi): Marks {
  return {
    unknown: runtime.unknownValue,
    signatureKey: runtime.specialSigKey,
    secret: runtime.specialSecretSig,
    reference: runtime.specialResourceSig,
  };
}

/**
 * A registered value as a plan holds it.
 *
 * @param sources the resources whose outputs it is made of; they name its unknown parts
 */
export function plainValue(value: unknown, marks: Marks, sources: () => readonly string[]): Value {
  if (value === marks.unknown) return symbolOf(unknownBody(sources()));
  if (typeof value !== "object" || value === null) return value as Value;
  if (Array.isArray(value)) return value.map((item) => plainValue(item, marks, sources));
  const bag = value as Readonly<Record<string, unknown>>;
  const signature = bag[marks.signatureKey];
  if (signature === marks.secret) {
    return symbolOf(`secret ${digest(plainValue(bag.value, marks, sources))}`);
  }
  if (signature === marks.reference) return plainValue(bag.id ?? bag.urn, marks, sources);
  const plain: Record<string, Value> = {};
  for (const key of Object.keys(bag)) plain[key] = plainValue(bag[key], marks, sources);
  return plain;
}

/** The SDK does not say which output is unknown. */
function unknownBody(sources: readonly string[]): string {
  return sources.length === 0 ? "unknown" : sources.map((name) => `${name}.?`).join(", ");
}

function digest(value: Value): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
