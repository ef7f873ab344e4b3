import { isIPv4 } from "node:net";
import { z } from "zod";
import { type CloudState, quotasSchema } from "./cloud-state.ts";

const cidrBlock = z.cidrv4();
const tags = z.record(z.string(), z.string()).default({});

/** What exists in the cloud before schoolgate comes: the platform's network and the resources a school adopts. */
export const worldSchema = z.strictObject({
  vpcs: z.array(z.strictObject({ vpcId: z.string().min(1), cidrBlock })).default([]),
  vswitches: z
    .array(
      z.strictObject({
        vswitchId: z.string().min(1),
        vpcId: z.string().min(1),
        cidrBlock,
        zoneId: z.string().min(1),
      }),
    )
    .default([]),
  natGateways: z
    .array(
      z.strictObject({
        natGatewayId: z.string().min(1),
        vpcId: z.string().min(1),
        vswitchId: z.string().min(1),
        snatTableId: z.string().min(1),
      }),
    )
    .default([]),
  eips: z
    .array(
      z.strictObject({
        allocationId: z.string().min(1),
        ipAddress: z.ipv4(),
        addressName: z.string().default(""),
        bandwidth: z.string().default("5"),
        internetChargeType: z.enum(["PayByBandwidth", "PayByTraffic"]).default("PayByBandwidth"),
        isp: z.string().default("BGP"),
        securityProtectionTypes: z.array(z.string()).default([]),
        deletionProtection: z.boolean().default(false),
        /** The NAT gateway that it is bound to. */
        instanceId: z.string().min(1).optional(),
        tags,
      }),
    )
    .default([]),
  snatEntries: z
    .array(
      z.strictObject({
        snatEntryId: z.string().min(1),
        snatTableId: z.string().min(1),
        snatEntryName: z.string().default(""),
        /** One public IP, or several joined by commas. */
        snatIp: z.string().refine((ips) => ips.split(",").every(isIPv4)),
        sourceCIDR: cidrBlock,
        /** Of an entry that was made for one vSwitch. */
        sourceVSwitchId: z.string().default(""),
      }),
    )
    .default([]),
  /** A quota given here holds from the next opening on. */
  quotas: quotasSchema.partial().default({}),
});

/** A world as one writes it: everything left out is absent or as Alibaba Cloud has it. */
export type World = z.input<typeof worldSchema>;

// A fixed creation time for the world's resources, so that every run reads the same.
const before = "2024-01-01T00:00:00Z";

/**
 * Adds what the world has and the cloud does not, by id. What the cloud has stays as it is; quotas follow the world.
 */
export function mergeWorld(state: CloudState, world: z.output<typeof worldSchema>): void {
  Object.assign(state.quotas, world.quotas);
  for (const vpc of world.vpcs) {
    // A VPC comes with a router and the route table of its own.
    const systemRouteTableId = vpc.vpcId.replace(/^(vpc-)?/, "vtb-");
    state.vpcs[vpc.vpcId] ??= { ...vpc, systemRouteTableId };
    state.routeTables[systemRouteTableId] ??= {
      routeTableId: systemRouteTableId,
      vpcId: vpc.vpcId,
      vRouterId: vpc.vpcId.replace(/^(vpc-)?/, "vrt-"),
      routeTableType: "System",
      associateType: "VSwitch",
      routeTableName: "",
      description: "",
      routePropagationEnable: true,
      creationTime: before,
      tags: {},
      status: "Available",
    };
  }
  for (const { vswitchId, ...vswitch } of world.vswitches)
    state.vswitches[vswitchId] ??= {
      vSwitchId: vswitchId,
      ...vswitch,
      vSwitchName: "",
      description: "",
      creationTime: before,
      tags: {},
      status: "Available",
    };
  for (const { vswitchId, ...gateway } of world.natGateways)
    state.natGateways[gateway.natGatewayId] ??= {
      ...gateway,
      vSwitchId: vswitchId,
      forwardTableId: gateway.natGatewayId.replace(/^(ngw-)?/, "ftb-"),
      name: "",
      description: "",
      natType: "Enhanced",
      networkType: "internet",
      internetChargeType: "PayByLcu",
      instanceChargeType: "PostPaid",
      availabilityMode: "CrossAZ",
      eipBindMode: "MULTI_BINDED",
      icmpReplyEnabled: true,
      deletionProtection: false,
      tags: {},
      status: "Available",
    };
  for (const { addressName, ...eip } of world.eips)
    state.eips[eip.allocationId] ??= {
      ...eip,
      name: addressName,
      description: "",
      instanceChargeType: "PostPaid",
      mode: "NAT",
      allocationTime: before,
      status: eip.instanceId === undefined ? "Available" : "InUse",
    };
  for (const entry of world.snatEntries)
    state.snatEntries[entry.snatEntryId] ??= { ...entry, eipAffinity: 0, status: "Available" };
}
