import { paymentType } from "../payment.ts";
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
const isps = "BGP BGP_PRO ChinaTelecom ChinaUnicom ChinaMobile ChinaTelecom_L2 ChinaUnicom_L2 ChinaMobile_L2";

/** Terraform's alicloud_eip_address (1.290): resource_alicloud_eip_address.go. Any replacement loses the address. */
export const eipAddress = resourceType({
  token: "alicloud:ecs/eipAddress:EipAddress",
  inputs: {
    addressName: { type: "string" },
    description: { type: "string" },
    bandwidth: { type: "string" },
    deletionProtection: { type: "boolean" },
    internetChargeType: { type: "string", oneOf: ["PayByBandwidth", "PayByTraffic"] },
    paymentType: { type: "string", oneOf: ["PayAsYouGo"] },
    isp: { type: "string", oneOf: [...isps.split(" "), "BGP_FinanceCloud", "BGP_International"] },
    netmode: { type: "string", oneOf: ["public"] },
    securityProtectionTypes: { type: "strings" },
    tags: { type: "tags" },
  },
  refused: {
    name: `it is deprecated, use "addressName"`,
    instanceChargeType: `it is deprecated, use "paymentType"`,
    ipAddress: "whether a certain address is given out is not known; import one that exists",
    allocationId: "whether a certain address is given out is not known; import one that exists",
    mode: "the address is for a NAT gateway",
    period: "subscriptions are not kept",
    pricingCycle: "subscriptions are not kept",
    autoPay: "subscriptions are not kept",
    activityId: "promotions are not kept",
    zone: "address pools are not kept",
    publicIpAddressPoolId: "address pools are not kept",
    resourceGroupId: "resource groups are not kept",
    highDefinitionMonitorLogStatus: "monitoring is not kept",
    logProject: "monitoring is not kept",
    logStore: "monitoring is not kept",
  },
  stable: ["allocationId", "ipAddress", "createTime"],

  async create(session, inputs, clientToken) {
    const { allocationId } = await session.call(
      "AllocateEipAddress",
      {
        name: inputs.addressName,
        description: inputs.description,
        bandwidth: inputs.bandwidth,
        internetChargeType: inputs.internetChargeType,
        isp: inputs.isp,
        ...(inputs.paymentType !== undefined && { instanceChargeType: "PostPaid" }),
        securityProtectionTypes: inputs.securityProtectionTypes,
        clientToken,
      },
      { on: [...busy, "FrequentPurchase.EIP"], minutes: 9 },
    );
    return allocationId;
  },

  complete: (session, id) => steady(session, id),

  async finish(session, id, inputs) {
    if (inputs.deletionProtection === true) await protect(session, id, true);
    await setTags(session, id, {}, inputs.tags);
  },

  async read(session, id) {
    const eip = await describe(session, id);
    if (eip === undefined) return undefined;
    return {
      allocationId: eip.allocationId,
      ipAddress: eip.ipAddress,
      addressName: eip.name,
      name: eip.name,
      description: eip.description,
      bandwidth: eip.bandwidth,
      internetChargeType: eip.internetChargeType,
      paymentType: paymentType(eip.instanceChargeType),
      instanceChargeType: eip.instanceChargeType,
      isp: eip.isp,
      mode: eip.mode,
      netmode: "public",
      highDefinitionMonitorLogStatus: "OFF",
      publicIpAddressPoolId: "",
      resourceGroupId: "",
      zone: "",
      securityProtectionTypes: eip.securityProtectionTypes,
      deletionProtection: eip.deletionProtection,
      createTime: eip.allocationTime,
      status: eip.status,
      tags: eip.tags,
    };
  },

  async update(session, id, inputs, changed) {
    if (changed.has("bandwidth", "description", "addressName")) {
      await session.call(
        "ModifyEipAddressAttribute",
        {
          allocationId: id,
          ...(changed.has("bandwidth") && { bandwidth: inputs.bandwidth }),
          ...(changed.has("description") && { description: inputs.description }),
          ...(changed.has("addressName") && { name: inputs.addressName }),
        },
        {
          on: [...busy, "IncorrectEipStatus", "IncorrectStatus.ResourceStatus", "VPC_TASK_CONFLICT"],
          minutes: 9,
        },
      );
      await steady(session, id);
    }
    if (changed.has("deletionProtection")) await protect(session, id, inputs.deletionProtection === true);
    if (changed.has("tags")) await setTags(session, id, changed.state.tags, inputs.tags);
  },

  async delete(session, id) {
    await session.unlessGone(
      "ReleaseEipAddress",
      { allocationId: id },
      {
        on: [...busy, "IncorrectEipStatus", "TaskConflict.AssociateGlobalAccelerationInstance"],
        minutes: 9,
      },
      ["InvalidAllocationId.NotFound"],
    );
    await session.wait(id, [], 9, async () => (await describe(session, id))?.status);
  },
});

async function describe(session: Session, allocationId: string) {
  return (await session.ask("DescribeEipAddresses", { allocationId })).eipAddresses[0];
}

function steady(session: Session, id: string): Promise<void> {
  return session.wait(id, ["Available", "InUse"], 9, async () => (await describe(session, id))?.status);
}

async function protect(session: Session, instanceId: string, protectionEnable: boolean): Promise<void> {
  await session.call(
    "DeletionProtection",
    { instanceId, type: "EIP", protectionEnable },
    { on: [], minutes: 9 },
  );
}
