import { randomUUID } from "node:crypto";
import { paymentType } from "../payment.ts";
import { resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";
import { setTags, tagsOf } from "../tagging.ts";

/** Terraform's alicloud_nat_gateway (1.290): resource_alicloud_nat_gateway.go. */
export const natGateway = resourceType({
  token: "alicloud:vpc/natGateway:NatGateway",
  inputs: {
    vpcId: { type: "string", required: true },
    vswitchId: { type: "string" },
    natType: { type: "string", oneOf: ["Enhanced"] },
    // No call carries a change of it: the next plan shows it again.
    networkType: { type: "string", oneOf: ["internet", "intranet"] },
    internetChargeType: { type: "string", oneOf: ["PayByLcu"] },
    paymentType: { type: "string", oneOf: ["PayAsYouGo"] },
    availabilityMode: { type: "string", oneOf: ["CrossAZ", "SingleAZ"] },
    natGatewayName: { type: "string" },
    description: { type: "string" },
    eipBindMode: { type: "string", oneOf: ["MULTI_BINDED", "NAT"] },
    icmpReplyEnabled: { type: "boolean" },
    deletionProtection: { type: "boolean" },
    // Used on delete only, so a change of it calls nothing.
    force: { type: "boolean" },
    tags: { type: "tags" },
  },
  refused: {
    name: `it is deprecated, use "natGatewayName"`,
    instanceChargeType: `it is deprecated, use "paymentType"`,
    specification: "a gateway that is paid by LCU has none",
    period: "subscriptions are not kept",
    dryRun: "it makes nothing",
    privateLinkEnabled: "PrivateLink is not kept",
    accessMode: "PrivateLink is not kept",
  },
  stable: ["snatTableIds", "forwardTableIds"],

  async create(session, inputs, clientToken) {
    const { natGatewayId } = await session.call(
      "CreateNatGateway",
      {
        vpcId: inputs.vpcId,
        vSwitchId: inputs.vswitchId,
        // Sent even when it is empty; the cloud then misses it.
        natType: inputs.natType ?? "",
        name: inputs.natGatewayName,
        description: inputs.description,
        networkType: inputs.networkType,
        internetChargeType: inputs.internetChargeType,
        ...(inputs.paymentType !== undefined && { instanceChargeType: "PostPaid" }),
        availabilityMode: inputs.availabilityMode,
        eipBindMode: inputs.eipBindMode,
        icmpReplyEnabled: inputs.icmpReplyEnabled,
        // The provider takes a new token for every try, and may so make a second gateway when an answer is lost.
        clientToken,
      },
      {
        on: ["TaskConflict", "VswitchStatusError", "IncorrectStatus.VSWITCH", "OperationConflict"],
        minutes: 10,
      },
    );
    return natGatewayId;
  },

  complete: (session, id) => available(session, id),

  async finish(session, id, inputs) {
    await setTags(session, id, {}, inputs.tags);
    if (inputs.deletionProtection === true) await protect(session, id, true);
  },

  async read(session, id) {
    const gateway = await describe(session, id);
    if (gateway === undefined) return undefined;
    return {
      vpcId: gateway.vpcId,
      vswitchId: gateway.vSwitchId,
      natType: gateway.natType,
      networkType: gateway.networkType,
      internetChargeType: gateway.internetChargeType,
      paymentType: paymentType(gateway.instanceChargeType),
      instanceChargeType: gateway.instanceChargeType,
      availabilityMode: gateway.availabilityMode,
      natGatewayName: gateway.name,
      name: gateway.name,
      description: gateway.description,
      eipBindMode: gateway.eipBindMode,
      icmpReplyEnabled: gateway.icmpReplyEnabled,
      deletionProtection: gateway.deletionProtection,
      // Strings that join what may be several ids with commas.
      snatTableIds: gateway.snatTableId,
      forwardTableIds: gateway.forwardTableId,
      privateLinkEnabled: false,
      specification: "",
      status: gateway.status,
      tags: await tagsOf(session, id),
    };
  },

  async update(session, id, inputs, changed) {
    if (changed.has("tags")) {
      await setTags(session, id, changed.state.tags, inputs.tags);
      changed.done("tags");
    }
    if (changed.has("deletionProtection")) {
      await protect(session, id, inputs.deletionProtection === true);
      changed.done("deletionProtection");
    }
    if (changed.has("natGatewayName", "description", "eipBindMode", "icmpReplyEnabled")) {
      await session.call(
        "ModifyNatGatewayAttribute",
        {
          natGatewayId: id,
          ...(changed.has("natGatewayName") && { name: inputs.natGatewayName }),
          ...(changed.has("description") && { description: inputs.description ?? "" }),
          ...(changed.has("eipBindMode") && { eipBindMode: inputs.eipBindMode }),
          ...(changed.has("icmpReplyEnabled") && { icmpReplyEnabled: inputs.icmpReplyEnabled }),
        },
        { on: ["IncorrectStatus.NATGW"], minutes: 10 },
      );
      await available(session, id);
      changed.done("natGatewayName", "description");
    }
    if (changed.has("vswitchId", "natType"))
      // For gateways of the old kind. Those that there are refuse it: put back what was, or make another gateway.
      await session.call(
        "UpdateNatGatewayNatType",
        {
          natGatewayId: id,
          natType: inputs.natType ?? "Enhanced",
          vSwitchId: inputs.vswitchId ?? "",
          clientToken: randomUUID(),
        },
        {
          on: ["OperationFailed.NatGwRouteInMiddleStatus", "TaskConflict", "UnknownError"],
          minutes: 10,
        },
      );
  },

  async delete(session, id, state) {
    await session.unlessGone(
      "DeleteNatGateway",
      { natGatewayId: id, ...(state.force !== undefined && { force: state.force === true }) },
      {
        on: ["DependencyViolation.BandwidthPackages", "DependencyViolation.EIPS", "OperationConflict"],
        minutes: 10,
      },
      ["IncorrectStatus.NatGateway", "InvalidNatGatewayId.NotFound"],
    );
    await session.wait(id, [], 10, async () => (await describe(session, id))?.status);
  },
});

async function describe(session: Session, natGatewayId: string) {
  // Of all questions this one alone is not asked again when it is throttled: it then fails a create or a refresh.
  const once = { on: [], minutes: 1, throttled: "final" } as const;
  return (await session.call("DescribeNatGateways", { natGatewayId }, once)).natGateways[0];
}

function available(session: Session, id: string): Promise<void> {
  return session.wait(id, ["Available"], 10, async () => (await describe(session, id))?.status);
}

async function protect(session: Session, instanceId: string, protectionEnable: boolean): Promise<void> {
  await session.call(
    "DeletionProtection",
    { instanceId, type: "NATGW", protectionEnable },
    { on: [], minutes: 10 },
  );
}
