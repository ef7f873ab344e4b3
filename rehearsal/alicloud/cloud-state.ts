import { z } from "zod";

/** What an asynchronous operation still has to do: the status that comes next, and when (epoch milliseconds). */
const transition = z.strictObject({ to: z.string(), at: z.number() });

/** The status that removes a record once it is reached. */
export const deleted = "Deleted";

const tags = z.record(z.string(), z.string());
const status = { status: z.string(), transition: transition.optional() };

const vpc = z.strictObject({ vpcId: z.string(), cidrBlock: z.string(), systemRouteTableId: z.string() });

const vswitch = z.strictObject({
  vSwitchId: z.string(),
  vpcId: z.string(),
  cidrBlock: z.string(),
  zoneId: z.string(),
  vSwitchName: z.string(),
  description: z.string(),
  /** The custom route table it is associated with; without one it uses the VPC's system route table. */
  routeTableId: z.string().optional(),
  creationTime: z.string(),
  tags,
  ...status,
});

const natGateway = z.strictObject({
  natGatewayId: z.string(),
  vpcId: z.string(),
  vSwitchId: z.string(),
  snatTableId: z.string(),
  forwardTableId: z.string(),
  name: z.string(),
  description: z.string(),
  natType: z.string(),
  networkType: z.string(),
  internetChargeType: z.string(),
  instanceChargeType: z.string(),
  availabilityMode: z.string(),
  eipBindMode: z.string(),
  icmpReplyEnabled: z.boolean(),
  deletionProtection: z.boolean(),
  tags,
  ...status,
});

const eip = z.strictObject({
  allocationId: z.string(),
  ipAddress: z.string(),
  name: z.string(),
  description: z.string(),
  bandwidth: z.string(),
  internetChargeType: z.string(),
  instanceChargeType: z.string(),
  isp: z.string(),
  mode: z.string(),
  securityProtectionTypes: z.array(z.string()),
  deletionProtection: z.boolean(),
  /** The NAT gateway it is bound to, from Associating to the end of Unassociating. */
  instanceId: z.string().optional(),
  allocationTime: z.string(),
  tags,
  ...status,
});

const snatEntry = z.strictObject({
  snatEntryId: z.string(),
  snatTableId: z.string(),
  snatEntryName: z.string(),
  /** The public IPs, comma-joined in the order given. */
  snatIp: z.string(),
  sourceCIDR: z.string(),
  sourceVSwitchId: z.string(),
  eipAffinity: z.number(),
  ...status,
});

const routeTable = z.strictObject({
  routeTableId: z.string(),
  vpcId: z.string(),
  vRouterId: z.string(),
  routeTableType: z.enum(["System", "Custom"]),
  associateType: z.string(),
  routeTableName: z.string(),
  description: z.string(),
  routePropagationEnable: z.boolean(),
  creationTime: z.string(),
  tags,
  ...status,
});

const routeEntry = z.strictObject({
  routeEntryId: z.string(),
  routeTableId: z.string(),
  destinationCidrBlock: z.string(),
  nextHopType: z.string(),
  nextHopId: z.string(),
  routeEntryName: z.string(),
  description: z.string(),
  ...status,
});

const securityGroup = z.strictObject({
  securityGroupId: z.string(),
  vpcId: z.string(),
  securityGroupName: z.string(),
  securityGroupType: z.string(),
  innerAccessPolicy: z.string(),
  description: z.string(),
  creationTime: z.string(),
  tags,
});

const securityGroupRule = z.strictObject({
  securityGroupRuleId: z.string(),
  securityGroupId: z.string(),
  ipProtocol: z.string(),
  portRange: z.string(),
  sourceCidrIp: z.string(),
  nicType: z.string(),
  policy: z.string(),
  priority: z.string(),
  description: z.string(),
});

/** Alibaba Cloud's default quotas, as far as a school meets them. */
export const quotasSchema = z.strictObject({
  /** EIPs an account: eip_quota_instances_num. */
  eips: z.int().positive().default(20),
  /** EIPs bound to one NAT gateway: natgw_quota_eip_num_per_nat. */
  eipsPerNatGateway: z.int().positive().default(20),
  /** NAT gateways in one VPC: natgw_quota_nat_num_per_vpc. */
  natGatewaysPerVpc: z.int().positive().default(5),
  /** SNAT entries in one table: natgw_quota_snat_entry_num. */
  snatEntriesPerTable: z.int().positive().default(40),
});

/** Everything one cloud holds: the content of its file. */
export const cloudStateSchema = z.strictObject({
  format: z.literal(1),
  /** Per kind of id, how many were given out; an id or IP is never given out again. */
  counters: z.record(z.string(), z.int()),
  quotas: quotasSchema,
  vpcs: z.record(z.string(), vpc),
  vswitches: z.record(z.string(), vswitch),
  natGateways: z.record(z.string(), natGateway),
  eips: z.record(z.string(), eip),
  snatEntries: z.record(z.string(), snatEntry),
  routeTables: z.record(z.string(), routeTable),
  routeEntries: z.record(z.string(), routeEntry),
  securityGroups: z.record(z.string(), securityGroup),
  /** Absent from the files of earlier versions. */
  securityGroupRules: z.record(z.string(), securityGroupRule).default({}),
  /** What was answered to each ClientToken, so that a repeated request makes nothing twice. */
  tokens: z.record(
    z.string(),
    z.strictObject({ action: z.string(), request: z.string(), answer: z.unknown(), at: z.number() }),
  ),
  /** How often each call that a fault plan names was made. */
  calls: z.record(z.string(), z.int()),
});

export type CloudState = z.infer<typeof cloudStateSchema>;
export type Quotas = z.infer<typeof quotasSchema>;
export type Vpc = z.infer<typeof vpc>;
export type VSwitch = z.infer<typeof vswitch>;
export type NatGateway = z.infer<typeof natGateway>;
export type Eip = z.infer<typeof eip>;
export type SnatEntry = z.infer<typeof snatEntry>;
export type RouteTable = z.infer<typeof routeTable>;
export type RouteEntry = z.infer<typeof routeEntry>;
export type SecurityGroup = z.infer<typeof securityGroup>;
export type SecurityGroupRule = z.infer<typeof securityGroupRule>;
export type Transition = z.infer<typeof transition>;
export type Tags = z.infer<typeof tags>;

/** A cloud with nothing in it. */
export function emptyCloud(): CloudState {
  return {
    format: 1,
    counters: {},
    quotas: quotasSchema.parse({}),
    vpcs: {},
    vswitches: {},
    natGateways: {},
    eips: {},
    snatEntries: {},
    routeTables: {},
    routeEntries: {},
    securityGroups: {},
    securityGroupRules: {},
    tokens: {},
    calls: {},
  };
}
