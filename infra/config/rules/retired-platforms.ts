import { type Finding, finding } from "../../../lib/problem.ts";
import type { NamedPlatform } from "../clusters.ts";
import type { SchoolFacts } from "../school-facts.ts";
import type { FleetFindings } from "./between-schools.ts";
import { platformKey } from "./platform.ts";

/** A platform is retired after its schools: each of them is served by what it has. */
export function retiredPlatforms(
  platforms: readonly NamedPlatform[],
  schools: readonly SchoolFacts[],
): FleetFindings {
  const byPlatform = Map.groupBy(schools, ({ platform }) => platform);
  return new Map(
    platforms.flatMap(({ name, facts }) => {
      const [first, ...others] = byPlatform.get(name) ?? [];
      if (facts.retired !== true || first === undefined) return [];
      const more = others.length === 0 ? " still is" : ` and ${others.length} more still are`;
      const rule = `a platform is retired once no school is on it, and ${first.slug}${more}`;
      const fix = `first retire and destroy its schools: ./gate retire ${first.slug}; or take retired out`;
      const found: Finding[] = [finding([platformKey, "retired"], true, rule, fix)];
      return [[name, found] as const];
    }),
  );
}
