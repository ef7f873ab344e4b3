import { Address4 } from "ip-address";
import type { PlatformConfig } from "../infra/config/platform-schema.ts";
import type { SchoolConfig } from "../infra/config/school-schema.ts";
import type { Stack } from "../infra/config/stacks.ts";
import type { World } from "./alicloud/cloud-world.ts";

/**
 * What exists in the cloud before a stack goes up for the first time: the platform's network, and what the school adopts.
 * Blocks and addresses of that are made up, as a stack file knows only their ids.
 */
export function worldOf(platform: PlatformConfig, school?: SchoolConfig): World {
  const { region, network } = platform;
  const { vpcId, cidr, natVswitchId, sharedNat } = network;
  const vswitches = [
    // At the far end of the VPC, where schools come last.
    { vswitchId: natVswitchId, cidrBlock: blockIn(cidr, -1) },
    ...(school === undefined ? [] : adoptedVswitches(school.egress, cidr)),
  ];
  const ownNat = typeof school?.egress.nat === "object" ? school.egress.nat : undefined;
  const gateways = [sharedNat, ownNat].filter((gateway) => gateway !== undefined);
  return {
    vpcs: [{ vpcId, cidrBlock: cidr }],
    vswitches: vswitches.map((vswitch) => ({ ...vswitch, vpcId, zoneId: `${region}-i` })),
    natGateways: gateways.map((gateway) => ({ ...gateway, vpcId, vswitchId: natVswitchId })),
    ...liveEgress(ownNat ?? sharedNat, school?.egress, vswitches[1]),
  };
}

type Egress = SchoolConfig["egress"];
interface Block {
  readonly vswitchId: string;
  readonly cidrBlock: string;
}

function adoptedVswitches({ source }: Egress, network: string): Block[] {
  if (!("vswitchIds" in source)) return [];
  const { cidr } = source;
  return source.vswitchIds.map((vswitchId, index) => ({
    vswitchId,
    cidrBlock: cidr === undefined ? blockIn(network, -2 - index) : blockIn(cidr, index),
  }));
}

/** The addresses that a school adopts, bound where its file says so, and the entry that uses the first of those. */
function liveEgress(
  nat: { readonly natGatewayId: string; readonly snatTableId: string } | undefined,
  egress: Egress | undefined,
  vswitch: Block | undefined,
): Pick<World, "eips" | "snatEntries"> {
  const eips = Object.values(egress?.addresses ?? {})
    .flatMap((address) => ("allocationId" in address ? [address] : []))
    .map(({ allocationId, bound }, index) => ({
      allocationId,
      ipAddress: `192.0.2.${index + 1}`,
      ...(bound && { instanceId: nat?.natGatewayId }),
    }));
  const used = eips.find(({ instanceId }) => instanceId !== undefined);
  const sourceCIDR = egress?.source.cidr ?? vswitch?.cidrBlock;
  const { snatEntryId } = egress ?? {};
  if (!nat || !used || sourceCIDR === undefined || snatEntryId === undefined)
    return { eips, snatEntries: [] };
  const { snatTableId } = nat;
  // Of an entry for a vSwitch the cloud answers the block too.
  const sourceVSwitchId = egress?.source.cidr === undefined ? vswitch?.vswitchId : undefined;
  const entry = { snatEntryId, snatTableId, snatIp: used.ipAddress, sourceCIDR, sourceVSwitchId };
  return { eips, snatEntries: [entry] };
}

/** What the cloud holds before any of these stacks goes up: what each of them refers to, once. */
export function worldOfAll(stacks: readonly Stack[]): World {
  const worlds = stacks.map((stack) =>
    worldOf(stack.platform, stack.kind === "school" ? stack.school : undefined),
  );
  const once = <Entry>(entries: readonly Entry[], id: (entry: Entry) => string): Entry[] => [
    ...new Map(entries.map((entry) => [id(entry), entry])).values(),
  ];
  // Each world numbers its addresses by itself.
  const eips = once(
    worlds.flatMap(({ eips = [] }) => eips),
    ({ allocationId }) => allocationId,
  ).map((eip, index) => ({ ...eip, ipAddress: adoptedIp(index) }));
  const renumbered = ({ eips: own = [] }: World, ip: string): string => {
    const id = own.find(({ ipAddress }) => ipAddress === ip)?.allocationId;
    return eips.find(({ allocationId }) => allocationId === id)?.ipAddress ?? ip;
  };
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
    eips,
    snatEntries: once(
      worlds.flatMap((world) =>
        (world.snatEntries ?? []).map((entry) => ({ ...entry, snatIp: renumbered(world, entry.snatIp) })),
      ),
      ({ snatEntryId }) => snatEntryId,
    ),
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
