import { type ActionContext, found, given, reaching, timestamp } from "./cloud-action.ts";
import { cidr, overlap } from "./cloud-cidr.ts";
import { CloudError } from "./cloud-error.ts";
import { nextId } from "./cloud-ids.ts";
import { deleted, type Vpc, type VSwitch } from "./cloud-state.ts";

export interface CreateVSwitchRequest {
  readonly vpcId?: string | undefined;
  readonly zoneId?: string | undefined;
  readonly cidrBlock?: string | undefined;
  readonly vSwitchName?: string | undefined;
  readonly description?: string | undefined;
  readonly clientToken?: string | undefined;
}

export interface ModifyVSwitchAttributeRequest {
  readonly vSwitchId: string;
  readonly vSwitchName?: string | undefined;
  readonly description?: string | undefined;
}

export const vswitchActions = {
  DescribeVpcs(context: ActionContext, request: { vpcId?: string | undefined }): { vpcs: Vpc[] } {
    const all = Object.values(context.state.vpcs);
    return { vpcs: all.filter((vpc) => request.vpcId === undefined || vpc.vpcId === request.vpcId) };
  },

  /** Pending, then Available. The block lies inside the VPC's and overlaps no other vSwitch of it. */
  CreateVSwitch(context: ActionContext, request: CreateVSwitchRequest): { vSwitchId: string } {
    const { state } = context;
    const vpc = found(state.vpcs, given(request.vpcId, "VpcId"), "InvalidVpcId.NotFound");
    const zoneId = given(request.zoneId, "ZoneId");
    const cidrBlock = given(request.cidrBlock, "CidrBlock");
    const block = cidr(cidrBlock, "InvalidCidrBlock.Malformed");
    if (block.subnetMask < 16 || block.subnetMask > 29)
      throw new CloudError("InvalidCidrBlock.Malformed", `${cidrBlock}: the mask of a vSwitch is /16 to /29`);
    if (!block.isInSubnet(cidr(vpc.cidrBlock, "InvalidCidrBlock.Malformed")))
      throw new CloudError("InvalidCidrBlock", `${cidrBlock} is not inside ${vpc.cidrBlock} of ${vpc.vpcId}`);
    const other = Object.values(state.vswitches).find(
      (vswitch) =>
        vswitch.vpcId === vpc.vpcId && overlap(block, cidr(vswitch.cidrBlock, "InvalidCidrBlock.Malformed")),
    );
    if (other !== undefined)
      throw new CloudError(
        "InvalidCidrBlock.Overlapped",
        `${cidrBlock} overlaps ${other.cidrBlock} of ${other.vSwitchId}`,
      );

    const vSwitchId = nextId(state, "vsw");
    state.vswitches[vSwitchId] = {
      vSwitchId,
      vpcId: vpc.vpcId,
      cidrBlock,
      zoneId,
      vSwitchName: request.vSwitchName ?? "",
      description: request.description ?? "",
      creationTime: timestamp(context),
      tags: {},
      status: "Pending",
      transition: reaching(context, "Available", context.delays.vswitch),
    };
    return { vSwitchId };
  },

  ModifyVSwitchAttribute(
    context: ActionContext,
    request: ModifyVSwitchAttributeRequest,
  ): Record<string, never> {
    const vswitch = found(context.state.vswitches, request.vSwitchId, "InvalidVSwitchId.NotFound");
    if (vswitch.status !== "Available")
      throw new CloudError("IncorrectStatus.VSwitch", `${vswitch.vSwitchId} is ${vswitch.status}`);
    vswitch.vSwitchName = request.vSwitchName ?? vswitch.vSwitchName;
    vswitch.description = request.description ?? vswitch.description;
    return {};
  },

  /** Refused while a NAT gateway stands in it, a SNAT entry names it or a custom route table is associated with it. */
  DeleteVSwitch(context: ActionContext, request: { vSwitchId: string }): Record<string, never> {
    const { state } = context;
    const vswitch = found(state.vswitches, request.vSwitchId, "InvalidVSwitchId.NotFound");
    if (vswitch.transition !== undefined)
      throw new CloudError("IncorrectVSwitchStatus", `${vswitch.vSwitchId} is ${vswitch.status}`);
    const nat = Object.values(state.natGateways).find((gateway) => gateway.vSwitchId === vswitch.vSwitchId);
    if (nat !== undefined)
      throw new CloudError(
        "DependencyViolation.EnhancedNatgw",
        `${nat.natGatewayId} stands in ${vswitch.vSwitchId}`,
      );
    const entry = Object.values(state.snatEntries).find((snat) => snat.sourceVSwitchId === vswitch.vSwitchId);
    if (entry !== undefined)
      throw new CloudError(
        "DependencyViolation.SnatEntry",
        `${entry.snatEntryId} names ${vswitch.vSwitchId}`,
      );
    if (vswitch.routeTableId !== undefined)
      throw new CloudError(
        "DependencyViolation.RouteTable",
        `${vswitch.routeTableId} is associated with ${vswitch.vSwitchId}`,
      );
    vswitch.transition = reaching(context, deleted, context.delays.vswitch);
    vswitch.status = "Pending";
    return {};
  },

  /** Of a vSwitch that is not there the cloud answers empty fields, not an error. */
  DescribeVSwitchAttributes(
    context: ActionContext,
    request: { vSwitchId: string },
  ): { vSwitch: VSwitch | undefined } {
    return { vSwitch: context.state.vswitches[request.vSwitchId] };
  },

  DescribeVSwitches(
    context: ActionContext,
    request: { vSwitchId?: string | undefined },
  ): { vSwitches: VSwitch[] } {
    const all = Object.values(context.state.vswitches);
    return {
      vSwitches: all.filter(
        (vswitch) => request.vSwitchId === undefined || vswitch.vSwitchId === request.vSwitchId,
      ),
    };
  },
};
