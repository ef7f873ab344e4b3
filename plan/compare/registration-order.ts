import type { Resource } from "../model.ts";

/** Resources after all that they hang under, are managed by or depend on, as the program registers them. */
export function inOrder(resources: readonly Resource[]): Resource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<Resource>();
  const visit = (urn: string | undefined): void => {
    const resource = byUrn.get(urn ?? "");
    if (resource === undefined) return;
    byUrn.delete(resource.urn);
    const { provider, deletedWith, replaceWith = [] } = resource.options;
    for (const each of [resource.parent, provider, deletedWith, ...replaceWith, ...resource.dependencies]) {
      visit(each);
    }
    ordered.add(resource);
  };
  for (const { urn } of resources) visit(urn);
  return [...ordered];
}
