import { overlaps, shared } from "../../../infra/config/conflicts.ts";
import { blockOf } from "../../../lib/cidr-block.ts";
import type { FleetFacts, FleetRule } from "./rule.ts";

/** Schools' networks share no address: neither a vSwitch nor, in one VPC, a part of a block. */
export const sourcesApart: FleetRule = {
  name: "schoolgate-sources-apart",
  description: "Calls from a network of two schools leave from the address of one of them.",
  level: "mandatory",
  judge: (stacks, report) => {
    const vswitches = stacks.flatMap(({ name, vswitches }) =>
      vswitches.map((claim) => ({ slug: name, ...claim })),
    );
    shared(vswitches, ({ slug, value, urn }, other) =>
      report(slug, `${value} is a vSwitch of ${other} too: give each school vSwitches of its own`, urn),
    );
    for (const inVpc of byVpc(stacks)) {
      const blocks = inVpc.flatMap(({ name, blocks }) =>
        blocks.flatMap(({ value, urn }) => {
          const block = blockOf(value);
          return block === undefined ? [] : [{ name, value, urn, block }];
        }),
      );
      blocks.sort((a, b) => a.block.start - b.block.start || b.block.end - a.block.end);
      overlaps(blocks, ({ name, value, urn }, other) => {
        // Two of one school's are its own stack's to tell.
        if (name === other.name) return;
        report(
          name,
          `${value} meets ${other.value} of ${other.name}: choose a block that no school has`,
          urn,
        );
      });
    }
  },
};

/** The stacks by VPC. One that declares nothing in it is in the VPC of its platform's other schools. */
function byVpc(stacks: readonly FleetFacts[]): Iterable<FleetFacts[]> {
  const vpcs = new Map(stacks.map(({ platform, vpcId }) => [vpcId === undefined ? "" : platform, vpcId]));
  return Map.groupBy(
    stacks,
    ({ platform, vpcId }) => vpcId ?? vpcs.get(platform) ?? `of ${platform}`,
  ).values();
}
