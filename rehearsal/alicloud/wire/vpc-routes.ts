// Route tables and routes on the wire.
import { usersOf } from "../cloud-route-table.ts";
import type { RouteEntry, RouteTable } from "../cloud-state.ts";
import { calling, paged, tagList, type WireAction } from "./action.ts";

export const routeActions = {
  CreateRouteTable: (question) =>
    calling(
      question,
      "CreateRouteTable",
      {
        vpcId: question.text("VpcId"),
        associateType: question.text("AssociateType"),
        routeTableName: question.text("RouteTableName"),
        description: question.text("Description"),
        tags: question.tags(),
      },
      ({ routeTableId }) => ({ RouteTableId: routeTableId }),
    ),

  ModifyRouteTableAttributes: (question) =>
    calling(question, "ModifyRouteTableAttributes", {
      routeTableId: question.required("RouteTableId"),
      routeTableName: question.text("RouteTableName"),
      description: question.text("Description"),
      routePropagationEnable: question.flag("RoutePropagationEnable"),
    }),

  DeleteRouteTable: (question) =>
    calling(question, "DeleteRouteTable", { routeTableId: question.required("RouteTableId") }),

  AssociateRouteTable: (question) =>
    calling(question, "AssociateRouteTable", {
      routeTableId: question.required("RouteTableId"),
      vSwitchId: question.required("VSwitchId"),
    }),

  UnassociateRouteTable: (question) =>
    calling(question, "UnassociateRouteTable", {
      routeTableId: question.required("RouteTableId"),
      vSwitchId: question.required("VSwitchId"),
    }),

  DescribeRouteTableList: (question) => {
    const page = paged<RouteTable & { vSwitchIds: string[] }>(question, {
      VpcId: ({ vpcId }) => vpcId,
      RouterId: ({ vRouterId }) => vRouterId,
      RouteTableType: ({ routeTableType }) => routeTableType,
      RouteTableName: ({ routeTableName }) => routeTableName,
    });
    const request = { routeTableId: question.text("RouteTableId") };
    return calling(question, "DescribeRouteTableList", request, ({ routerTableList }) => {
      const { rest, entries } = page(routerTableList);
      const RouterTableListType = entries.map((table) => ({
        RouteTableId: table.routeTableId,
        VpcId: table.vpcId,
        RouterId: table.vRouterId,
        RouterType: "VRouter",
        RouteTableType: table.routeTableType,
        AssociateType: table.associateType,
        RouteTableName: table.routeTableName,
        Description: table.description,
        RoutePropagationEnable: table.routePropagationEnable,
        CreationTime: table.creationTime,
        ResourceGroupId: "",
        Status: table.status,
        VSwitchIds: { VSwitchId: table.vSwitchIds },
        GatewayIds: { GatewayIds: [] },
        Tags: tagList(table.tags),
      }));
      return { ...rest, RouterTableList: { RouterTableListType } };
    });
  },

  /** The tables with their routes. */
  DescribeRouteTables: (question) => {
    const page = paged<RouteTable & { routeEntrys: RouteEntry[] }>(question, {
      VRouterId: ({ vRouterId }) => vRouterId,
      RouterId: ({ vRouterId }) => vRouterId,
      RouteTableName: ({ routeTableName }) => routeTableName,
    });
    const request = { routeTableId: question.text("RouteTableId") };
    return calling(question, "DescribeRouteTables", request, ({ routeTables }, state) => {
      const { rest, entries } = page(routeTables);
      const RouteTable = entries.map((table) => ({
        RouteTableId: table.routeTableId,
        VRouterId: table.vRouterId,
        RouteTableType: table.routeTableType,
        CreationTime: table.creationTime,
        ResourceGroupId: "",
        Status: table.status,
        VSwitchIds: { VSwitchId: usersOf(table, state) },
        RouteEntrys: { RouteEntry: table.routeEntrys.map(routeOf) },
      }));
      return { ...rest, RouteTables: { RouteTable } };
    });
  },

  CreateRouteEntry: (question) =>
    calling(
      question,
      "CreateRouteEntry",
      {
        routeTableId: question.required("RouteTableId"),
        destinationCidrBlock: question.required("DestinationCidrBlock"),
        nextHopType: question.required("NextHopType"),
        nextHopId: question.required("NextHopId"),
        routeEntryName: question.text("RouteEntryName"),
        description: question.text("Description"),
      },
      ({ routeEntryId }) => ({ RouteEntryId: routeEntryId }),
    ),

  DeleteRouteEntry: (question) =>
    calling(question, "DeleteRouteEntry", {
      routeTableId: question.required("RouteTableId"),
      destinationCidrBlock: question.required("DestinationCidrBlock"),
      nextHopId: question.required("NextHopId"),
    }),

  DescribeRouteEntryList: (question) => {
    const request = { routeTableId: question.required("RouteTableId") };
    return calling(question, "DescribeRouteEntryList", request, ({ routeEntrys }) => ({
      RouteEntrys: { RouteEntry: routeEntrys.map(routeOf) },
    }));
  },
} satisfies Record<string, WireAction>;

function routeOf(entry: RouteEntry): object {
  return {
    RouteTableId: entry.routeTableId,
    RouteEntryId: entry.routeEntryId,
    DestinationCidrBlock: entry.destinationCidrBlock,
    Type: "Custom",
    NextHopType: entry.nextHopType,
    InstanceId: entry.nextHopId,
    RouteEntryName: entry.routeEntryName,
    Description: entry.description,
    Status: entry.status,
    NextHops: { NextHop: [] },
  };
}
