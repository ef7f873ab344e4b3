import { problemsOf } from "./coverage.ts";
import { Grouping } from "./group/group.ts";
import type { Caveat, Note, Operation, Plan, PlanProblem, Side, StackPlan, Totals } from "./model.ts";
import type { Outcomes } from "./threads/planning.ts";

/** The parts of a plan. */
export interface Parts {
  readonly base?: Side;
  readonly head: Side;
  /** Stacks that the plan is about, sorted. */
  readonly names: readonly string[];
  readonly outcomes: Outcomes;
  /** Problems that concern no single stack. */
  readonly problems: readonly PlanProblem[];
  /** Notes on this plan alone. */
  readonly notes: readonly Note[];
  readonly caveats: readonly Caveat[];
}

/** Puts a plan together. The order in which the parts came does not matter. */
export function planOf({ base, head, names, outcomes, problems, notes, caveats }: Parts): Plan {
  return {
    ...(base === undefined ? {} : { base }),
    head,
    totals: totalsOf(names, outcomes),
    groups: groupsOf(names, outcomes),
    problems: [...problems, ...problemsOf(names, outcomes)],
    notes,
    caveats,
  };
}

/** The first stack of a fingerprint has its whole plan; of the others only the name counts. */
function groupsOf(names: readonly string[], outcomes: Outcomes): Plan["groups"] {
  const examples = new Map<string, StackPlan>();
  const grouping = new Grouping();
  for (const name of names) {
    const outcome = outcomes.get(name);
    if (outcome === undefined || "failure" in outcome || outcome.fingerprint === undefined) continue;
    const example = examples.get(outcome.fingerprint) ?? outcome.plan;
    if (example === undefined)
      throw new Error(`${name} is the first of its group, and came without its plan`);
    examples.set(outcome.fingerprint, example);
    grouping.add({ ...example, name }, outcome.fingerprint);
  }
  return grouping.groups();
}

function totalsOf(names: readonly string[], outcomes: Outcomes): Totals {
  const operations: Record<Operation, number> = {
    create: 0,
    update: 0,
    replace: 0,
    delete: 0,
    import: 0,
    options: 0,
  };
  let [changed, failed, mandatory, advisory] = [0, 0, 0, 0];
  for (const name of names) {
    const outcome = outcomes.get(name);
    if (outcome === undefined) continue;
    if ("failure" in outcome || outcome.problems.some(({ side }) => side === "head")) {
      failed += 1;
      continue;
    }
    const counts = Object.entries(outcome.operations) as [Operation, number][];
    for (const [operation, count] of counts) operations[operation] += count;
    // The base is unknown, so everything may have changed.
    if (counts.length + outcome.problems.length > 0 || outcome.areOutputsChanged) changed += 1;
    if (outcome.levels.includes("mandatory")) mandatory += 1;
    if (outcome.levels.includes("advisory")) advisory += 1;
  }
  const stacks = names.length;
  return { stacks, unchanged: stacks - changed - failed, changed, failed, operations, mandatory, advisory };
}
