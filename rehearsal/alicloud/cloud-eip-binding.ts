import { type ActionContext, found, reaching } from "./cloud-action.ts";
import { CloudError } from "./cloud-error.ts";
import { entriesUsing, ipsOf } from "./cloud-snat.ts";
import type { CloudState } from "./cloud-state.ts";

export interface AssociateEipAddressRequest {
  readonly allocationId: string;
  readonly instanceId: string;
  readonly instanceType: string;
  readonly clientToken?: string | undefined;
}

export interface UnassociateEipAddressRequest {
  readonly allocationId: string;
  readonly instanceId: string;
  readonly force?: boolean | undefined;
}

export const eipBindingActions = {
  /** Associating, then InUse. Any Available EIP may join a NAT gateway's pool, whether a SNAT entry uses it or not. */
  AssociateEipAddress(context: ActionContext, request: AssociateEipAddressRequest): Record<string, never> {
    const { state } = context;
    const eip = found(state.eips, request.allocationId, "InvalidAllocationId.NotFound");
    if (request.instanceType !== "Nat")
      throw new CloudError(
        "InvalidInstanceType.ValueNotSupported",
        `"${request.instanceType}": this cloud binds to Nat only`,
      );
    const gateway = found(state.natGateways, request.instanceId, "InvalidInstanceId.NotFound");
    if (eip.status !== "Available")
      throw new CloudError("IncorrectEipStatus", `${eip.allocationId} is ${eip.status}, not Available`);
    if (gateway.status !== "Available")
      throw new CloudError("IncorrectStatus.NatGateway", `${gateway.natGatewayId} is ${gateway.status}`);
    const bound = Object.values(state.eips).filter(
      (other) => other.instanceId === gateway.natGatewayId,
    ).length;
    if (bound >= state.quotas.eipsPerNatGateway)
      throw new CloudError(
        "QuotaExceeded.EipPerNatGateway",
        `${gateway.natGatewayId} has ${bound} EIPs, its quota (natgw_quota_eip_num_per_nat)`,
      );
    eip.instanceId = gateway.natGatewayId;
    eip.status = "Associating";
    eip.transition = reaching(context, "InUse", context.delays.eipAssociate);
    return {};
  },

  /** Unassociating, then Available. Refused while a SNAT entry uses the IP, unless forced: then the entry loses it. */
  UnassociateEipAddress(
    context: ActionContext,
    request: UnassociateEipAddressRequest,
  ): Record<string, never> {
    const { state } = context;
    const eip = found(state.eips, request.allocationId, "InvalidAllocationId.NotFound");
    if (eip.instanceId !== request.instanceId)
      throw new CloudError(
        "InvalidAssociation.NotFound",
        `${eip.allocationId} is not bound to ${request.instanceId}`,
      );
    if (eip.status !== "InUse")
      throw new CloudError("IncorrectEipStatus", `${eip.allocationId} is ${eip.status}, not InUse`);
    const users = entriesUsing(state, eip.ipAddress);
    if (users.length > 0 && request.force !== true)
      throw new CloudError(
        "InvalidIpStatus.HasBeenUsedBySnatTable",
        `${eip.ipAddress} is used by ${users.map((entry) => entry.snatEntryId).join(", ")}`,
      );
    pullOut(state, eip.ipAddress);
    eip.status = "Unassociating";
    eip.transition = reaching(context, "Available", context.delays.eipUnassociate);
    return {};
  },
};

function pullOut(state: CloudState, ip: string): void {
  for (const entry of entriesUsing(state, ip)) {
    const rest = ipsOf(entry.snatIp).filter((other) => other !== ip);
    if (rest.length === 0) delete state.snatEntries[entry.snatEntryId];
    else entry.snatIp = rest.join(",");
  }
}
