import type { Value } from "./value.ts";

/**
 * A resource as a rule sees it: the same from Pulumi's engine, through the policy SDK, and from a plan of what the
 * program declares.
 */
export interface Resource {
  /** `urn:pulumi:<stack>::<project>::<types of the parents>$<type>::<name>`. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Reading a value that is unknown before an up throws. The rule then ends, and the report says so. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  /** Paths of the inputs whose changes are not followed. */
  readonly ignoreChanges: readonly string[];
  /** The inputs with what is not known in its place. */
  readonly values: () => Value;
  /** Whether `values` marks secrets: the engine hands secrets to policies in plain text. */
  readonly tellsSecrets: boolean;
}

/** A resource among all of its stack. */
export interface StackResource extends Resource {
  /** URN of the component that it lies in; absent where it stands beside all others. */
  readonly parent?: string;
  /** URNs of the resources that an input's value comes from. */
  readonly sources: (input: string) => readonly string[];
  /** URNs of all that it waits for. */
  readonly dependencies: readonly string[];
}

export interface Stack {
  readonly resources: readonly StackResource[];
  /** The stack's outputs that are known; a plan knows none. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Named {
  /** `schoolgate-<what>`: how people turn it off, and find it here. */
  readonly name: string;
  /** One sentence: why. */
  readonly description: string;
  /** `mandatory` refuses the change, `advisory` tells. */
  readonly level: "mandatory" | "advisory";
}

/** A rule about each resource by itself. */
export interface ResourceRule extends Named {
  /** @param report is told what is wrong, and the way out */
  readonly judge: (resource: Resource, report: (message: string) => void) => void;
}

/** A rule about the resources of a stack together. */
export interface StackRule extends Named {
  /** @param report called with what is wrong and the fix, and with the resource concerned */
  readonly judgeStack: (stack: Stack, report: (message: string, urn?: string) => void) => void;
}

export type Rule = ResourceRule | StackRule;
