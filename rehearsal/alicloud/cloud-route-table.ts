import { type ActionContext, found, given, reaching, timestamp } from "./cloud-action.ts";
import { CloudError } from "./cloud-error.ts";
import { nextId } from "./cloud-ids.ts";
import { type CloudState, deleted, type RouteTable, type Tags } from "./cloud-state.ts";

export interface CreateRouteTableRequest {
  readonly vpcId?: string | undefined;
  readonly associateType?: string | undefined;
  readonly routeTableName?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: Tags | undefined;
  readonly clientToken?: string | undefined;
}

export interface ModifyRouteTableAttributesRequest {
  readonly routeTableId: string;
  readonly routeTableName?: string | undefined;
  readonly description?: string | undefined;
  readonly routePropagationEnable?: boolean | undefined;
}

interface Association {
  readonly routeTableId: string;
  readonly vSwitchId: string;
  readonly clientToken?: string | undefined;
}

export const routeTableActions = {
  /** Pending, then Available. */
  CreateRouteTable(context: ActionContext, request: CreateRouteTableRequest): { routeTableId: string } {
    const { state } = context;
    const vpc = found(state.vpcs, given(request.vpcId, "VpcId"), "InvalidVpcId.NotFound");
    const routeTableId = nextId(state, "vtb");
    state.routeTables[routeTableId] = {
      routeTableId,
      vpcId: vpc.vpcId,
      vRouterId: found(state.routeTables, vpc.systemRouteTableId, "InvalidRouteTableId.NotFound").vRouterId,
      routeTableType: "Custom",
      associateType: request.associateType ?? "VSwitch",
      routeTableName: request.routeTableName ?? "",
      description: request.description ?? "",
      routePropagationEnable: true,
      creationTime: timestamp(context),
      tags: { ...request.tags },
      status: "Pending",
      transition: reaching(context, "Available", context.delays.routeTable),
    };
    return { routeTableId };
  },

  ModifyRouteTableAttributes(
    context: ActionContext,
    request: ModifyRouteTableAttributesRequest,
  ): Record<string, never> {
    const table = availableTable(context, request.routeTableId);
    table.routeTableName = request.routeTableName ?? table.routeTableName;
    table.description = request.description ?? table.description;
    table.routePropagationEnable = request.routePropagationEnable ?? table.routePropagationEnable;
    return {};
  },

  /** Refused for a VPC's own table, and while custom routes are in it or a vSwitch uses it. */
  DeleteRouteTable(context: ActionContext, request: { routeTableId: string }): Record<string, never> {
    const { state } = context;
    const table = found(state.routeTables, request.routeTableId, "InvalidRouteTableId.NotFound");
    const { routeTableId } = table;
    if (table.routeTableType === "System")
      throw new CloudError("OperationDenied.SystemRouteTable", `${routeTableId} belongs to ${table.vpcId}`);
    if (table.transition !== undefined)
      throw new CloudError("IncorrectRouteTableStatus", `${routeTableId} is ${table.status}`);
    const route = Object.values(state.routeEntries).find((entry) => entry.routeTableId === routeTableId);
    if (route !== undefined)
      throw new CloudError(
        "DependencyViolation.RouteEntry",
        `${routeTableId} holds ${route.destinationCidrBlock}`,
      );
    const user = Object.values(state.vswitches).find((vswitch) => vswitch.routeTableId === routeTableId);
    if (user !== undefined)
      throw new CloudError("DependencyViolation.VSwitch", `${user.vSwitchId} uses ${routeTableId}`);
    table.status = "Deleting";
    table.transition = reaching(context, deleted, context.delays.routeTable);
    return {};
  },

  /** A vSwitch uses one table: the VPC's, or one custom table. The vSwitch is Pending until the change is made. */
  AssociateRouteTable(context: ActionContext, request: Association): Record<string, never> {
    const { state } = context;
    const table = availableTable(context, request.routeTableId);
    const vswitch = found(state.vswitches, request.vSwitchId, "InvalidVSwitchId.NotFound");
    if (table.vpcId !== vswitch.vpcId)
      throw new CloudError(
        "InvalidVSwitchId.NotFound",
        `${vswitch.vSwitchId} is not in ${table.vpcId} of ${table.routeTableId}`,
      );
    if (vswitch.status !== "Available")
      throw new CloudError("IncorrectVSwitchStatus", `${vswitch.vSwitchId} is ${vswitch.status}`);
    if (vswitch.routeTableId !== undefined)
      throw new CloudError(
        "OperationDenied.VSwitchAssociated",
        `${vswitch.vSwitchId} uses ${vswitch.routeTableId} already`,
      );
    vswitch.routeTableId = table.routeTableId;
    vswitch.status = "Pending";
    vswitch.transition = reaching(context, "Available", context.delays.routeTable);
    return {};
  },

  UnassociateRouteTable(context: ActionContext, request: Association): Record<string, never> {
    const { state } = context;
    const vswitch = found(state.vswitches, request.vSwitchId, "InvalidVSwitchId.NotFound");
    if (vswitch.status !== "Available")
      throw new CloudError("IncorrectVSwitchStatus", `${vswitch.vSwitchId} is ${vswitch.status}`);
    if (vswitch.routeTableId !== request.routeTableId)
      throw new CloudError(
        "InvalidRouteTableId.NotFound",
        `${vswitch.vSwitchId} does not use ${request.routeTableId}`,
      );
    delete vswitch.routeTableId;
    vswitch.status = "Pending";
    vswitch.transition = reaching(context, "Available", context.delays.routeTable);
    return {};
  },

  /** The tables, and the vSwitches that use each custom one. */
  DescribeRouteTableList(
    { state }: ActionContext,
    request: { routeTableId?: string | undefined },
  ): { routerTableList: (RouteTable & { vSwitchIds: string[] })[] } {
    const tables = Object.values(state.routeTables).filter(
      (table) => request.routeTableId === undefined || table.routeTableId === request.routeTableId,
    );
    return { routerTableList: tables.map((table) => ({ ...table, vSwitchIds: usersOf(table, state) })) };
  },
};

/** The route table, refused while it is being made or deleted. */
export function availableTable(context: ActionContext, routeTableId: string): RouteTable {
  const table = found(context.state.routeTables, routeTableId, "InvalidRouteTableId.NotFound");
  if (table.status !== "Available")
    throw new CloudError("IncorrectStatus.RouteTable", `${routeTableId} is ${table.status}`);
  return table;
}

/** The vSwitches that use a custom table. */
export function usersOf({ routeTableId }: RouteTable, { vswitches }: CloudState): string[] {
  const users = Object.values(vswitches).filter((vswitch) => vswitch.routeTableId === routeTableId);
  return users.map(({ vSwitchId }) => vSwitchId);
}
