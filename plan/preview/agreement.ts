import { isDeepStrictEqual } from "node:util";
import { escapePattern } from "../../lib/escape-pattern.ts";
import { isList, isRecord, type Value } from "../../lib/value.ts";
import { symbolStart } from "../model.ts";
import { bodyOf, incomparable, isSecretBody, replaceSymbols } from "../symbols.ts";

/** How the engine's events show a secret as a text; as a value they mark it as a state does. */
const maskedSecret = "[secret]";

/** Whether a preview's value, its marks read as a state's, is a secret or has one. */
export const hasSecret = (value: Value): boolean => {
  const text = JSON.stringify(value);
  return [maskedSecret, incomparable].some((mark) => text.includes(mark));
};

/** How they show a value that only the up knows. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What an output that a plan names may be in a preview; `undefined` where the plan does not say which output it is. */
export type OutputValues = (body: string) => readonly Value[] | undefined;

/** Whether a preview's value is the one of a plan, whose symbols stand for outputs. Absent is a value too. */
export class Agreement {
  readonly #outputs: OutputValues;

  constructor(outputs: OutputValues) {
    this.#outputs = outputs;
  }

  /** Whether both are the same. */
  isSame(planned: Value | undefined, found: Value | undefined): boolean {
    return this.#agree(planned, found, false);
  }

  /** Whether a preview's value has all of the plan's; a provider adds what the program leaves out. */
  covers(planned: Value | undefined, found: Value | undefined): boolean {
    return this.#agree(planned, found, true);
  }

  #agree(planned: Value | undefined, found: Value | undefined, mayAdd: boolean): boolean {
    if (planned === undefined || found === undefined) return planned === found;
    if (typeof planned === "string") return this.#isText(planned, found);
    if (isList(planned))
      return (
        isList(found) &&
        planned.length === found.length &&
        planned.every((each, at) => this.#agree(each, found[at], mayAdd))
      );
    if (!isRecord(planned)) return planned === found;
    if (!isRecord(found)) return false;
    const keys = mayAdd ? Object.keys(planned) : [...Object.keys(planned), ...Object.keys(found)];
    return keys.every((key) => this.#agree(planned[key], found[key], mayAdd));
  }

  #isText(planned: string, found: Value): boolean {
    if (!planned.includes(symbolStart)) return planned === found;
    const whole = bodyOf(planned);
    if (whole !== undefined) {
      if (isSecretBody(whole)) return found === maskedSecret || found === incomparable;
      return this.#outputs(whole)?.some((value) => isDeepStrictEqual(value, found)) ?? true;
    }
    const bodies: string[] = [];
    // What is between the symbols, and the symbols, one after the other.
    const marked = replaceSymbols(planned, (body) => `\0${bodies.push(body) - 1}\0`);
    const possible = bodies.map((body) => this.#outputs(body));
    if (found === unknown) return possible.some((values) => values === undefined || values.includes(unknown));
    const pattern = marked
      .split("\0")
      .map((part, at) => (at % 2 === 0 ? escapePattern(part) : alternatives(possible[Number(part)])))
      .join("");
    return typeof found === "string" && new RegExp(`^${pattern}$`, "s").test(found);
  }
}

/** The outputs of a preview's resources, by name. */
export interface NamedOutputs {
  readonly name: string;
  /** As the state has them; absent of a resource that is yet to be made. */
  readonly outputs?: Readonly<Record<string, Value>> | undefined;
  /** Whether the up may give it others. */
  readonly isChanging: boolean;
}

/** What `name.output` of a plan may be: what the state has, and unknown where the up changes the resource. */
export function outputValues(resources: readonly NamedOutputs[]): OutputValues {
  const byName = Map.groupBy(resources, ({ name }) => name);
  return (body) => {
    const isMade = body.startsWith("new ");
    const reference = isMade ? body.slice("new ".length) : body;
    // Names may hold dots: the longest that names a resource counts.
    for (let dot = reference.lastIndexOf("."); dot > 0; dot = reference.lastIndexOf(".", dot - 1)) {
      const named = byName.get(reference.slice(0, dot));
      if (named === undefined) continue;
      if (isMade) return [unknown];
      const path = reference.slice(dot + 1);
      if (path === "?") return undefined;
      return named.flatMap(({ outputs, isChanging }) => {
        const value = path
          .split(".")
          .reduce<Value | undefined>((at, key) => (isRecord(at) ? at[key] : undefined), outputs);
        return [...(value === undefined ? [] : [value]), ...(isChanging ? [unknown] : [])];
      });
    }
    return undefined;
  };
}

function alternatives(values: readonly Value[] | undefined): string {
  if (values === undefined) return ".*";
  const texts = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return `(?:${texts.map(escapePattern).join("|")})`;
}
