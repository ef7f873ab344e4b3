import { isProviderType, nameOf, rootStackType, typeOf } from "../../lib/urn.ts";
import type { Change, Operation } from "../../plan/model.ts";

/** A step of `pulumi preview --json`. */
export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
}

/** The part of a plan's group that is compared. */
export interface PlannedGroup {
  readonly changes: readonly Pick<Change, "operation" | "urn">[];
}

/** What the engine does to a resource other than the plan says. */
export interface Difference {
  readonly urn: string;
  readonly plan: Operation | "nothing";
  /** `nothing`, an operation of the plan, or an operation of the engine that a plan does not have. */
  readonly preview: string;
}

/** The engine's steps in the plan's words; it takes a replacement apart, and reading changes nothing. */
const words: Readonly<Record<string, Operation | "nothing">> = {
  create: "create",
  update: "update",
  delete: "delete",
  import: "import",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "discard-replaced": "replace",
  "read-replacement": "replace",
  "import-replacement": "replace",
  same: "nothing",
  read: "nothing",
  refresh: "nothing",
  discard: "nothing",
  "remove-pending-replace": "nothing",
};

/**
 * What a plan and the real engine say differently of one stack, by URN.
 *
 * The stack itself and the default providers are the engine's own, and a change of options alone is no step of it.
 */
export function compare(group: PlannedGroup, steps: readonly PreviewStep[]): Difference[] {
  const planned = new Map<string, Operation>();
  for (const { operation, urn } of group.changes) {
    if (operation !== "options" && !isEngines(urn)) planned.set(urn, operation);
  }
  const previewed = new Map<string, string>();
  for (const { op, urn } of steps) {
    const word = Object.hasOwn(words, op) ? words[op] : op;
    if (word === undefined || word === "nothing" || isEngines(urn)) continue;
    // Of a replacement's steps the replacement is what counts, in whatever order they come.
    if (previewed.get(urn) !== "replace") previewed.set(urn, word);
  }
  return [...new Set([...planned.keys(), ...previewed.keys()])]
    .sort()
    .map((urn) => ({
      urn,
      plan: planned.get(urn) ?? ("nothing" as const),
      preview: previewed.get(urn) ?? "nothing",
    }))
    .filter(({ plan, preview }) => plan !== preview);
}

function isEngines(urn: string): boolean {
  const type = typeOf(urn);
  return type === rootStackType || (isProviderType(type) && nameOf(urn).startsWith("default"));
}
