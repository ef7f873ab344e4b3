import type { FleetFacts } from "../judge/between-stacks/rule.ts";
import type { DeclaredStack, Operation, StackPlan, Violation } from "../model.ts";

/**
 * What a worker starts with: the one side that it declares, so that a program cannot affect the other side's thread.
 */
export interface WorkerData {
  readonly side: SideName;
  /** The side's folder. */
  readonly root: string;
  /** Of a base: the folder of the repository that it was taken from. */
  readonly repository?: string;
}

export type SideName = "base" | "head";

/** A side of a stack: declared, not there, or failed. */
export type Declared = DeclaredStack | SideProblem | undefined;

/** One stack to be planned. */
export interface Job {
  readonly name: string;
  readonly inBase: boolean;
  readonly inHead: boolean;
  /** Reads what its state holds, in the place of what a base declares: when it is its turn, for the states of a fleet are large. */
  readonly state?: ReadState | undefined;
  /** Why nothing of the base can be declared. */
  readonly unknownBase?: string | undefined;
  /** What the stack breaks together with others, once that is known. */
  readonly together?: readonly Violation[];
  /** Only its claims are needed, because other stacks changed. */
  readonly claimsOnly?: true;
  /** The whole plan is asked for, also where it was handed out for another stack of the same fingerprint. */
  readonly isExample?: true;
}

/** Reads what one stack's state holds, or says why it cannot be compared with. */
export type ReadState = () => Promise<Declared>;

/** One stack to be planned, when its base is declared. */
export interface HeadJob extends Omit<Job, "state"> {
  readonly base: Declared;
}

/** What became of a stack's base. */
export interface BaseOutcome {
  readonly name: string;
  readonly declared: Declared;
  readonly isThreadSpent: boolean;
}

/** Why a side of a stack could not be declared. */
export interface SideProblem {
  readonly side: SideName;
  readonly message: string;
}

/** What became of a job. */
export interface Outcome {
  readonly name: string;
  readonly problems: readonly SideProblem[];
  /** The thread has kept so much that another should take its place. */
  readonly isThreadSpent: boolean;
  /** Files of the project that the head's program loaded or read, by path; those of which the thread told before excepted. */
  readonly files: readonly string[];
  /** Of what happens to the stack, and what it breaks; absent where nothing does. */
  readonly fingerprint?: string;
  /** Of the first stack of a fingerprint that a worker meets. */
  readonly plan?: StackPlan;
  /** How many resources each operation changes. */
  readonly operations: Readonly<Partial<Record<Operation, number>>>;
  readonly areOutputsChanged: boolean;
  /** Levels of the rules that it breaks. */
  readonly levels: readonly Violation["level"][];
  /** What it claims for itself, before and after. */
  readonly claims: { readonly base?: FleetFacts; readonly head?: FleetFacts };
}
