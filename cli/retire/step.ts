import type { Stack } from "../../infra/config/stacks.ts";
import type { ExitCode } from "../command.ts";
import type { Deps } from "../deps.ts";
import { textOf, writeStack } from "../stack-edit.ts";

/** What of a school leaves, and how. */
export interface Leaving {
  readonly school: string;
  /** Further words: its key, and what else names it. */
  readonly words: readonly string[];
  /** Whether it is the second step. */
  readonly isLast: boolean;
  /** Whether an address may stay in the school's list. */
  readonly stillTrusted: boolean;
}

/** One of the two steps in which something leaves: an edit of its stack file. */
export interface RetiringStep {
  readonly stack: Stack;
  /** The change in words, for the refusal: "with …". */
  readonly what: string;
  readonly edit: (text: string) => string;
  /** What the file says now, behind its name: "now says that …". */
  readonly done: string;
  /** The same where it said so before: "says already that …". */
  readonly already: string;
  /** What people do next, in lines. */
  readonly next: readonly string[];
}

/** Takes the step; the second time it says only what is next. */
export function takeStep({ stack, what, edit, done, already, next }: RetiringStep, deps: Deps): ExitCode {
  const isNew = writeStack(stack, edit(textOf(stack, deps)), what, deps);
  deps.stdout.write(`${[`${stack.file} ${isNew ? done : already}.`, ...next].join("\n")}\n`);
  return 0;
}

/** The first step: `retired` at a place of the file. */
export function saysRetired(what: string): Pick<RetiringStep, "what" | "done" | "already"> {
  return {
    what: `${what} retired`,
    done: `now says that ${what} is retired`,
    already: `says already that ${what} is retired`,
  };
}

/** The second step: what was retired leaves the file, once. */
export function saysGone(what: string): Pick<RetiringStep, "what" | "done" | "already"> {
  return { what: `${what} gone`, done: `has no ${what} any more`, already: `has no ${what}` };
}
