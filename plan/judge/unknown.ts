import { symbolStart } from "../model.ts";

/** A rule asked for what an up will find out. */
export class UnknownValueError extends Error {
  constructor(path: readonly string[]) {
    // In the words of the policy SDK, as the engine's preview shows it.
    super(`string value at .${path.join(".")} can't be known during preview`);
  }
}

/** A view of inputs that throws, as the policy SDK's does, when a value is read that is or holds a symbol. */
export function checked<T extends object>(inputs: T): T {
  return view(inputs, []) as T;
}

function view(value: object, path: readonly string[]): object {
  return new Proxy(value, {
    get: (target, key, receiver) => {
      const child: unknown = Reflect.get(target, key, receiver);
      if (typeof child === "string") {
        if (child.includes(symbolStart)) throw new UnknownValueError([...path, String(key)]);
        return child;
      }
      return typeof child === "object" && child !== null ? view(child, [...path, String(key)]) : child;
    },
  });
}
