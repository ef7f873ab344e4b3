import { type ActionContext, found, reaching } from "./cloud-action.ts";
import { cidr } from "./cloud-cidr.ts";
import { CloudError } from "./cloud-error.ts";
import { nextId } from "./cloud-ids.ts";
import { availableTable } from "./cloud-route-table.ts";
import { type CloudState, deleted, type RouteEntry, type RouteTable } from "./cloud-state.ts";

export interface CreateRouteEntryRequest {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  readonly nextHopType: string;
  readonly nextHopId: string;
  readonly routeEntryName?: string | undefined;
  readonly description?: string | undefined;
  readonly clientToken?: string | undefined;
}

export const routeEntryActions = {
  /** Pending, then Available. A table takes one route change at a time and one route per destination. */
  CreateRouteEntry(context: ActionContext, request: CreateRouteEntryRequest): { routeEntryId: string } {
    const { state } = context;
    const table = availableTable(context, request.routeTableId);
    requireIdle(state, table.routeTableId);
    cidr(request.destinationCidrBlock, "InvalidDestinationCidrBlock.Malformed");
    if (request.nextHopType !== "NatGateway")
      throw new CloudError(
        "InvalidNextHopType.Malformed",
        `"${request.nextHopType}": this cloud routes to NatGateway only`,
      );
    const gateway = found(state.natGateways, request.nextHopId, "InvalidNextHopId.NotFound");
    if (gateway.status !== "Available")
      throw new CloudError("IncorrectInstanceStatus", `${gateway.natGatewayId} is ${gateway.status}`);
    const twin = Object.values(state.routeEntries).find(
      (entry) =>
        entry.routeTableId === table.routeTableId &&
        entry.destinationCidrBlock === request.destinationCidrBlock,
    );
    if (twin !== undefined)
      throw new CloudError(
        "InvalidCIDRBlock.Duplicate",
        `${table.routeTableId} routes ${twin.destinationCidrBlock} to ${twin.nextHopId} already`,
      );
    const routeEntryId = nextId(state, "rte");
    state.routeEntries[routeEntryId] = {
      routeEntryId,
      routeTableId: table.routeTableId,
      destinationCidrBlock: request.destinationCidrBlock,
      nextHopType: request.nextHopType,
      nextHopId: request.nextHopId,
      routeEntryName: request.routeEntryName ?? "",
      description: request.description ?? "",
      status: "Pending",
      transition: reaching(context, "Available", context.delays.routeEntry),
    };
    return { routeEntryId };
  },

  DeleteRouteEntry(
    context: ActionContext,
    request: { routeTableId: string; destinationCidrBlock: string; nextHopId: string },
  ): Record<string, never> {
    const { state } = context;
    const entry = Object.values(state.routeEntries).find(
      (candidate) =>
        candidate.routeTableId === request.routeTableId &&
        candidate.destinationCidrBlock === request.destinationCidrBlock &&
        candidate.nextHopId === request.nextHopId,
    );
    if (entry === undefined)
      throw new CloudError(
        "InvalidRouteEntry.NotFound",
        `${request.routeTableId} has no route ${request.destinationCidrBlock} to ${request.nextHopId}`,
      );
    requireIdle(state, request.routeTableId);
    entry.status = "Deleting";
    entry.transition = reaching(context, deleted, context.delays.routeEntry);
    return {};
  },

  /** The tables, as DescribeRouteTableList has them, with their routes. */
  DescribeRouteTables(
    { state }: ActionContext,
    request: { routeTableId?: string | undefined },
  ): { routeTables: (RouteTable & { routeEntrys: RouteEntry[] })[] } {
    const tables = Object.values(state.routeTables).filter(
      (table) => request.routeTableId === undefined || table.routeTableId === request.routeTableId,
    );
    const entries = Object.values(state.routeEntries);
    return {
      routeTables: tables.map((table) => ({
        ...table,
        routeEntrys: entries.filter((entry) => entry.routeTableId === table.routeTableId),
      })),
    };
  },

  DescribeRouteEntryList(
    context: ActionContext,
    request: { routeTableId: string },
  ): { routeEntrys: RouteEntry[] } {
    return {
      routeEntrys: Object.values(context.state.routeEntries).filter(
        (entry) => entry.routeTableId === request.routeTableId,
      ),
    };
  },
};

function requireIdle(state: CloudState, routeTableId: string): void {
  const busy = Object.values(state.routeEntries).find(
    (entry) => entry.routeTableId === routeTableId && entry.transition !== undefined,
  );
  if (busy !== undefined)
    throw new CloudError(
      "TaskConflict",
      `route ${busy.destinationCidrBlock} of ${routeTableId} is ${busy.status}`,
    );
}
