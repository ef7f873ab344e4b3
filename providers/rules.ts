import { isDeepStrictEqual } from "node:util";
import type { Value } from "../lib/value.ts";

/** Inputs of a resource, by their names. */
export type Inputs = Readonly<Record<string, Value>>;

/** Whether the provider does not see an input's change. */
export type Unseen = (olds: Inputs, news: Inputs) => boolean;

/** What a provider does with a change of a resource's inputs. */
export interface TypeRules {
  /** Paths of what replaces the resource; each stands for all below it. */
  readonly replaces: readonly string[];
  /** Inputs that the provider keeps as the cloud has them where the program leaves them out: taking one out is no change. */
  readonly computed?: ReadonlySet<string>;
  /** What the provider takes for inputs that are left out. */
  readonly defaults?: Inputs;
  /** Inputs that a resource's id is made of, joined by colons; absent: the cloud gives it. */
  readonly id?: readonly string[];
  /** Inputs whose change the provider does not always see. */
  readonly unseen?: ReadonlyMap<string, Unseen>;
  /** All inputs of the type; absent: the table holds for whatever inputs there are. */
  readonly known?: ReadonlySet<string>;
  /** Whether the provider cannot tell an empty value (`""`, `0`, `false`, `{}`, `[]`) from one left out. */
  readonly emptyIsNone?: true;
}

/**
 * Whether the provider sees that an input changes whose values differ.
 * @param olds inputs, or what the cloud has of them
 */
export function isSeen(rules: TypeRules, input: string, olds: Inputs, news: Inputs): boolean {
  if (rules.unseen?.get(input)?.({ ...rules.defaults, ...olds }, { ...rules.defaults, ...news }))
    return false;
  if (rules.computed?.has(input) && news[input] === undefined) return false;
  return rules.emptyIsNone !== true || !isEmpty(olds[input]) || !isEmpty(news[input]);
}

/** Whether a provider that cannot tell an empty value from one left out takes it for that. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return isDeepStrictEqual(value, []) || isDeepStrictEqual(value, {});
}
