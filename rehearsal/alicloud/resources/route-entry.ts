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
  "InvalidVBRStatus",
  "IncorrectStatus.Ipv4Gateway",
  "IncorrectStatus.Ipv6Address",
  "LastTokenProcessing",
  "IncorrectStatus.VpcPeer",
  "IncorrectStatus.MultiScopeRiRouteEntry",
  "IncorrectStatus.RouteTableStatus",
  "OperationFailed.DistibuteLock",
  "ServiceUnavailable",
  "SystemBusy",
  "UnknownError",
  "IncorrectStatus.PrefixList",
];

/** Terraform's alicloud_route_entry (1.290): resource_alicloud_route_entry.go. Nothing of it changes in place. */
export const routeEntry = resourceType({
  token: "alicloud:vpc/routeEntry:RouteEntry",
  inputs: {
    routeTableId: { type: "string", required: true },
    // The next three are optional in the schema; the cloud misses them.
    destinationCidrblock: { type: "string", required: true },
    nexthopType: { type: "string", required: true, oneOf: ["NatGateway"] },
    nexthopId: { type: "string", required: true },
    name: { type: "string", between: [2, 128] },
    description: { type: "string" },
  },
  refused: {},
  stable: ["routerId"],
  autonamed: true,

  async create(session, inputs, clientToken) {
    const { routeTableId, destinationCidrblock, nexthopType, nexthopId } = inputs;
    const table = await tableOf(session, routeTableId);
    if (table === undefined) throw new Error(`there is no route table ${routeTableId}`);
    const request = {
      routeTableId,
      destinationCidrBlock: destinationCidrblock,
      nextHopType: nexthopType,
      nextHopId: nexthopId,
      routeEntryName: inputs.name,
      description: inputs.description,
      clientToken,
    };
    await alone(() =>
      session.call("CreateRouteEntry", request, {
        on: [...busy, "IncorrectVSwitchStatus", "IncorrectStatus.RouterInterface"],
        minutes: 10,
        before: () => idle(session, routeTableId),
      }),
    );
    return [routeTableId, table.vRouterId, destinationCidrblock, nexthopType, nexthopId].join(":");
  },

  complete: (session, id) =>
    session.wait(`the route ${id}`, ["Available"], 2, async () => (await describe(session, id))?.status),

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
    await idle(session, routeTableId);
    const request = { routeTableId, destinationCidrBlock, nextHopId };
    const retry = { on: [...busy, "Forbbiden"], minutes: 10 };
    await alone(() => session.unlessGone("DeleteRouteEntry", request, retry, ["InvalidRouteEntry.NotFound"]));
    await session.wait(`the route ${id}`, [], 2, async () => (await describe(session, id))?.status);
  },
});

/** The route change that this process asks for now. The provider asks for one at a time, in whatever table. */
let current: Promise<unknown> = Promise.resolve();

function alone<Result>(change: () => Promise<Result>): Promise<Result> {
  const turn = current.then(change, change);
  current = turn;
  return turn;
}

/** Waits until no route of a table is being made or deleted. */
function idle(session: Session, routeTableId: string): Promise<void> {
  return session.wait(`a route of ${routeTableId}`, ["Available"], 2, async () => {
    const statuses = (await tableOf(session, routeTableId))?.routeEntrys.map(({ status }) => status) ?? [];
    return statuses.find((status) => status !== "Available") ?? "Available";
  });
}

/** The route table with its routes. */
async function tableOf(session: Session, routeTableId: string) {
  return (await session.ask("DescribeRouteTables", { routeTableId })).routeTables[0];
}

async function describe(session: Session, id: string) {
  const [routeTableId, , destinationCidrBlock, nextHopType, nextHopId] = idParts(id, 5) ?? [];
  if (routeTableId === undefined) return undefined;
  const routes = (await tableOf(session, routeTableId))?.routeEntrys;
  return routes?.find(
    (route) =>
      route.destinationCidrBlock === destinationCidrBlock &&
      route.nextHopType === nextHopType &&
      route.nextHopId === nextHopId,
  );
}
