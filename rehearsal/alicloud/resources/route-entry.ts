import { idParts, partsOf, resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";

const idForm = "<routeTableId>:<routerId>:<destinationCidrblock>:<nexthopType>:<nexthopId>";
const busy = [
  "TaskConflict",
  "OperationConflict",
  "IncorrectRouteEntryStatus",
  "IncorrectVpcStatus",
  "IncorrectHaVipStatus",
  "IncorrectInstanceStatus",
  "LastTokenProcessing",
  "IncorrectStatus.RouteTableStatus",
  "OperationFailed.DistibuteLock",
  "ServiceUnavailable",
  "SystemBusy",
  "UnknownError",
];

/** Terraform's alicloud_route_entry (1.290): resource_alicloud_route_entry.go. Nothing of it changes in place. */
export const routeEntry = resourceType({
  token: "alicloud:vpc/routeEntry:RouteEntry",
  inputs: {
    routeTableId: { type: "string", onChange: "replace", required: true },
    // The next three are optional in the schema; the cloud misses them.
    destinationCidrblock: { type: "string", onChange: "replace", required: true },
    nexthopType: { type: "string", onChange: "replace", required: true, oneOf: ["NatGateway"] },
    nexthopId: { type: "string", onChange: "replace", required: true },
    name: { type: "string", onChange: "replace" },
    description: { type: "string", onChange: "replace" },
  },
  refused: {},
  stable: ["routerId"],
  autonamed: true,

  async create(session, inputs, clientToken) {
    const { routeTableId, destinationCidrblock, nexthopType, nexthopId } = inputs;
    const { routerTableList } = await session.ask("DescribeRouteTableList", { routeTableId });
    await session.call(
      "CreateRouteEntry",
      {
        routeTableId,
        destinationCidrBlock: destinationCidrblock,
        nextHopType: nexthopType,
        nextHopId: nexthopId,
        routeEntryName: inputs.name,
        description: inputs.description,
        clientToken,
      },
      { on: [...busy, "IncorrectVSwitchStatus"], minutes: 10 },
    );
    return [routeTableId, routerTableList[0]?.vRouterId, destinationCidrblock, nexthopType, nexthopId].join(
      ":",
    );
  },

  complete: (session, id) =>
    session.wait(`the route ${id}`, ["Available"], 10, async () => (await describe(session, id))?.status),

  async read(session, id) {
    const route = await describe(session, id);
    if (route === undefined) return undefined;
    return {
      routeTableId: route.routeTableId,
      destinationCidrblock: route.destinationCidrBlock,
      nexthopType: route.nextHopType,
      nexthopId: route.nextHopId,
      name: route.routeEntryName,
      description: route.description,
      routerId: idParts(id, 5)?.[1],
    };
  },

  async delete(session, id) {
    const [routeTableId = "", , destinationCidrBlock = "", , nextHopId = ""] = partsOf(id, idForm);
    await session.remove(
      "DeleteRouteEntry",
      { routeTableId, destinationCidrBlock, nextHopId },
      { on: busy, minutes: 10 },
      ["InvalidRouteEntry.NotFound"],
    );
    await session.wait(`the route ${id}`, [], 10, async () => (await describe(session, id))?.status);
  },
});

async function describe(session: Session, id: string) {
  const [routeTableId, , destinationCidrBlock, , nextHopId] = idParts(id, 5) ?? [];
  if (routeTableId === undefined) return undefined;
  const { routeEntrys } = await session.ask("DescribeRouteEntryList", { routeTableId });
  return routeEntrys.find(
    (route) => route.destinationCidrBlock === destinationCidrBlock && route.nextHopId === nextHopId,
  );
}
