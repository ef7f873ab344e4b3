import type { Value } from "../lib/value.ts";
/**
 * The words of a plan, shared by all that makes, judges and shows one.
 *
 * A value that is unknown before an up is a symbol in an input: a text between {@link symbolStart} and {@link
 * symbolEnd}, alone or inside a longer text. Both are noncharacters of Unicode, which no stack file holds; reports
 * show them as ‹ and ›.
 */
export const symbolStart = "\uFDD0";
export const symbolEnd = "\uFDD1";

/** A resource as the program of one stack declares it. */
export interface Resource {
  /** As the engine would name it: `urn:pulumi:<stack>::schoolgate::<types of the parents>$<type>::<name>`. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; children of the stack have none. */
  readonly parent?: string;
  /** A secret is the symbol `secret <digest>`: equal for equal secrets, and never shown with its digest. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** URNs, in alphabetical order. */
  readonly dependencies: readonly string[];
  readonly options: ResourceOptions;
}

/** All options that a plan compares; a registration with any other is a problem. Only what differs from Pulumi's defaults. */
export interface ResourceOptions {
  readonly protect?: true;
  readonly retainOnDelete?: true;
  /** `false` where the program says so: the provider may have another default. */
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
  /** URNs of resources whose replacement also replaces this one (`replaceWith`). */
  readonly replaceWith?: readonly string[];
  /** The resource is replaced when this value changes (`replacementTrigger`). */
  readonly replacementTrigger?: Value;
  /** URN of the resource whose deletion also deletes this one (`deletedWith`). */
  readonly deletedWith?: string;
  readonly importId?: string;
  /** URN of an explicit provider. */
  readonly provider?: string;
  /** Of the plugin, where no explicit provider chooses it. */
  readonly version?: string;
  readonly pluginDownloadURL?: string;
  /** Hexadecimal, by platform. */
  readonly pluginChecksums?: Readonly<Record<string, string>>;
  /** Earlier URNs or names, as the program gives them. */
  readonly aliases?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  /** By operation, such as `create`. */
  readonly customTimeouts?: Readonly<Record<string, string>>;
  /** Names of the functions that the engine calls, by when. */
  readonly hooks?: Readonly<Record<string, readonly string[]>>;
  /** Paths whose change the engine does not show. */
  readonly hideDiffs?: readonly string[];
  /** Of a provider: environment variables under other names. */
  readonly envVarMappings?: Readonly<Record<string, string>>;
}

/** One stack, declared. */
export interface DeclaredStack {
  readonly name: string;
  readonly kind: "school" | "platform";
  /** In alphabetical order of their URNs. */
  readonly resources: readonly Resource[];
  /** What the stack gives out by name; absent where that is not known. */
  readonly stackOutputs?: Readonly<Record<string, Value>>;
  /** Only of a stack that was read from a state: what each resource has become, its `id` too, by URN. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

/** `options`: only options change, and the engine calls that no change of the resource. */
export type Operation = "create" | "update" | "replace" | "delete" | "import" | "options";

export interface PropertyChange {
  /** Path in the inputs as the engine writes it: `spec.rules[0].timeouts.request`, `metadata.labels["a.b/c"]`. */
  readonly path: string;
  /** Absent: the property is added. */
  readonly from?: Value;
  /** Absent: the property is removed. */
  readonly to?: Value;
  /** The provider replaces the resource for it. */
  readonly replaces?: true;
}

export interface OptionChange {
  readonly option: keyof ResourceOptions;
  readonly from?: Value;
  readonly to?: Value;
}

/** What happens to one resource. */
export interface Change {
  readonly operation: Operation;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** By path; of a created or deleted resource all inputs. */
  readonly properties: readonly PropertyChange[];
  /** Of a created or deleted resource all options. */
  readonly options: readonly OptionChange[];
  /**
   * It may be a replacement: no table has the type or one of its inputs, or the engine stops ignoring an input that
   * replaces the resource and may have changed earlier.
   */
  readonly mayReplace?: true;
  /** The resource is protected: Pulumi refuses this deletion or replacement. */
  readonly refused?: true;
}

/** A rule that a stack of the head breaks. */
export interface Violation {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  /** Of the resource; absent where the rule is about the whole stack or fleet. */
  readonly urn?: string;
  /** What is wrong, and the way out. */
  readonly message: string;
}

/** What a plan says of one stack. */
export interface StackPlan {
  readonly name: string;
  readonly kind: "school" | "platform";
  /** In the order in which a reviewer reads them: most dangerous first. */
  readonly changes: readonly Change[];
  readonly violations: readonly Violation[];
  /** The stack's outputs that change, by path; absent where none does. */
  readonly outputs?: readonly PropertyChange[];
}

/** A stack, or the whole base, that could not be planned. */
export interface PlanProblem {
  /** Absent: it concerns all of {@link stacks}. */
  readonly stack?: string;
  readonly stacks?: readonly string[];
  /** What is wrong, where, and the way out. */
  readonly message: string;
}

/** Stacks with equal normalised changes and violations. */
export interface Group {
  /** Digest of what is equal: the same for the same change in every plan. */
  readonly fingerprint: string;
  /** Names in alphabetical order; the first is the example that is shown. */
  readonly schools: readonly string[];
  /** Of the example, in its own names. */
  readonly changes: readonly Change[];
  /** Of the example, in its own names, mandatory ones first. */
  readonly violations: readonly Violation[];
  /** Of the example, in its own names: its outputs that change; absent where none does. */
  readonly outputs?: readonly PropertyChange[];
}

/** One side of a comparison. */
export interface Side {
  /** As given: `main`, `HEAD~3`; the working tree has none. */
  readonly ref?: string;
  /** Files of exported states, as given. */
  readonly states?: readonly string[];
  /** Of the merge base, or of HEAD. */
  readonly commit?: string;
  /** Of the head: stack files that git does not have as they are, by path. */
  readonly uncommitted?: readonly string[];
}

export interface Totals {
  /** Stacks of the head and those that it deletes. */
  readonly stacks: number;
  readonly unchanged: number;
  readonly changed: number;
  /** Stacks that could not be planned. */
  readonly failed: number;
  /** Resources by operation, over all stacks. */
  readonly operations: Readonly<Record<Operation, number>>;
  /** Stacks with at least one violation of the level. */
  readonly mandatory: number;
  readonly advisory: number;
}

/** The answer of `gate plan`, as `--format json` prints it. */
export interface Plan {
  /** Absent: nothing to compare with; every resource is shown as created. */
  readonly base?: Side;
  readonly head: Side;
  readonly totals: Totals;
  /** Broken mandatory rules first; then the most dangerous first, then the smallest first. */
  readonly groups: readonly Group[];
  readonly problems: readonly PlanProblem[];
  /** Notes for the reader of this plan. */
  readonly notes: readonly Note[];
  /** What no plan of this kind can know. */
  readonly caveats: readonly Caveat[];
}

/** A note for the reader of a plan; the reports word it. */
export type Note =
  /** There is nothing to compare with. */
  | { readonly kind: "all is new" }
  /** The stack has no file any more. */
  | { readonly kind: "gone"; readonly stack: string }
  /** The stack has no file any more, and another one has nearly the same. */
  | { readonly kind: "renamed"; readonly stack: string; readonly to: string }
  /** Of drift: there is nothing yet that could drift. */
  | { readonly kind: "not up"; readonly stacks: readonly string[] }
  /** Of drift: the way out. */
  | { readonly kind: "drifted" }
  /** Of drift: the elastic IP of this name is released. */
  | { readonly kind: "address lost"; readonly stack: string; readonly name: string };

/** What a plan cannot know, and a preview with credentials can. */
export type Caveat =
  | "drift"
  | "imports"
  | "spelled out"
  | "versions"
  | "encrypted state"
  | "base as declared";
