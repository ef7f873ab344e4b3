import { shared } from "../../../infra/config/conflicts.ts";
import type { FleetRule } from "./rule.ts";

/** A host is served for one school. */
export const oneSchoolAHost: FleetRule = {
  name: "schoolgate-one-school-a-host",
  description: "Of two schools with one host, one gets the other's users.",
  level: "mandatory",
  judge: (stacks, report) => {
    const claims = stacks.flatMap(({ name, hosts }) => hosts.map((claim) => ({ slug: name, ...claim })));
    shared(claims, ({ slug, value, urn }, other) =>
      report(slug, `${value} is a host of ${other} too: give one of the schools another host`, urn),
    );
  },
};
