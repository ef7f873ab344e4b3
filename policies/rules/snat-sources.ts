import { Address4 } from "ip-address";
import { snatEntries } from "../addresses.ts";
import { textAt } from "../read.ts";
import type { StackResource, StackRule } from "../rule.ts";

/**
 * The widest block that a school can have. Alibaba Cloud makes VPCs of /16 unless told otherwise, and no vSwitch that is
 * wider; in a VPC that is smaller, a block of all of it meets other schools' in a plan.
 */
const widest = 17;

/** A SNAT entry takes the calls of one school's network, and no other entry takes them. */
export const snatSources: StackRule = {
  name: "schoolgate-snat-sources",
  description:
    "Of a source that two entries take, or that is a whole VPC, calls leave from another school's address.",
  level: "mandatory",
  judgeStack: (stack, report) => {
    const entries = snatEntries(stack);
    entries.forEach((entry, index) => {
      const { urn } = entry;
      const problem = problemOf(entry);
      if (problem !== undefined) report(problem, urn);
      const other = entries.slice(0, index).find((earlier) => meet(earlier, entry));
      if (other !== undefined) {
        report(`takes calls that ${other.name} takes too: choose sources that do not overlap`, urn);
      }
    });
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

function blockOf({ inputs }: StackResource): Address4 | undefined {
  const cidr = textAt(inputs, "sourceCidr");
  return cidr !== undefined && Address4.isValid(cidr) ? new Address4(cidr) : undefined;
}

/** Whether two entries take a call from one address: of two blocks that share any, one lies in the other. */
function meet(one: StackResource, other: StackResource): boolean {
  const [a, b] = [blockOf(one), blockOf(other)];
  if (a !== undefined && b !== undefined) return a.isInSubnet(b) || b.isInSubnet(a);
  const { sourceVswitchId } = one.inputs;
  return sourceVswitchId !== undefined && sourceVswitchId === other.inputs.sourceVswitchId;
}
