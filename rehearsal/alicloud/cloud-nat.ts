import { type ActionContext, found, given, reaching } from "./cloud-action.ts";
import { CloudError } from "./cloud-error.ts";
import { nextId } from "./cloud-ids.ts";
import { deleted, type NatGateway } from "./cloud-state.ts";

export interface CreateNatGatewayRequest {
  readonly vpcId?: string | undefined;
  readonly vSwitchId?: string | undefined;
  readonly natType?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly networkType?: string | undefined;
  readonly internetChargeType?: string | undefined;
  readonly instanceChargeType?: string | undefined;
  readonly availabilityMode?: string | undefined;
  readonly eipBindMode?: string | undefined;
  readonly icmpReplyEnabled?: boolean | undefined;
  readonly clientToken?: string | undefined;
}

export interface ModifyNatGatewayAttributeRequest {
  readonly natGatewayId: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly eipBindMode?: string | undefined;
  readonly icmpReplyEnabled?: boolean | undefined;
}

export interface UpdateNatGatewayNatTypeRequest {
  readonly natGatewayId: string;
  readonly natType?: string | undefined;
  readonly vSwitchId?: string | undefined;
  readonly clientToken?: string | undefined;
}

export const natActions = {
  /** Creating, then Available. The first gateway of a VPC gets the default route of the VPC's system route table. */
  CreateNatGateway(
    context: ActionContext,
    request: CreateNatGatewayRequest,
  ): { natGatewayId: string; snatTableIds: string[] } {
    const { state } = context;
    const natType = given(request.natType, "NatType");
    if (natType !== "Enhanced")
      throw new CloudError("InvalidParameter.NatType", `"${natType}": only Enhanced can be made`);
    const vpc = found(state.vpcs, given(request.vpcId, "VpcId"), "InvalidVpcId.NotFound");
    const vswitch = found(
      state.vswitches,
      given(request.vSwitchId, "VSwitchId"),
      "InvalidVSwitchId.NotFound",
    );
    if (vswitch.vpcId !== vpc.vpcId)
      throw new CloudError("InvalidVSwitchId.NotFound", `${vswitch.vSwitchId} is not in ${vpc.vpcId}`);
    if (vswitch.status !== "Available")
      throw new CloudError("IncorrectStatus.VSWITCH", `${vswitch.vSwitchId} is ${vswitch.status}`);
    const siblings = Object.values(state.natGateways).filter((gateway) => gateway.vpcId === vpc.vpcId);
    if (siblings.length >= state.quotas.natGatewaysPerVpc)
      throw new CloudError(
        "QuotaExceeded.NatGateway",
        `${vpc.vpcId} has ${siblings.length} NAT gateways, its quota (natgw_quota_nat_num_per_vpc)`,
      );
    const creating = siblings.find((gateway) => gateway.status === "Creating");
    if (creating !== undefined)
      throw new CloudError("TaskConflict", `${creating.natGatewayId} is being created in ${vpc.vpcId}`);

    const natGatewayId = nextId(state, "ngw");
    const snatTableId = nextId(state, "stb");
    state.natGateways[natGatewayId] = {
      natGatewayId,
      vpcId: vpc.vpcId,
      vSwitchId: vswitch.vSwitchId,
      snatTableId,
      forwardTableId: nextId(state, "ftb"),
      name: request.name ?? "",
      description: request.description ?? "",
      natType,
      networkType: request.networkType ?? "internet",
      internetChargeType: request.internetChargeType ?? "PayByLcu",
      instanceChargeType: request.instanceChargeType ?? "PostPaid",
      availabilityMode: request.availabilityMode ?? "CrossAZ",
      eipBindMode: request.eipBindMode ?? "MULTI_BINDED",
      icmpReplyEnabled: request.icmpReplyEnabled ?? true,
      deletionProtection: false,
      tags: {},
      status: "Creating",
      transition: reaching(context, "Available", context.delays.natGateway),
    };
    if (siblings.length === 0) addDefaultRoute(context, vpc.systemRouteTableId, natGatewayId);
    return { natGatewayId, snatTableIds: [snatTableId] };
  },

  ModifyNatGatewayAttribute(
    context: ActionContext,
    request: ModifyNatGatewayAttributeRequest,
  ): Record<string, never> {
    const gateway = availableGateway(context, request.natGatewayId);
    gateway.name = request.name ?? gateway.name;
    gateway.description = request.description ?? gateway.description;
    gateway.eipBindMode = request.eipBindMode ?? gateway.eipBindMode;
    gateway.icmpReplyEnabled = request.icmpReplyEnabled ?? gateway.icmpReplyEnabled;
    return {};
  },

  /**
   * Makes a gateway of the old kind an Enhanced one. Here all are: their type and vSwitch are immutable. Which code the
   * cloud refuses it with is a guess.
   */
  UpdateNatGatewayNatType(
    context: ActionContext,
    request: UpdateNatGatewayNatTypeRequest,
  ): Record<string, never> {
    const { natGatewayId, natType, vSwitchId } = availableGateway(context, request.natGatewayId);
    throw new CloudError(
      "OperationUnsupported.NatGatewayType",
      `${natGatewayId} stays ${natType}, and in ${vSwitchId}`,
    );
  },

  /** Deleting, then gone. `force` takes SNAT entries and EIP bindings along; deletion protection stands even so. */
  DeleteNatGateway(
    context: ActionContext,
    request: { natGatewayId: string; force?: boolean | undefined },
  ): Record<string, never> {
    const { state } = context;
    const gateway = found(state.natGateways, request.natGatewayId, "InvalidNatGatewayId.NotFound");
    const { natGatewayId } = gateway;
    if (gateway.deletionProtection)
      throw new CloudError(
        "InvalidOperation.DeletionProtection",
        `${natGatewayId} has deletion protection on`,
      );
    if (gateway.status === "Deleting")
      throw new CloudError("IncorrectStatus.NatGateway", `${natGatewayId} is Deleting`);
    if (gateway.status === "Creating")
      throw new CloudError("OperationConflict", `${natGatewayId} is Creating`);
    const bound = Object.values(state.eips).filter((eip) => eip.instanceId === natGatewayId);
    if (bound.length > 0 && request.force !== true)
      throw new CloudError(
        "DependencyViolation.EIPS",
        `there are EIPs on ${natGatewayId}, unbind them first: ${bound.map((eip) => eip.allocationId).join(", ")}`,
      );
    for (const eip of bound) {
      eip.status = "Available";
      delete eip.transition;
      delete eip.instanceId;
    }
    for (const entry of Object.values(state.snatEntries))
      if (entry.snatTableId === gateway.snatTableId) delete state.snatEntries[entry.snatEntryId];
    for (const route of Object.values(state.routeEntries))
      if (
        route.nextHopId === natGatewayId &&
        route.routeTableId === state.vpcs[gateway.vpcId]?.systemRouteTableId
      )
        delete state.routeEntries[route.routeEntryId];
    gateway.status = "Deleting";
    gateway.transition = reaching(context, deleted, context.delays.natGatewayDelete);
    return {};
  },

  DescribeNatGateways(
    context: ActionContext,
    request: { natGatewayId?: string | undefined },
  ): { natGateways: NatGateway[] } {
    const all = Object.values(context.state.natGateways);
    return {
      natGateways: all.filter(
        (nat) => request.natGatewayId === undefined || nat.natGatewayId === request.natGatewayId,
      ),
    };
  },
};

/** The gateway, refused while it is being created or deleted. */
export function availableGateway(context: ActionContext, natGatewayId: string): NatGateway {
  const gateway = found(context.state.natGateways, natGatewayId, "InvalidNatGatewayId.NotFound");
  if (gateway.status !== "Available")
    throw new CloudError("IncorrectStatus.NATGW", `${natGatewayId} is ${gateway.status}`);
  return gateway;
}

function addDefaultRoute(context: ActionContext, routeTableId: string, natGatewayId: string): void {
  const { state } = context;
  const destinationCidrBlock = "0.0.0.0/0";
  const present = Object.values(state.routeEntries).some(
    (route) => route.routeTableId === routeTableId && route.destinationCidrBlock === destinationCidrBlock,
  );
  if (present) return;
  const routeEntryId = nextId(state, "rte");
  state.routeEntries[routeEntryId] = {
    routeEntryId,
    routeTableId,
    destinationCidrBlock,
    nextHopType: "NatGateway",
    nextHopId: natGatewayId,
    routeEntryName: "",
    description: "Created with the NAT gateway",
    status: "Available",
  };
}
