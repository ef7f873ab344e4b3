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
    routeTableId: { type: "string", onChange: "replace", required: true },
    vswitchId: { type: "string", onChange: "replace", required: true },
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
    const vswitch = await describe(session, id);
    if (vswitch === undefined) return undefined;
    return { routeTableId: vswitch.routeTableId, vswitchId: vswitch.vSwitchId, status: vswitch.status };
  },

  async delete(session, id) {
    const [routeTableId = "", vSwitchId = ""] = partsOf(id, "<routeTableId>:<vswitchId>");
    await session.remove("UnassociateRouteTable", { routeTableId, vSwitchId }, retry, [
      "InvalidRouteTableId.NotFound",
      "InvalidVSwitchId.NotFound",
    ]);
    await session.wait(`the association ${id}`, [], 5, async () => (await describe(session, id))?.status);
  },
});

/** The vSwitch of the id while it uses the route table of the id. */
async function describe(session: Session, id: string) {
  const [routeTableId, vSwitchId] = idParts(id, 2) ?? [];
  if (vSwitchId === undefined) return undefined;
  const { vSwitches } = await session.ask("DescribeVSwitches", { vSwitchId });
  return vSwitches.find((vswitch) => vswitch.routeTableId === routeTableId);
}
