// The addresses from which a school's calls reach WeCom, and the network behind them.
import { alicloudRulesOf } from "../../providers/alicloud.ts";
import { anyText, anything, found, oneOf, optional, type Template, text } from "../template.ts";
import { block, cloudName, tags } from "./holes.ts";
import type { Allowed } from "./type.ts";

/** Protected or retired: the rule on what is protected until then says which goes with what. */
const protection: Template = oneOf(true, false);

export const natGateway: Allowed = {
  inputs: {
    vpcId: anyText,
    vswitchId: anyText,
    natGatewayName: "schoolgate-<stack>",
    natType: "Enhanced",
    internetChargeType: "PayByLcu",
    paymentType: "PayAsYouGo",
    deletionProtection: protection,
    tags,
  },
  ignoreChanges: ["privateLinkEnabled"],
};

export const routeTable: Allowed = {
  inputs: { vpcId: anyText, routeTableName: "schoolgate-<stack>", associateType: "VSwitch", tags },
};

/** The route out of the school's vSwitches: through the NAT gateway only. */
export const routeEntry: Allowed = {
  inputs: {
    routeTableId: anyText,
    destinationCidrblock: "0.0.0.0/0",
    nexthopType: "NatGateway",
    nexthopId: anyText,
    name: "schoolgate-<stack>",
  },
  ignoreChanges: ["description"],
};

export const routeTableAttachment: Allowed = { inputs: { routeTableId: anyText, vswitchId: anyText } };

export const vswitch: Allowed = {
  inputs: { vpcId: anyText, zoneId: anyText, cidrBlock: block, vswitchName: cloudName, tags },
};

export const securityGroup: Allowed = {
  inputs: {
    vpcId: anyText,
    securityGroupName: "schoolgate-<stack>",
    securityGroupType: "normal",
    tags,
  },
};

// All that would make another address of it. What goes by an old name too, the components call by the new one.
const replacing = alicloudRulesOf("alicloud:ecs/eipAddress:EipAddress").replaces.filter(
  (input) => input !== "instanceChargeType",
);
const kept = [
  "addressName",
  "bandwidth",
  "description",
  "mode",
  "resourceGroupId",
  "logProject",
  "logStore",
  "tags",
];

const allocated: Allowed = {
  inputs: {
    deletionProtection: protection,
    tags,
    addressName: cloudName,
    internetChargeType: "PayByTraffic",
    paymentType: "PayAsYouGo",
    isp: "BGP",
    bandwidth: text(/\d+/, "a number of Mbit/s"),
  },
  ignoreChanges: replacing,
};

/** It keeps what it came with, which the engine has among its inputs once it is adopted. */
const adopted: Allowed = {
  inputs: {
    deletionProtection: true,
    ...Object.fromEntries([...replacing, ...kept].map((input) => [input, optional(anything)])),
  },
  ignoreChanges: [...replacing, ...kept],
};

export const eipAddress: readonly Allowed[] = [allocated, adopted];

export const eipAssociation: Allowed = {
  inputs: { allocationId: anyText, instanceId: anyText, instanceType: "Nat" },
  ignoreChanges: ["vpcId", "privateIpAddress"],
};

/** One address, never a pool. */
const ip = found(text(/\d+\.\d+\.\d+\.\d+/, "the IP of one address"));

export const snatEntry: Allowed = {
  inputs: oneOf(
    { snatTableId: anyText, snatIp: ip, snatEntryName: "schoolgate-<stack>", sourceCidr: block },
    { snatTableId: anyText, snatIp: ip, snatEntryName: "schoolgate-<stack>", sourceVswitchId: anyText },
  ),
};
