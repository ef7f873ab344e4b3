import { resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";
import { setTags } from "../tagging.ts";

const busy = [
  "OperationConflict",
  "LastTokenProcessing",
  "IncorrectStatus",
  "SystemBusy",
  "ServiceUnavailable",
];

/** Terraform's alicloud_route_table (1.290): resource_alicloud_route_table.go. */
export const routeTable = resourceType({
  token: "alicloud:vpc/routeTable:RouteTable",
  inputs: {
    vpcId: { type: "string", required: true },
    associateType: { type: "string", oneOf: ["VSwitch", "Gateway"] },
    routeTableName: { type: "string" },
    description: { type: "string" },
    routePropagationEnable: { type: "boolean" },
    tags: { type: "tags" },
  },
  refused: { name: `it is deprecated, use "routeTableName"` },
  stable: ["createTime"],

  async create(session, inputs, clientToken) {
    const { routeTableId } = await session.call(
      "CreateRouteTable",
      {
        vpcId: inputs.vpcId,
        associateType: inputs.associateType,
        routeTableName: inputs.routeTableName,
        description: inputs.description,
        tags: inputs.tags,
        clientToken,
      },
      { on: busy, minutes: 10 },
    );
    return routeTableId;
  },

  async complete(session, id, inputs) {
    await session.wait(id, ["Available"], 10, async () => (await describe(session, id))?.status);
    // What it asks of route propagation it heeds in a change only: `false` is nothing that a new table could change.
    await describe(session, id);
    // It has them since it was made: the provider sets them twice.
    await setTags(session, id, {}, inputs.tags);
  },

  async read(session, id) {
    const table = await describe(session, id);
    if (table === undefined) return undefined;
    return {
      vpcId: table.vpcId,
      associateType: table.associateType,
      routeTableName: table.routeTableName,
      name: table.routeTableName,
      description: table.description,
      routePropagationEnable: table.routePropagationEnable,
      createTime: table.creationTime,
      resourceGroupId: "",
      status: table.status,
      tags: table.tags,
    };
  },

  async update(session, id, inputs, changed) {
    const table = await describe(session, id);
    const { routePropagationEnable } = inputs;
    const propagates =
      changed.has("routePropagationEnable") && table?.routePropagationEnable !== routePropagationEnable;
    if (propagates || changed.has("routeTableName", "description"))
      await modify(session, {
        routeTableId: id,
        ...(changed.has("routeTableName") && { routeTableName: inputs.routeTableName }),
        ...(changed.has("description") && { description: inputs.description ?? "" }),
        ...(propagates && { routePropagationEnable }),
      });
    if (changed.has("tags")) await setTags(session, id, changed.state.tags, inputs.tags);
  },

  async delete(session, id) {
    await session.unlessGone(
      "DeleteRouteTable",
      { routeTableId: id },
      {
        on: [
          "OperationConflict",
          "DependencyViolation.RouteEntry",
          "IncorrectRouteTableStatus",
          "IncorrectStatus.cbnStatus",
          "OperationDenied.GatewayAssociated",
        ],
        minutes: 5,
      },
      ["InvalidRouteTableId.NotFound"],
    );
    await session.wait(id, [], 5, async () => (await describe(session, id))?.status);
  },
});

async function describe(session: Session, routeTableId: string) {
  return (await session.ask("DescribeRouteTableList", { routeTableId })).routerTableList[0];
}

async function modify(
  session: Session,
  request: Parameters<typeof session.call<"ModifyRouteTableAttributes">>[1],
): Promise<void> {
  await session.call("ModifyRouteTableAttributes", request, {
    on: [...busy, "IncorrectStatus.RoutePropagationStatus"],
    minutes: 5,
  });
}
