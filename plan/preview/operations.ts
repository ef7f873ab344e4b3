import { rootStackType, typeOf } from "../../lib/urn.ts";

/** A step as the engine's events tell it. */
export interface Step {
  readonly op: string;
  readonly urn: string;
}

/** Whether a step changes something of a resource; the stack's own root is none. */
export const isChanging = ({ op, urn }: Step): boolean =>
  !["same", "read", "refresh"].includes(op) && typeOf(urn) !== rootStackType;

/**
 * What the engine does to each resource, by URN, in a plan's words. A replacement has several steps, and an import may be
 * followed by an update.
 */
export function operationsOf(steps: readonly Step[]): Readonly<Record<string, string>> {
  const changing = steps.filter(isChanging);
  const imported = new Set(changing.filter(({ op }) => op === "import").map(({ urn }) => urn));
  return Object.fromEntries(
    changing.map(({ urn, op }) => [urn, imported.has(urn) ? "import" : /replace/.test(op) ? "replace" : op]),
  );
}
