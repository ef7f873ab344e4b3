/** What every program registers first, and all else hangs under. */
export const rootType = "pulumi:pulumi:Stack";

/** The project's name in Pulumi.yaml: part of every URN. */
export const project = "schoolgate";

/**
 * A resource's URN as the engine makes it: its type qualified by the types of its parents, but for the stack's.
 *
 * @param parent the parent's URN; "" for none
 */
export function makeUrn(stack: string, parent: string, type: string, name: string, of = project): string {
  const parentType = parent.split("::")[2] ?? "";
  const qualified = parentType === "" || parentType === rootType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${of}::${qualified}::${name}`;
}

/** The name at a URN's end; it may hold `::` itself. */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
