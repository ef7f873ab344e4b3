import { idParts, partsOf, resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";

const retry = {
  on: [
    "IncorrectStatus.RouteTable",
    "IncorrectVSwitchStatus",
    "OperationConflict",
    "IncorrectStatus",
    "ServiceUnavailable",
    "SystemBusy",
    "OperationDenied.Ipv4GatewayNotActive",
    "LastTokenProcessing",
    "IncorrectStatus.Ipv4Gateway",
    "OperationFailed.LastTokenProcessing",
  ],
  minutes: 5,
};

/** Terraform's alicloud_route_table_attachment (1.290): resource_alicloud_route_table_attachment.go. */
export const routeTableAttachment = resourceType({
  token: "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
  inputs: {
    routeTableId: { type: "string", required: true },
    vswitchId: { type: "string", required: true },
  },
  refused: {},
  stable: [],

  async create(session, inputs, clientToken) {
    const { routeTableId, vswitchId: vSwitchId } = inputs;
    await session.call("AssociateRouteTable", { routeTableId, vSwitchId, clientToken }, retry);
    return `${routeTableId}:${vSwitchId}`;
  },

  complete: (session, id) =>
    session.wait(
      `the association ${id}`,
      ["Available"],
      5,
      async () => (await describe(session, id))?.status,
    ),

  async read(session, id) {
    const table = await describe(session, id);
    if (table === undefined) return undefined;
    return { routeTableId: table.routeTableId, vswitchId: idParts(id, 2)?.[1], status: table.status };
  },

  async delete(session, id) {
    const [routeTableId = "", vSwitchId = ""] = partsOf(id, "<routeTableId>:<vswitchId>");
    await session.unlessGone("UnassociateRouteTable", { routeTableId, vSwitchId }, retry, [
      "InvalidRouteTableId.NotFound",
      "InvalidVSwitchId.NotFound",
    ]);
    await session.wait(`the association ${id}`, [], 5, async () => (await describe(session, id))?.status);
  },
});

/** The route table of the id while the vSwitch of the id uses it: its status is all that the provider waits for. */
async function describe(session: Session, id: string) {
  const [routeTableId, vSwitchId] = idParts(id, 2) ?? [];
  if (routeTableId === undefined || vSwitchId === undefined) return undefined;
  const { routerTableList } = await session.ask("DescribeRouteTableList", { routeTableId });
  return routerTableList.find((table) => table.vSwitchIds.includes(vSwitchId));
}
