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
  /** Inputs whose change the provider does not always see. */
  readonly unseen?: ReadonlyMap<string, Unseen>;
  /** All inputs of the type; absent: the table holds for whatever inputs there are. */
  readonly known?: ReadonlySet<string>;
  /** Whether the provider cannot tell an empty value (`""`, `0`, `false`, `{}`, `[]`) from one left out. */
  readonly emptyIsNone?: true;
}
