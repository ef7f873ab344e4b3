import { type ActionContext, found, reaching, timestamp } from "./cloud-action.ts";
import { CloudError } from "./cloud-error.ts";
import { nextId, nextIp } from "./cloud-ids.ts";
import { deleted, type Eip } from "./cloud-state.ts";

export interface AllocateEipAddressRequest {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly bandwidth?: string | undefined;
  readonly internetChargeType?: string | undefined;
  readonly instanceChargeType?: string | undefined;
  readonly isp?: string | undefined;
  readonly securityProtectionTypes?: readonly string[] | undefined;
  readonly clientToken?: string | undefined;
}

export interface ModifyEipAddressAttributeRequest {
  readonly allocationId: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly bandwidth?: string | undefined;
}

export const eipActions = {
  /** An address is given out at once, Available, and is lost for good when it is released. */
  AllocateEipAddress(
    context: ActionContext,
    request: AllocateEipAddressRequest,
  ): { allocationId: string; eipAddress: string } {
    const { state } = context;
    const held = Object.keys(state.eips).length;
    if (held >= state.quotas.eips)
      throw new CloudError(
        "QuotaExceeded.Eip",
        `the account has ${held} EIPs, its quota (eip_quota_instances_num)`,
      );
    const allocationId = nextId(state, "eip");
    const ipAddress = nextIp(state);
    state.eips[allocationId] = {
      allocationId,
      ipAddress,
      name: request.name ?? "",
      description: request.description ?? "",
      bandwidth: request.bandwidth ?? "5",
      internetChargeType: request.internetChargeType ?? "PayByBandwidth",
      instanceChargeType: request.instanceChargeType ?? "PostPaid",
      isp: request.isp ?? "BGP",
      mode: "NAT",
      securityProtectionTypes: [...(request.securityProtectionTypes ?? [])],
      deletionProtection: false,
      allocationTime: timestamp(context),
      tags: {},
      status: "Available",
    };
    return { allocationId, eipAddress: ipAddress };
  },

  ModifyEipAddressAttribute(
    context: ActionContext,
    request: ModifyEipAddressAttributeRequest,
  ): Record<string, never> {
    const eip = steadyEip(context, request.allocationId);
    eip.name = request.name ?? eip.name;
    eip.description = request.description ?? eip.description;
    eip.bandwidth = request.bandwidth ?? eip.bandwidth;
    return {};
  },

  /** Gives the address up: only while it is Available and not protected. */
  ReleaseEipAddress(context: ActionContext, request: { allocationId: string }): Record<string, never> {
    const eip = found(context.state.eips, request.allocationId, "InvalidAllocationId.NotFound");
    if (eip.deletionProtection)
      throw new CloudError(
        "InvalidOperation.DeletionProtection",
        `${eip.allocationId} has deletion protection on`,
      );
    if (eip.status !== "Available")
      throw new CloudError("IncorrectEipStatus", `${eip.allocationId} is ${eip.status}, not Available`);
    eip.status = "Releasing";
    eip.transition = reaching(context, deleted, context.delays.eipRelease);
    return {};
  },

  DescribeEipAddresses(
    context: ActionContext,
    request: { allocationId?: string | undefined },
  ): { eipAddresses: Eip[] } {
    const all = Object.values(context.state.eips);
    return {
      eipAddresses: all.filter(
        (eip) => request.allocationId === undefined || eip.allocationId === request.allocationId,
      ),
    };
  },
};

/** The EIP, refused while it is being bound, unbound or released: it can only be queried then. */
function steadyEip(context: ActionContext, allocationId: string): Eip {
  const eip = found(context.state.eips, allocationId, "InvalidAllocationId.NotFound");
  if (eip.transition !== undefined)
    throw new CloudError("IncorrectEipStatus", `${allocationId} is ${eip.status}`);
  return eip;
}
