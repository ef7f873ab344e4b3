import { shared } from "../../../infra/config/conflicts.ts";
import type { FleetRule } from "./rule.ts";

/** An elastic IP is one school's. */
export const oneSchoolAnAddress: FleetRule = {
  name: "schoolgate-one-school-an-address",
  description: "WeCom takes an address that many schools list for a third party's, and refuses it.",
  level: "mandatory",
  judge: (stacks, report) => {
    const claims = stacks.flatMap(({ name, addresses }) =>
      addresses.map((claim) => ({ slug: name, ...claim })),
    );
    shared(claims, ({ slug, value, urn }, other) =>
      report(slug, `${value} is an address of ${other} too: give one of the schools another address`, urn),
    );
  },
};
