import type { Output } from "@pulumi/pulumi";

/** Tells one output of a resource what it has become, as the SDK does once the resource is registered. */
type Resolver = (
  value: unknown,
  isKnown: boolean,
  isSecret: boolean,
  resources?: readonly unknown[],
  error?: Error,
) => void;

/** The SDK's own class of outputs. */
export type OutputClass = new (
  resources: object,
  value: Promise<unknown>,
  isKnown: Promise<boolean>,
  isSecret: Promise<boolean>,
  allResources: Promise<readonly unknown[]>,
) => Output<unknown>;

/** The SDK's functions that are replaced, by their own names. */
export interface Rpc {
  transferProperties: (onto: object, label: string, props: object) => Record<string, Resolver>;
  serializeResourceProperties: (
    label: string,
    props: Readonly<Record<string, unknown>>,
    options: unknown,
  ) => Promise<[Record<string, unknown>, Map<string, Set<unknown>>]>;
}

/**
 * Makes the outputs of a resource when the program looks at them: a resource has up to thirty, each with a dozen promises,
 * and a program looks at one or two.
 */
export function transferLazily(OutputImpl: OutputClass): Rpc["transferProperties"] {
  return (onto, label, props) => {
    const resolvers: Record<string, Resolver> = {};
    for (const key of Object.keys(props)) {
      if (key === "id" || key === "urn") continue;
      if (Object.hasOwn(onto, key))
        throw new Error(`Property '${key}' is already initialized on target '${label}`);
      resolvers[key] = lazyOutput(onto, key, OutputImpl);
    }
    return resolvers;
  };
}

function lazyOutput(onto: object, key: string, OutputImpl: OutputClass): Resolver {
  let settled: Parameters<Resolver> | undefined;
  let settle: Resolver | undefined;
  const define = (value: unknown): void => {
    Object.defineProperty(onto, key, { value, writable: true, enumerable: true, configurable: true });
  };
  Object.defineProperty(onto, key, {
    configurable: true,
    enumerable: true,
    set: define,
    get: () => {
      const parts = [
        Promise.withResolvers<unknown>(),
        Promise.withResolvers<boolean>(),
        Promise.withResolvers<boolean>(),
        Promise.withResolvers<readonly unknown[]>(),
      ] as const;
      settle = (value, isKnown, isSecret, resources = [], error) => {
        if (error !== undefined) {
          for (const { reject } of parts) reject(error);
          return;
        }
        const results = [value, isKnown, isSecret, resources] as const;
        parts[0].resolve(results[0]);
        parts[1].resolve(results[1]);
        parts[2].resolve(results[2]);
        parts[3].resolve(results[3]);
      };
      if (settled !== undefined) settle(...settled);
      const output = new OutputImpl(
        onto,
        parts[0].promise,
        parts[1].promise,
        parts[2].promise,
        parts[3].promise,
      );
      define(output);
      return output;
    },
  });
  return (...result) => {
    settled = result;
    settle?.(...result);
  };
}

/** Copies inputs that hold nothing to wait for at once, and leaves the others to the SDK, which awaits every leaf. */
export function serializeAtOnce(
  original: Rpc["serializeResourceProperties"],
): Rpc["serializeResourceProperties"] {
  return async (label, props, options) => {
    const copies = new Map<string, unknown>();
    const others: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(props)) {
      const copy = key === "id" || key === "urn" ? undefined : copyOf(value);
      if (copy === notPlain) others[key] = value;
      else if (copy !== undefined) copies.set(key, copy);
    }
    const [result, resources] = await original(label, others, options);
    for (const [key, copy] of copies) {
      result[key] = copy;
      resources.set(key, new Set());
    }
    return [result, resources];
  };
}

const notPlain = Symbol("not plain");

/** A value as the SDK sends it, where it is plain all through: without undefined entries, and null for those of lists. */
function copyOf(value: unknown): unknown {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === null || value === undefined) return value;
  if (typeof value !== "object") return notPlain;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const copy = copyOf(item);
      if (copy === notPlain) return notPlain;
      items.push(copy ?? null);
    }
    return items;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return notPlain;
  const bag: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const copy = copyOf((value as Readonly<Record<string, unknown>>)[key]);
    if (copy === notPlain) return notPlain;
    if (copy !== undefined) bag[key] = copy;
  }
  return bag;
}
