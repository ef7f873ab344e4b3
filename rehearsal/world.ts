import { Address4 } from "ip-address";
import type { PlatformConfig } from "../infra/config/platform-schema.ts";
import type { SchoolConfig } from "../infra/config/school-schema.ts";
import type { Stack } from "../infra/config/stacks.ts";
import type { World } from "./alicloud/cloud-world.ts";

/**
 * What exists in the cloud before a stack goes up for the first time: the platform's network, and the vSwitches and
 * elastic IPs that the school adopts. Their blocks and addresses are made up, as a stack file knows only their ids.
 */
export function worldOf(platform: PlatformConfig, school?: SchoolConfig): World {
  const { vpcId, cidr, natVswitchId, sharedNat } = platform.network;
  const { source, addresses } = school?.egress ?? { source: undefined, addresses: {} };
  const adopted =
    source !== undefined && "vswitchIds" in source ? source : { vswitchIds: [], cidr: undefined };
  const vswitch = (vswitchId: string, cidrBlock: string) => ({
    vswitchId,
    vpcId,
    cidrBlock,
    zoneId: `${platform.region}-i`,
  });
  const allocationIds = Object.values(addresses).flatMap((address) =>
    "allocationId" in address ? [address.allocationId] : [],
  );
  return {
    vpcs: [{ vpcId, cidrBlock: cidr }],
    vswitches: [
      // At the far end of the VPC, where schools come last.
      vswitch(natVswitchId, blockIn(cidr, -1)),
      ...adopted.vswitchIds.map((id, index) =>
        vswitch(id, adopted.cidr === undefined ? blockIn(cidr, -2 - index) : blockIn(adopted.cidr, index)),
      ),
    ],
    natGateways: sharedNat === undefined ? [] : [{ ...sharedNat, vpcId, vswitchId: natVswitchId }],
    eips: allocationIds.map((allocationId, index) => ({ allocationId, ipAddress: `192.0.2.${index + 1}` })),
  };
}

/** What the cloud holds before any of these stacks goes up: what each of them refers to, once. */
export function worldOfAll(stacks: readonly Stack[]): World {
  const worlds = stacks.map((stack) =>
    worldOf(stack.platform, stack.kind === "school" ? stack.school : undefined),
  );
  const once = <Entry>(entries: readonly Entry[], id: (entry: Entry) => string): Entry[] => [
    ...new Map(entries.map((entry) => [id(entry), entry])).values(),
  ];
  const eips = once(
    worlds.flatMap(({ eips = [] }) => eips),
    ({ allocationId }) => allocationId,
  );
  return {
    vpcs: once(
      worlds.flatMap(({ vpcs = [] }) => vpcs),
      ({ vpcId }) => vpcId,
    ),
    vswitches: once(
      worlds.flatMap(({ vswitches = [] }) => vswitches),
      ({ vswitchId }) => vswitchId,
    ),
    natGateways: once(
      worlds.flatMap(({ natGateways = [] }) => natGateways),
      ({ natGatewayId }) => natGatewayId,
    ),
    // Each world numbers its addresses by itself.
    eips: eips.map((eip, index) => ({ ...eip, ipAddress: adoptedIp(index) })),
  };
}

/** The nth address of what is made up for adopted EIPs. */
function adoptedIp(index: number): string {
  return Address4.fromBigInt(new Address4("198.19.0.1").bigInt() + BigInt(index)).correctForm();
}

/** Alibaba Cloud's smallest vSwitch but one; leaves room for sixteen in a /24. */
const prefix = 28;

/** The nth /28 of a block, counted from its end where negative. */
function blockIn(cidr: string, nth: number): string {
  const block = new Address4(cidr);
  const size = 1n << BigInt(32 - prefix);
  const first = block.startAddress().bigInt();
  const beyond = block.endAddress().bigInt() + 1n;
  const start = (nth < 0 ? beyond : first) + BigInt(nth) * size;
  return `${Address4.fromBigInt(start).correctForm()}/${prefix}`;
}
