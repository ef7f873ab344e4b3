// The addresses from which a school's calls reach WeCom, and the network behind them.
import { alicloudRulesOf } from "../../providers/alicloud.ts";
import { anyText, anything, type Fields, found, oneOf, optional, type Template, text } from "../template.ts";
import { block, cloudName, tags } from "./holes.ts";
import type { Allowed } from "./type.ts";

/** Protected or retired: the rule on what is protected until then says which goes with what. */
const protection: Template = oneOf(true, false);

const dedicatedNat: Allowed = {
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

const keptNat = [
  "vswitchId",
  "natType",
  "networkType",
  "internetChargeType",
  "paymentType",
  "availabilityMode",
  "accessMode",
  "privateLinkEnabled",
  "natGatewayName",
  "description",
  "eipBindMode",
  "icmpReplyEnabled",
  "tags",
];

/** It keeps what it came with, which the engine has among its inputs once it is adopted. */
const adoptedNat: Allowed = {
  inputs: { vpcId: anyText, deletionProtection: true, ...keep(keptNat) },
  ignoreChanges: keptNat,
};

export const natGateway: readonly Allowed[] = [dedicatedNat, adoptedNat];

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
    ...keep([...replacing, ...kept]),
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

const entryOf = (more: Fields): Template =>
  oneOf(
    { snatTableId: anyText, snatIp: ip, ...more, sourceCidr: block },
    { snatTableId: anyText, snatIp: ip, ...more, sourceVswitchId: anyText },
  );
const keptEntry = ["snatEntryName", "eipAffinity"];

const madeEntry: Allowed = { inputs: entryOf({ snatEntryName: "schoolgate-<stack>" }) };

const adoptedEntry: Allowed = { inputs: entryOf(keep(keptEntry)), ignoreChanges: keptEntry };

export const snatEntry: readonly Allowed[] = [madeEntry, adoptedEntry];

function keep(inputs: readonly string[]): Fields {
  return Object.fromEntries(inputs.map((input) => [input, optional(anything)]));
}
