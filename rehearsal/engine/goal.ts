import type { Properties } from "../stand-in.ts";

/** Time limits of provider calls, in seconds. Absent: none. */
export interface Timeouts {
  readonly create?: number;
  readonly update?: number;
  readonly delete?: number;
  readonly read?: number;
}

/** Another identity under which the state may still keep a resource: a whole URN, or what differs from the present one. */
export type Alias =
  | { readonly urn: string }
  | {
      readonly name?: string;
      readonly type?: string;
      readonly stack?: string;
      readonly project?: string;
      readonly parent?: string;
      readonly noParent?: boolean;
    };

/** What the program wants a resource to be. Property bags are in wire form (rehearsal/values.ts). */
export interface Goal {
  readonly type: string;
  readonly name: string;
  /** Whether a provider manages it; a component is only a node of the tree. */
  readonly custom: boolean;
  /** The parent's URN; "" for none. */
  readonly parent: string;
  readonly inputs: Properties;
  /** `<urn>::<id>` of an explicit provider; "" asks for the package's default one. */
  readonly provider: string;
  /** The version of the SDK that registers it; "" when it did not say. */
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Absent: as the parent. So are retainOnDelete and deletedWith. */
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  /** Absent: as the provider's diff says. */
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** The id of an existing resource to take over; "" for none. */
  readonly importId: string;
  readonly timeouts: Timeouts;
  readonly aliases: readonly Alias[];
}

/** An existing resource that the program only looks at. */
export interface ReadGoal {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly provider: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
}

/** What the program gets back for a resource. */
export interface Registered {
  readonly urn: string;
  /** "" while it is not known, and for components. */
  readonly id: string;
  readonly outputs: Properties;
}

const emptyGoal = {
  parent: "",
  provider: "",
  version: "",
  dependencies: [],
  propertyDependencies: {},
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  importId: "",
  timeouts: {},
  aliases: [],
} as const;

/** A goal with no options but those given. */
export function goalOf(goal: Pick<Goal, "type" | "name" | "custom" | "inputs"> & Partial<Goal>): Goal {
  return { ...emptyGoal, ...goal };
}
