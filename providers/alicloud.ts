// What the bridged provider @pulumi/alicloud 3.108 does with a change, from the schemas of the Terraform provider that it
// wraps: aliyun/terraform-provider-alicloud at 81c43b6727 (August 2026, 1.290), alicloud/resource_alicloud_<type>.go.
// `replace` is ForceNew; `computed` is Computed beside Optional; `unseen` is a DiffSuppressFunc; `defaults` is Default.
// Terraform cannot tell an empty value from an absent one.
import { Address6 } from "ip-address";
import type { Inputs, TypeRules, Unseen } from "./rules.ts";

interface Schema {
  readonly replace: string;
  readonly update: string;
  readonly computed: string;
  /** A change of it is suppressed, when this holds. */
  readonly unseen?: Readonly<Record<string, Unseen>>;
  readonly defaults?: Inputs;
  /** Inputs that the id is made of. */
  readonly id?: string;
}

const always: Unseen = () => true;
const allPorts = "-1/-1";

const schemas: Readonly<Record<string, Schema>> = {
  // resource_alicloud_nat_gateway.go. `specification` is suppressed for PayByLcu, the only way to pay, and `period` for
  // what is not a subscription. A change of an Enhanced gateway's `vswitchId` is sent as an update, which the API refuses.
  "alicloud:vpc/natGateway:NatGateway": {
    replace:
      "vpcId internetChargeType paymentType instanceChargeType privateLinkEnabled accessMode availabilityMode",
    update:
      "vswitchId natType networkType natGatewayName name description eipBindMode icmpReplyEnabled deletionProtection " +
      "force dryRun tags",
    computed:
      "internetChargeType paymentType instanceChargeType accessMode availabilityMode natType networkType " +
      "natGatewayName name eipBindMode icmpReplyEnabled deletionProtection specification",
    unseen: {
      specification: always,
      period: always,
      // Left out, `natType` is as the cloud has it: Enhanced, as nothing else can be made.
      vswitchId: (_, { natType = "Enhanced" }) => natType !== "Enhanced",
    },
  },
  // resource_alicloud_eip_address.go. `securityProtectionTypes` and `publicIpAddressPoolId` are not Computed: a program
  // that leaves them out replaces an address that has them.
  "alicloud:ecs/eipAddress:EipAddress": {
    replace:
      "allocationId highDefinitionMonitorLogStatus internetChargeType ipAddress isp netmode paymentType " +
      "publicIpAddressPoolId securityProtectionTypes zone instanceChargeType",
    update:
      "activityId addressName autoPay bandwidth deletionProtection description logProject logStore mode period " +
      "pricingCycle resourceGroupId tags name",
    computed:
      "allocationId highDefinitionMonitorLogStatus internetChargeType ipAddress isp netmode paymentType zone " +
      "instanceChargeType addressName bandwidth deletionProtection description mode resourceGroupId name",
  },
  // resource_alicloud_eip_association.go
  "alicloud:ecs/eipAssociation:EipAssociation": {
    replace: "allocationId instanceId instanceType privateIpAddress vpcId",
    update: "force mode",
    computed: "instanceType mode",
    id: "allocationId instanceId",
  },
  // resource_alicloud_snat_entry.go. `snatIp` is in place since 1.241.0 (January 2025).
  "alicloud:vpc/snatEntry:SnatEntry": {
    replace: "snatTableId sourceCidr sourceVswitchId",
    update: "snatIp snatEntryName eipAffinity",
    computed: "sourceCidr sourceVswitchId",
  },
  // resource_alicloud_vswitch.go
  "alicloud:vpc/switch:Switch": {
    replace: "cidrBlock vpcId zoneId availabilityZone isDefault",
    update: "vswitchName name description enableIpv6 ipv6CidrBlockMask vpcIpv6CidrBlock tags",
    computed:
      "cidrBlock vpcId zoneId availabilityZone isDefault vswitchName name enableIpv6 ipv6CidrBlockMask",
  },
  // resource_alicloud_route_table.go
  "alicloud:vpc/routeTable:RouteTable": {
    replace: "vpcId associateType",
    update: "routeTableName name description routePropagationEnable tags",
    computed: "associateType routeTableName name routePropagationEnable",
  },
  // resource_alicloud_route_table_attachment.go
  "alicloud:vpc/routeTableAttachment:RouteTableAttachment": {
    replace: "routeTableId vswitchId",
    update: "",
    computed: "",
  },
  // resource_alicloud_route_entry.go
  "alicloud:vpc/routeEntry:RouteEntry": {
    replace: "routeTableId destinationCidrblock nexthopType nexthopId name description",
    update: "",
    computed: "",
  },
  // resource_alicloud_security_group.go
  "alicloud:ecs/securityGroup:SecurityGroup": {
    replace: "vpcId securityGroupType",
    update: "securityGroupName name description innerAccessPolicy innerAccess resourceGroupId tags",
    computed: "vpcId securityGroupType securityGroupName name innerAccessPolicy innerAccess resourceGroupId",
    unseen: { innerAccessPolicy: (_, { securityGroupType }) => securityGroupType === "enterprise" },
  },
  // resource_alicloud_security_group_rule.go
  "alicloud:ecs/securityGroupRule:SecurityGroupRule": {
    replace:
      "securityGroupId type ipProtocol policy priority cidrIp ipv6CidrIp sourceSecurityGroupId " +
      "sourceGroupOwnerAccount sourceGroupOwnerId prefixListId portRange nicType",
    update: "description",
    computed: "prefixListId nicType",
    unseen: {
      // TCP and UDP have no "all ports", and the other protocols nothing else.
      portRange: (_, { ipProtocol, portRange }) =>
        (ipProtocol === "tcp" || ipProtocol === "udp") === (portRange === allPorts),
      prefixListId: (_, { cidrIp, ipv6CidrIp, sourceSecurityGroupId }) =>
        Boolean(cidrIp || ipv6CidrIp || sourceSecurityGroupId),
      ipv6CidrIp: (olds, news) => shortest(news.ipv6CidrIp) === (olds.ipv6CidrIp ?? ""),
    },
    defaults: { policy: "accept", portRange: allPorts, priority: 1 },
  },
};

/** The types of Alibaba Cloud that the project declares, by token. */
export const alicloudRules: ReadonlyMap<string, TypeRules> = new Map(
  Object.entries(schemas).map(([token, { replace, update, computed, unseen = {}, defaults = {}, id }]) => [
    token,
    {
      replaces: words(replace),
      computed: new Set(words(computed)),
      unseen: new Map(Object.entries(unseen)),
      known: new Set([...words(replace), ...words(update), ...Object.keys(unseen)]),
      defaults,
      ...(id !== undefined && { id: words(id) }),
      emptyIsNone: true,
    },
  ]),
);

/** The rules of a type that the project declares. */
export function alicloudRulesOf(token: string): TypeRules {
  const rules = alicloudRules.get(token);
  if (rules === undefined) throw new Error(`providers/alicloud.ts has no table for ${token}`);
  return rules;
}

function words(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}

/** An IPv6 address or block as Go writes it; of anything else, nothing that there is. */
function shortest(block: unknown): string | undefined {
  if (block === undefined || block === "") return "";
  if (typeof block !== "string" || !Address6.isValid(block)) return undefined;
  const [, mask] = block.split("/");
  return `${new Address6(block).correctForm()}${mask === undefined ? "" : `/${mask}`}`;
}
