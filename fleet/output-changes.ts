import { matches } from "./aliases.ts";
import { inOrder } from "./diff.ts";
import type { Change, DeclaredStack, PropertyChange } from "./model.ts";
import { propertyChanges } from "./property-changes.ts";
import { References } from "./references.ts";
import type { Inputs } from "./replacements/rules.ts";

/**
 * The stack's outputs that change: what people and programs read of it, and schools enter elsewhere.
 *
 * @param head undefined: the stack goes, and nobody reads it any more
 * @param changes of its resources: what is made anew has outputs that nobody knows yet
 */
export function outputChanges(
  base: DeclaredStack | undefined,
  head: DeclaredStack | undefined,
  changes: readonly Change[],
): PropertyChange[] {
  if (head === undefined) return [];
  const before = new Map(base?.resources.map((resource) => [resource.urn, resource]));
  const references = new References(base, head, matches(before, inOrder(head.resources)));
  for (const { operation, urn } of changes) {
    if (operation === "create" || operation === "import" || operation === "replace") {
      references.madeAnew(urn);
    }
  }
  const news = references.inBaseWords(head.stackOutputs ?? {}, { dependencies: [] }) as Inputs;
  return propertyChanges(base?.stackOutputs ?? {}, news, { replaces: [] });
}
