import type { Resource } from "./rule.ts";

// urn:pulumi:<stack>::<project>::<types of the parents>$<type>::<name>; a name may hold whatever it likes.
const partsOf = ({ urn }: Pick<Resource, "urn">): readonly string[] => urn.split("::");

/** Types of the components that a resource lies in, the outermost first. */
export function parentTypesOf(resource: Pick<Resource, "urn">): readonly string[] {
  return (partsOf(resource)[2] ?? "").split("$").slice(0, -1);
}

/** Name of the stack that a resource is in. */
export const stackOf = (resource: Pick<Resource, "urn">): string =>
  (partsOf(resource)[0] ?? "").replace("urn:pulumi:", "");
