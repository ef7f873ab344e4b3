import type { Resource } from "../model.ts";

/** The parts of a URN that an alias may exchange. */
interface UrnParts {
  /** `urn:pulumi:<stack>::<project>`. */
  readonly head: string;
  /** Qualified by the parents' types. */
  readonly type: string;
  readonly name: string;
}

/**
 * Finds for each resource of the head the resource of the base that the engine takes it for: the one of its URN, else
 * of the first alias that the base knows; children follow an aliased parent.
 * @param head parents before their children
 * @returns URNs of the base by URNs of the head
 */
export function matches(
  base: ReadonlyMap<string, Resource>,
  head: readonly Resource[],
): ReadonlyMap<string, string> {
  const own = new Set(head.map(({ urn }) => urn));
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const resource of head) {
    const { urn } = resource;
    const free = (former: string) => base.has(former) && !own.has(former) && !taken.has(former);
    const former = base.has(urn) ? urn : formerUrns(resource, found).find(free);
    if (former === undefined) continue;
    taken.add(former);
    found.set(urn, former);
  }
  return found;
}

/** The URNs that a resource may have had, in the order in which the engine tries them. */
function formerUrns({ urn, parent, options }: Resource, found: ReadonlyMap<string, string>): string[] {
  const given = (options.aliases ?? []).map((alias) =>
    alias.startsWith("urn:") ? alias : named(urn, alias),
  );
  const formerParent = parent === undefined ? undefined : found.get(parent);
  if (parent === undefined || formerParent === undefined || formerParent === parent) return given;
  return [...given, ...[urn, ...given].map((each) => underFormerParent(each, parent, formerParent))];
}

/** A child that is named after its parent is taken to have been renamed with it. */
function underFormerParent(urn: string, parent: string, formerParent: string): string {
  const { type, name } = partsOf(urn);
  const [now, before] = [partsOf(parent), partsOf(formerParent)];
  const formerName = name.startsWith(now.name) ? before.name + name.slice(now.name.length) : name;
  return `${before.head}::${before.type}$${type.slice(type.lastIndexOf("$") + 1)}::${formerName}`;
}

function named(urn: string, name: string): string {
  const { head, type } = partsOf(urn);
  return `${head}::${type}::${name}`;
}

function partsOf(urn: string): UrnParts {
  const [scheme = "", project = "", type = "", ...name] = urn.split("::");
  return { head: `${scheme}::${project}`, type, name: name.join("::") };
}
