// VPCs and vSwitches on the wire.
import type { CloudState, Vpc, VSwitch } from "../cloud-state.ts";
import { calling, paged, tagList, type WireAction } from "./action.ts";

export const vswitchActions = {
  DescribeVpcs: (question) => {
    const page = paged<Vpc>(question, {});
    return calling(question, "DescribeVpcs", { vpcId: question.text("VpcId") }, ({ vpcs }, state) => {
      const { rest, entries } = page(vpcs);
      return { ...rest, Vpcs: { Vpc: entries.map((vpc) => vpcOf(vpc, question.region, state)) } };
    });
  },

  CreateVSwitch: (question) =>
    calling(
      question,
      "CreateVSwitch",
      {
        vpcId: question.text("VpcId"),
        zoneId: question.text("ZoneId"),
        cidrBlock: question.text("CidrBlock"),
        vSwitchName: question.text("VSwitchName"),
        description: question.text("Description"),
      },
      ({ vSwitchId }) => ({ VSwitchId: vSwitchId }),
    ),

  ModifyVSwitchAttribute: (question) =>
    calling(question, "ModifyVSwitchAttribute", {
      vSwitchId: question.required("VSwitchId"),
      vSwitchName: question.text("VSwitchName"),
      description: question.text("Description"),
    }),

  DeleteVSwitch: (question) =>
    calling(question, "DeleteVSwitch", { vSwitchId: question.required("VSwitchId") }),

  DescribeVSwitches: (question) => {
    const page = paged<VSwitch>(question, {
      VpcId: ({ vpcId }) => vpcId,
      ZoneId: ({ zoneId }) => zoneId,
      VSwitchName: ({ vSwitchName }) => vSwitchName,
    });
    const request = { vSwitchId: question.text("VSwitchId") };
    return calling(question, "DescribeVSwitches", request, ({ vSwitches }, state) => {
      const { rest, entries } = page(vSwitches);
      return { ...rest, VSwitches: { VSwitch: entries.map((vswitch) => vswitchOf(vswitch, state)) } };
    });
  },

  /** Of a vSwitch that is not there the cloud answers empty fields, not an error. */
  DescribeVSwitchAttributes: (question) => {
    const request = { vSwitchId: question.required("VSwitchId") };
    return calling(question, "DescribeVSwitchAttributes", request, ({ vSwitch }, state) =>
      vSwitch === undefined
        ? { VSwitchId: "", VpcId: "", Status: "", CidrBlock: "", ZoneId: "", VSwitchName: "" }
        : vswitchOf(vSwitch, state),
    );
  },
} satisfies Record<string, WireAction>;

function vpcOf(vpc: Vpc, region: string, { vswitches }: CloudState): object {
  const own = Object.values(vswitches).filter(({ vpcId }) => vpcId === vpc.vpcId);
  return {
    VpcId: vpc.vpcId,
    RegionId: region,
    CidrBlock: vpc.cidrBlock,
    Status: "Available",
    VpcName: "",
    Description: "",
    IsDefault: false,
    VSwitchIds: { VSwitchId: own.map(({ vSwitchId }) => vSwitchId) },
  };
}

function vswitchOf(vswitch: VSwitch, { vpcs, routeTables }: CloudState): object {
  const RouteTableId = vswitch.routeTableId ?? vpcs[vswitch.vpcId]?.systemRouteTableId ?? "";
  return {
    VSwitchId: vswitch.vSwitchId,
    VpcId: vswitch.vpcId,
    CidrBlock: vswitch.cidrBlock,
    ZoneId: vswitch.zoneId,
    VSwitchName: vswitch.vSwitchName,
    Description: vswitch.description,
    CreationTime: vswitch.creationTime,
    Status: vswitch.status,
    IsDefault: false,
    EnabledIpv6: false,
    Ipv6CidrBlock: "",
    NetworkAclId: "",
    ResourceGroupId: "",
    RouteTable: { RouteTableId, RouteTableType: routeTables[RouteTableId]?.routeTableType ?? "" },
    Tags: tagList(vswitch.tags),
  };
}
