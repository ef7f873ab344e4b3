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

/** The SDK's function that is replaced, by its own name. */
export interface Rpc {
  transferProperties: (onto: object, label: string, props: object) => Record<string, Resolver>;
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
