import type { PlanProblem } from "./model.ts";
import type { Outcomes } from "./threads/planning.ts";

/**
 * Whether a plan covers all that it should. A problem of a stack counts that stack as failed if it could not be
 * planned; a problem of no stack, such as a stack file that Pulumi does not read, fails the plan.
 */
export function isWhole(problems: readonly WhomItConcerns[]): boolean {
  return problems.every(({ stack, stacks }) => stack !== undefined || stacks !== undefined);
}

/** The stacks that a problem concerns, of this plan or of one read from a file. */
interface WhomItConcerns {
  readonly stack?: string | undefined;
  readonly stacks?: readonly string[] | undefined;
}

/** Why stacks could not be planned, each reason once with all its stacks, in the order of the first of them. */
export function problemsOf(names: readonly string[], outcomes: Outcomes): PlanProblem[] {
  const byReason = new Map<string, { readonly message: string; readonly stacks: string[] }>();
  const add = (name: string, message: string): void => {
    // Texts that differ only in the stack's name are one reason.
    const reason = message.replaceAll(name, "\0");
    const known = byReason.get(reason) ?? { message, stacks: [] };
    known.stacks.push(name);
    byReason.set(reason, known);
  };
  for (const name of names) {
    const outcome = outcomes.get(name);
    if (outcome === undefined) continue;
    if ("failure" in outcome) add(name, `this stack cannot be planned: ${outcome.failure}`);
    else {
      for (const { side, message } of outcome.problems) add(name, `${lead[side]}: ${message}`);
    }
  }
  return [...byReason.values()].map(({ message, stacks: [first = "", ...others] }) =>
    others.length === 0 ? { stack: first, message } : { stacks: [first, ...others], message },
  );
}

const lead = {
  head: "this stack cannot be planned",
  base: "changed from unknown, because the base of this stack cannot be declared",
};
