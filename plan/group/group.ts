import { createHash } from "node:crypto";
import { dangerOf, dangerOfOutput, leastDanger } from "../judge/danger.ts";
import type { Change, Group, PropertyChange, StackPlan, Violation } from "../model.ts";
import { normalised, type StackSides } from "./normalise.ts";

/** Digest of what happens to a stack, its own names left out: equal for stacks that one review is enough for. */
export function fingerprint(
  stack: StackSides,
  changes: readonly Change[],
  violations: readonly Violation[],
  outputs: readonly PropertyChange[] = [],
): string {
  const text = JSON.stringify(normalised(stack, changes, violations, outputs));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Stacks to which the same happens, plan by plan; of each group it keeps the example alone. */
export class Grouping {
  readonly #byFingerprint = new Map<string, { example: StackPlan; readonly names: string[] }>();

  /** @param digest by {@link fingerprint} */
  add(plan: StackPlan, digest: string): void {
    if (plan.changes.length + plan.violations.length + (plan.outputs?.length ?? 0) === 0) return;
    const group = this.#byFingerprint.get(digest);
    if (group === undefined) {
      this.#byFingerprint.set(digest, { example: plan, names: [plan.name] });
      return;
    }
    group.names.push(plan.name);
    if (plan.name < group.example.name) group.example = plan;
  }

  /**
   * Broken mandatory rules first, then the most dangerous change first, then the smallest group first: the one school
   * that differs from the others is on top. Unchanged stacks are in no group.
   */
  groups(): Group[] {
    return [...this.#byFingerprint]
      .map(([digest, { example, names }]) => ({
        fingerprint: digest,
        schools: names.sort(),
        changes: example.changes,
        violations: mandatoryFirst(example.violations),
        ...(example.outputs && { outputs: example.outputs }),
      }))
      .sort((a, b) => worst(a) - worst(b) || a.schools.length - b.schools.length || order(a, b));
  }
}

/** How much a group endangers: a broken rule most, then its most dangerous change; a group without a change comes last. */
function worst({ changes, violations, outputs = [] }: Group): number {
  if (violations.some(isMandatory)) return -1;
  return Math.min(leastDanger, ...changes.map(dangerOf), ...outputs.map(({ path }) => dangerOfOutput(path)));
}

function mandatoryFirst(violations: readonly Violation[]): Violation[] {
  return violations.toSorted((a, b) => Number(isMandatory(b)) - Number(isMandatory(a)));
}

function isMandatory({ level }: Violation): boolean {
  return level === "mandatory";
}

function order(a: Group, b: Group): number {
  return a.fingerprint < b.fingerprint ? -1 : 1;
}
