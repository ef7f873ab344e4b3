import { resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";
import { setTags } from "../tagging.ts";

/** Terraform's alicloud_vswitch (1.290): resource_alicloud_vswitch.go. */
export const vswitch = resourceType({
  token: "alicloud:vpc/switch:Switch",
  inputs: {
    // Optional in the schema for default vSwitches, which the stand-in does not keep.
    vpcId: { type: "string", required: true },
    cidrBlock: { type: "string", required: true },
    zoneId: { type: "string", required: true },
    vswitchName: { type: "string" },
    description: { type: "string" },
    tags: { type: "tags" },
  },
  refused: {
    name: `it is deprecated, use "vswitchName"`,
    availabilityZone: `it is deprecated, use "zoneId"`,
    isDefault: "default vSwitches are not kept",
    enableIpv6: "IPv6 is not kept",
    ipv6CidrBlockMask: "IPv6 is not kept",
    vpcIpv6CidrBlock: "IPv6 is not kept",
  },
  stable: ["createTime"],

  async create(session, inputs, clientToken) {
    const { vSwitchId } = await session.call(
      "CreateVSwitch",
      {
        vpcId: inputs.vpcId,
        zoneId: inputs.zoneId,
        cidrBlock: inputs.cidrBlock,
        vSwitchName: inputs.vswitchName,
        description: inputs.description,
        clientToken,
      },
      {
        on: [
          "TaskConflict",
          "InvalidStatus.RouteEntry",
          "OperationFailed.IdempotentTokenProcessing",
          "IncorrectStatus",
          "IncorrectVSwitchStatus",
          "OperationConflict",
          "OperationFailed.DistibuteLock",
          "OperationFailed.NotifyCenCreate",
        ],
        minutes: 5,
      },
    );
    return vSwitchId;
  },

  complete: (session, id) => available(session, id),

  async finish(session, id, inputs) {
    await setTags(session, id, {}, inputs.tags);
  },

  async read(session, id) {
    const found = await describe(session, id);
    if (found === undefined) return undefined;
    return {
      vpcId: found.vpcId,
      cidrBlock: found.cidrBlock,
      zoneId: found.zoneId,
      availabilityZone: found.zoneId,
      vswitchName: found.vSwitchName,
      name: found.vSwitchName,
      description: found.description,
      isDefault: false,
      enableIpv6: false,
      ipv6CidrBlock: "",
      createTime: found.creationTime,
      status: found.status,
      tags: found.tags,
    };
  },

  async update(session, id, inputs, changed) {
    if (changed.has("vswitchName", "description")) {
      await session.call(
        "ModifyVSwitchAttribute",
        {
          vSwitchId: id,
          ...(changed.has("vswitchName") && { vSwitchName: inputs.vswitchName }),
          ...(changed.has("description") && { description: inputs.description ?? "" }),
        },
        {
          on: [
            "OperationConflict",
            "OperationFailed.LastTokenProcessing",
            "IncorrectStatus.VSwitch",
            "IncorrectStatus.VpcRouteEntry",
          ],
          minutes: 5,
        },
      );
      await available(session, id);
      changed.done("vswitchName", "description");
    }
    if (changed.has("tags")) {
      await setTags(session, id, changed.state.tags, inputs.tags);
      changed.done("tags");
    }
  },

  async delete(session, id) {
    await session.unlessGone(
      "DeleteVSwitch",
      { vSwitchId: id },
      {
        on: [
          // Every DependencyViolation: what stands in the vSwitch may be going away at the same time.
          "DependencyViolation",
          "OperationConflict",
          "IncorrectRouteEntryStatus",
          "TaskConflict",
          "SystemBusy",
          "IncorrectVSwitchStatus",
          "LastTokenProcessing",
          "OperationDenied.OtherSubnetProcessing",
        ],
        minutes: 10,
      },
      ["InvalidVSwitchId.NotFound"],
    );
    await session.wait(id, [], 10, async () => (await describe(session, id))?.status);
  },
});

async function describe(session: Session, vSwitchId: string) {
  return (await session.ask("DescribeVSwitchAttributes", { vSwitchId })).vSwitch;
}

function available(session: Session, id: string): Promise<void> {
  return session.wait(id, ["Available"], 5, async () => (await describe(session, id))?.status);
}
