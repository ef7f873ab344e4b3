import type { FleetRule } from "./rule.ts";

/** A school's routes ask upstreams by the names that its platform declares: its own stack does not tell those. */
export const platformNames: FleetRule = {
  name: "schoolgate-platform-names",
  description:
    "An upstream that serves others too answers another name with another's page, under the school's host.",
  level: "mandatory",
  judge: (stacks, report) => {
    const platforms = new Map(
      stacks.map(({ name, upstreams }) => [name, upstreams.map(({ value }) => value)]),
    );
    for (const { name, platform = "", asks } of stacks) {
      const upstreams = platforms.get(platform);
      // A platform that could not be declared has a problem of its own.
      if (upstreams === undefined) continue;
      for (const { value, urn } of asks) {
        if (upstreams.includes(value)) continue;
        report(
          name,
          `asks its upstream as ${value}, which is none of ${platform}'s: name ${upstreams.join(" or ")}`,
          urn,
        );
      }
    }
  },
};
