import type { Caveat, Note, Operation, Side, Violation } from "../../model.ts";
import type { KnownOutput } from "../outputs.ts";

/** What is counted in a plan. */
export type Counted =
  | "stack"
  | "group"
  | "resource"
  | "problem"
  | "note"
  | "line"
  | "equal line"
  | "broken rule"
  | "mandatory rule";

/** Whether a rule has to be kept. */
export type Level = Violation["level"];

/**
 * All words of a plan's reports, in one language. They are plain text, which each format escapes where it has to, but for
 * those that end in `Html`. Names, paths, values, findings and problems stand as they are in every language.
 */
export interface Texts {
  /** The language as HTML names it. */
  readonly tag: string;

  /** A number with its noun: `1 stack`, `1,600 stacks`. */
  readonly count: (value: number, what: Counted) => string;
  readonly list: (items: readonly string[]) => string;
  /** Clauses of one sentence. */
  readonly clauses: (items: readonly string[]) => string;
  readonly sentence: (text: string) => string;
  readonly sentences: (items: readonly string[]) => string;
  readonly labelled: (label: string, text: string) => string;
  readonly inBrackets: (text: string) => string;
  /** `… and 5 more`; without `what`, of names. */
  readonly more: (value: number, what?: Counted) => string;

  readonly headline: {
    readonly declared: (stacks: number) => string;
    readonly none: string;
    readonly noneOfPlanned: string;
    readonly all: (stacks: number) => string;
    readonly some: (changed: number, stacks: number) => string;
  };
  /** How many resources are changed in one way: `2 updates`. */
  readonly times: (count: number, operation: Operation) => string;
  readonly objections: {
    readonly breaks: (stacks: number, level: Level) => string;
    readonly notPlanned: (stacks: number) => string;
  };
  readonly noRuleBroken: string;
  readonly wrote: (files: readonly string[]) => string;

  readonly compared: {
    readonly workingTree: string;
    readonly at: (what: string, commit: string) => string;
    readonly withNothing: (head: string) => string;
    readonly with: (head: string, base: string) => string;
    readonly base: string;
    readonly state: (states: NonNullable<Side["states"]>) => string;
    readonly ref: (ref: string) => string;
    readonly mergeBase: (ref: string, commit: string) => string;
  };
  readonly notCommitted: string;
  readonly caveats: string;
  readonly note: (note: Note) => string;
  readonly caveat: Readonly<Record<Caveat, string>>;

  readonly happening: {
    readonly nothing: string;
    /** What is done, as it stands before the type of a resource. */
    readonly operation: Readonly<Record<Operation, string>>;
    readonly orReplace: (operation: string) => string;
    readonly unprotect: string;
    readonly stopRetaining: string;
    readonly toAll: (operation: string, resources: number) => string;
    readonly moreKinds: (kinds: number) => string;
    readonly outputs: (names: readonly string[]) => string;
  };
  readonly forcesReplacement: string;
  readonly notSet: string;
  /** @param value as it is shown; absent: a longer text has the secret in it */
  readonly secretChanged: (value?: string) => string;
  readonly noNewline: string;
  readonly option: string;
  readonly output: string;
  /** What the change of an output asks of people. */
  readonly asks: Readonly<Record<KnownOutput | "other", string>>;

  readonly level: Readonly<Record<Level, string>>;
  /** Before the resource that a finding is about. */
  readonly on: string;
  readonly problem: string;
  readonly problemLabel: string;
  /** Which of how many. */
  readonly place: (place: number, all: number) => string;
  /** The stack whose change is shown for all of its group. */
  readonly shownFor: (example: string) => string;

  readonly markdown: {
    readonly columns: readonly [stacks: string, happening: string, rules: string];
    readonly stacksHtml: (namesHtml: string, exampleHtml: string) => string;
    readonly moreRules: (count: number) => string;
    readonly leftOut: string;
    readonly someOf: (left: number, all: number, what: Counted) => string;
    readonly linesOf: (groups: number) => string;
    readonly detailsOf: (groups: { readonly first: number; readonly last: number }, stacks: number) => string;
    readonly wholePlanHtml: (commandHtml: string) => string;
    readonly wholePlanInHtml: (pageHtml: string, commandHtml: string) => string;
  };

  readonly html: {
    readonly title: (headline: string) => string;
    readonly property: string;
    readonly value: string;
    readonly base: string;
    readonly head: string;
    readonly outputColumn: string;
    readonly sameInHtml: (exampleHtml: string) => string;
    readonly filter: string;
    readonly school: string;
    readonly operation: string;
    readonly type: string;
    readonly rule: string;
    readonly any: string;
    readonly clear: string;
    readonly openAll: string;
    readonly foldAll: string;
    /** @param groups in sight, and `stacks`: the page puts the numbers in */
    readonly showing: (groups: string, allGroups: number, stacks: string, allStacks: number) => string;
    readonly keyboard: string;
    readonly keysHtml: readonly string[];
  };
}

/** `1,600`. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}
