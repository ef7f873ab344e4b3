import type { Inputs } from "../../providers/rules.ts";
import type { DeclaredStack, PropertyChange } from "../model.ts";
import { propertyChanges } from "./property-changes.ts";
import type { References } from "./references.ts";

/**
 * The stack's outputs that change: what people and programs read of it, and schools enter elsewhere.
 *
 * @param head undefined: the stack is deleted
 * @param references of the comparison of its resources: a replaced resource's outputs are unknown
 */
export function outputChanges(
  base: DeclaredStack | undefined,
  head: DeclaredStack | undefined,
  references: References,
): PropertyChange[] {
  if (head === undefined) return [];
  const news = references.inBaseWords(head.stackOutputs ?? {}, { dependencies: [] }) as Inputs;
  return propertyChanges(base?.stackOutputs ?? {}, news, { replaces: [] });
}
