import { isRecord } from "../../lib/value.ts";
import type { Properties } from "../stand-in.ts";
import { isSecret, reveal, secret } from "../values.ts";

/** Gives a property bag the secrets of another: what holds a secret there is secret here, as a whole. */
export function keepSecrets(bag: Properties, marked: Properties): Properties {
  return Object.fromEntries(
    Object.entries(bag).map(([name, value]) => [name, holdsSecret(marked[name]) ? secret(value) : value]),
  );
}

/** Inputs without the dependencies that an engine may wrap values in: plain values, secrets and unknowns remain. */
export function withoutOutputs(inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs)
      .map(([name, value]) => [name, holdsSecret(value) ? secret(reveal(value)) : reveal(value)] as const)
      .filter(([, value]) => value !== undefined && value !== null),
  );
}

function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isRecord(value) && Object.values(value).some(holdsSecret);
}
