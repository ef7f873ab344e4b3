import { idParts, partsOf, resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";

const passing = [
  "TaskConflict",
  "OperationConflict",
  "IncorrectStatus",
  "ServiceUnavailable",
  "SystemBusy",
  "LastTokenProcessing",
  "IncorrectEipStatus",
  "InvalidBindingStatus",
  "IncorrectInstanceStatus",
  "InvalidStatus.EcsStatusNotSupport",
  "InvalidStatus.EniStatusNotSupport",
];

/** Terraform's alicloud_eip_association (1.290): resource_alicloud_eip_association.go. */
export const eipAssociation = resourceType({
  token: "alicloud:ecs/eipAssociation:EipAssociation",
  inputs: {
    allocationId: { type: "string", required: true },
    instanceId: { type: "string", required: true },
    instanceType: { type: "string" },
    // Used on delete only, so a change of it calls nothing.
    force: { type: "boolean" },
  },
  refused: {
    mode: "it is for network interfaces",
    privateIpAddress: "it is for IP addresses of a vSwitch",
    vpcId: "it is for IP addresses of a vSwitch",
  },
  stable: [],

  async create(session, inputs, clientToken) {
    const { allocationId, instanceId } = inputs;
    await session.call(
      "AssociateEipAddress",
      {
        allocationId,
        instanceId,
        instanceType: inputs.instanceType ?? instanceTypeOf(instanceId),
        clientToken,
      },
      {
        on: [
          ...passing,
          "IncorrectStatus.NatGateway",
          "InvalidStatus.InstanceHasBandWidth",
          "OperationFailed.EcsMigrating",
        ],
        minutes: 5,
      },
    );
    // The provider has not waited for InUse since 1.225.1: a SNAT entry may meet an EIP that is still Associating.
    return `${allocationId}:${instanceId}`;
  },

  async read(session, id) {
    const eip = await describe(session, id);
    if (eip?.instanceId === undefined) return undefined;
    return {
      allocationId: eip.allocationId,
      instanceId: eip.instanceId,
      instanceType: instanceTypeOf(eip.instanceId),
      mode: eip.mode,
      // Of a binding to a NAT gateway the cloud answers neither.
      privateIpAddress: "",
      vpcId: "",
    };
  },

  async delete(session, id, state) {
    const [allocationId = "", instanceId = ""] = partsOf(id, "<allocationId>:<instanceId>");
    await session.unlessGone(
      "UnassociateEipAddress",
      { allocationId, instanceId, ...(state.force !== undefined && { force: state.force === true }) },
      {
        on: [
          ...passing,
          "OperationFailed.LastTokenProcessing",
          "IncorrectHaVipStatus",
          "InvalidIpStatus.HasBeenUsedBySnatTable",
          "InvalidIpStatus.HasBeenUsedByForwardEntry",
          "InvalidStatus.NotAllow",
          "InvalidStatus.SnatOrDnat",
        ],
        minutes: 5,
      },
      // An address that is gone is an error, until a refresh finds out that its binding is gone too.
      ["InvalidAssociation.NotFound"],
    );
    await session.wait(`the binding ${id}`, [], 5, async () => (await describe(session, id))?.status);
  },
});

/** The EIP while it is bound to the instance of the id, from Associating to the end of Unassociating. */
async function describe(session: Session, id: string) {
  const [allocationId, instanceId] = idParts(id, 2) ?? [];
  if (allocationId === undefined) return undefined;
  const { eipAddresses } = await session.ask("DescribeEipAddresses", { allocationId });
  return eipAddresses.find((eip) => eip.instanceId === instanceId);
}

/** The kind of what an EIP is bound to: a NAT gateway here, anything where the world says so. */
export function instanceTypeOf(instanceId: string): string {
  if (instanceId.startsWith("ngw-")) return "Nat";
  return instanceId.startsWith("lb-") ? "SlbInstance" : "EcsInstance";
}
