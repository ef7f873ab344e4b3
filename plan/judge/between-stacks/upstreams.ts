import type { FleetFacts, FleetRule } from "./rule.ts";

/**
 * An upstream that schools lead to keeps its name and port. The Backend is the platform's and the `Host` is written in each
 * school's stack: between the platform's up and a school's, the new upstream would be asked by the old one's name.
 */
export const upstreamsStay: FleetRule = {
  name: "schoolgate-upstreams-stay",
  description: "Between two ups, an upstream that changes is asked by another's name, or by nobody's.",
  level: "mandatory",
  judge: (stacks, report, before) => {
    const after = new Map(stacks.map((stack) => [stack.name, stack]));
    for (const { name, upstreams } of before) {
      const platform = after.get(name);
      // A platform that goes has rules of its own.
      if (platform === undefined) continue;
      for (const { key, value, urn } of upstreams) {
        const now = platform.upstreams.find((each) => each.key === key);
        const schools = schoolsOn(key, name, before);
        if (now?.value === value || schools.length === 0) continue;
        const becomes = now === undefined ? "goes" : `becomes ${now.value}`;
        report(
          name,
          `upstream ${key}, ${value}, ${becomes} while ${countOf(schools)} on it: put it back; ` +
            `have the new one under another key, move the schools to it, and remove ${key} last`,
          urn,
        );
      }
    }
  },
};

/** Schools of a platform that lead to an upstream. */
function schoolsOn(key: string, platform: string, stacks: readonly FleetFacts[]): string[] {
  return stacks
    .filter((stack) => stack.platform === platform && stack.leadsTo.includes(key))
    .map(({ name }) => name)
    .sort();
}

function countOf([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? `${first} is` : `${first} and ${others.length} more are`;
}
