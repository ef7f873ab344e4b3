// Drift of a fleet, in the form of a plan: equal drift in one group, the worst first.
import { fingerprint, Grouping } from "../../plan/group/group.ts";
import type { Note, Operation, Plan, PlanProblem } from "../../plan/model.ts";
import { type Drift, driftOf, type Refreshed } from "./drift.ts";

/** What became of a stack: what a refresh read, why it could not, or that there is nothing to ask for. */
export type Outcome = Refreshed | { readonly failure: string } | "not up";

/** The drift of stacks as a plan whose base is what their states say, and whose head is what is there. */
export function driftPlan(outcomes: ReadonlyMap<string, Outcome>): Plan {
  const names = [...outcomes.keys()].sort();
  const notUp = names.filter((name) => outcomes.get(name) === "not up");
  const grouping = new Grouping();
  const problems: PlanProblem[] = [];
  const notes: Note[] = [];
  const operations: Record<Operation, number> = {
    ...{ create: 0, update: 0, replace: 0, delete: 0, import: 0, options: 0 },
  };
  let changed = 0;
  for (const [name, outcome] of [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (outcome === "not up") continue;
    const drift = driftIn(name, outcome);
    if ("message" in drift) {
      problems.push(drift);
      continue;
    }
    const { state, changes } = drift;
    const { kind } = state;
    if (changes.length > 0) changed += 1;
    for (const { operation } of changes) operations[operation] += 1;
    grouping.add(
      { name, kind, changes, violations: [] },
      fingerprint({ name, kind, base: state }, changes, []),
    );
    notes.push(...lostAddresses(name, drift));
  }
  const [stacks, failed] = [names.length, problems.length];
  return {
    base: {},
    head: {},
    totals: {
      stacks,
      unchanged: stacks - changed - failed,
      changed,
      failed,
      operations,
      mandatory: 0,
      advisory: 0,
    },
    groups: grouping.groups(),
    problems,
    notes: [
      ...notes,
      ...(notUp.length === 0 ? [] : [{ kind: "not up", stacks: notUp } as const]),
      ...(changed === 0 ? [] : [{ kind: "drifted" } as const]),
    ],
    caveats: [],
  };
}

function driftIn(name: string, outcome: Exclude<Outcome, "not up">): Drift | PlanProblem {
  if ("failure" in outcome) return { stack: name, message: outcome.failure };
  const drift = driftOf(outcome);
  return "message" in drift ? { ...drift, stack: name } : drift;
}

/** No up brings a released address back. */
function lostAddresses(stack: string, { changes }: Drift): Note[] {
  return changes.flatMap(({ operation, type, name }) =>
    operation === "delete" && type === "alicloud:ecs/eipAddress:EipAddress"
      ? [{ kind: "address lost" as const, stack, name }]
      : [],
  );
}
