import { type Finding, finding } from "../../lib/problem.ts";
import { shared } from "./conflicts.ts";
import type { FleetFindings } from "./rules/between-schools.ts";
import { type PlatformFacts, platformKey } from "./rules/platform.ts";

/** A platform among others. */
export interface NamedPlatform {
  readonly name: string;
  readonly facts: PlatformFacts;
}

/** An object that a platform makes in its cluster, under a name from its file. */
const owned = [
  {
    path: ["gateway", "name"],
    what: "a gateway's class",
    name: ({ gateway }: PlatformFacts) => gateway?.name,
  },
  {
    path: ["gateway", "namespace"],
    what: "a gateway's namespace",
    name: ({ gateway }: PlatformFacts) => gateway?.namespace,
  },
  {
    path: ["issuer", "name"],
    what: "an issuer that a platform makes",
    name: ({ issuer, acme, ca }: PlatformFacts) => ((acme ?? ca) ? issuer?.name : undefined),
  },
] as const;

/**
 * Rules between platforms of one cluster: each would take the other's objects for its own. Platforms with the same
 * context, or without one, share a cluster.
 */
export function clusterFindings(platforms: readonly NamedPlatform[]): FleetFindings {
  const found = new Map<string, Finding[]>();
  for (const cluster of Map.groupBy(platforms, ({ facts }) => facts.kubeContext).values()) {
    for (const { path, what, name: nameOf } of owned) {
      const claims = cluster.flatMap(({ name, facts }) => {
        const value = nameOf(facts);
        return value === undefined ? [] : [{ slug: name, value }];
      });
      shared(claims, ({ slug, value }, other) => {
        const rule = `${what} belongs to one platform of a cluster, and ${other} has it too`;
        const fix =
          "give one of the platforms another name, or its own kubeContext if it is in another cluster";
        found.set(slug, [...(found.get(slug) ?? []), finding([platformKey, ...path], value, rule, fix)]);
      });
    }
  }
  return found;
}
