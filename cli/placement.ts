import type { Member } from "../infra/config/rules/between-schools.ts";
import type { Stack } from "../infra/config/stacks.ts";
import { blockOf } from "../lib/cidr-block.ts";
import { freeBlock, split } from "../lib/free-cidr-block.ts";
import { Refusal } from "../lib/refusal.ts";
import { count } from "../lib/report.ts";

/** Size of the block that is chosen when none is given: room for two vSwitches of some 120 addresses. */
export const chosenPrefix = 24;

/**
 * The two zones that most schools of a platform use, joined by a comma; a second one survives the loss of the first.
 *
 * @returns `undefined` when no school says
 */
export function usualZones(stacks: readonly Stack[], platform: string): string | undefined {
  const uses = new Map<string, number>();
  for (const stack of stacks) {
    if (stack.kind !== "school" || stack.school.platform !== platform) continue;
    const { source } = stack.school.egress;
    for (const zone of "zones" in source ? Object.keys(source.zones) : [])
      uses.set(zone, (uses.get(zone) ?? 0) + 1);
  }
  const used = [...uses]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([zone]) => zone);
  return used.length > 0 ? used.slice(0, 2).join(",") : undefined;
}

/**
 * The next free block of the platform's VPC.
 *
 * @param members all schools: those of other platforms in the same VPC count, and those whose files have problems
 */
export function chooseBlock({ platform: { network } }: Stack, members: readonly Member[]): string {
  const within = blockOf(network.cidr);
  const used = members.flatMap(({ facts: { source }, vpcId }) => {
    return vpcId === network.vpcId ? (blockOf(source.cidr ?? "") ?? []) : [];
  });
  const free = within && freeBlock(within, used, chosenPrefix);
  if (!free)
    throw new Refusal(
      `the VPC's block ${network.cidr} has no free /${chosenPrefix}`,
      "give a smaller block with --cidr",
    );
  return free.aligned;
}

/**
 * The zones' parts of a block.
 *
 * @throws {Refusal} when it is too small for them
 */
export function layOut(cidr: string, zones: readonly string[]): Record<string, string> {
  const whole = blockOf(cidr);
  const parts = whole && split(whole, zones.length);
  if (!parts)
    throw new Refusal(
      `${cidr} has no room for a vSwitch in each of ${count(zones.length, "zone")}: the smallest is a /29`,
      "give a larger block with --cidr, or fewer zones with --zone",
    );
  return Object.fromEntries(zones.map((zone, index) => [zone, parts[index]?.aligned ?? cidr]));
}
