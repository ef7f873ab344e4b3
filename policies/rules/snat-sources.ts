import { Address4 } from "ip-address";
import { snatEntries } from "../addresses.ts";
import { textAt } from "../read.ts";
import type { StackResource, StackRule } from "../rule.ts";

/**
 * The widest block that a school can have. Alibaba Cloud makes VPCs of /16 unless told otherwise, and no vSwitch that is
 * wider; in a VPC that is smaller, a block of all of it meets other schools' in a plan.
 */
const widest = 17;

/** A school has one SNAT entry, for the calls of its own network. */
export const snatSources: StackRule = {
  name: "schoolgate-snat-sources",
  description:
    "Two entries for one source, or an entry for a whole VPC, let calls leave from an address that is not trusted.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    const entries = snatEntries(stack);
    for (const entry of entries) {
      const problem = problemOf(entry);
      if (problem !== undefined) report(problem, entry.urn);
    }
    const [first, ...more] = entries;
    for (const { urn } of more) {
      report(`is a second entry beside ${first?.name}: a school has one, for all its calls`, urn);
    }
  },
};

function problemOf({ inputs }: StackResource): string | undefined {
  const cidr = textAt(inputs, "sourceCidr");
  if (cidr === undefined) {
    if (inputs.sourceVswitchId !== undefined) return undefined;
    return "takes the calls of its whole VPC: name the school's sourceCidr or sourceVswitchId";
  }
  if (!Address4.isValid(cidr)) return `takes calls from ${cidr}: write a block such as 10.20.8.0/24`;
  if (new Address4(cidr).subnetMask >= widest) return undefined;
  return `takes the calls of a whole VPC, ${cidr}: name the school's own block, /${widest} or smaller`;
}
