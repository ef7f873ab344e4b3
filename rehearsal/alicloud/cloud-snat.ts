import { Address4 } from "ip-address";
import { type ActionContext, found, given, reaching } from "./cloud-action.ts";
import { cidr } from "./cloud-cidr.ts";
import { CloudError } from "./cloud-error.ts";
import { nextId } from "./cloud-ids.ts";
import { availableGateway } from "./cloud-nat.ts";
import { type CloudState, deleted, type NatGateway, type SnatEntry } from "./cloud-state.ts";

export interface CreateSnatEntryRequest {
  readonly snatTableId: string;
  readonly snatIp?: string | undefined;
  readonly sourceCIDR?: string | undefined;
  readonly sourceVSwitchId?: string | undefined;
  readonly snatEntryName?: string | undefined;
  readonly eipAffinity?: number | undefined;
  readonly clientToken?: string | undefined;
}

export interface ModifySnatEntryRequest {
  readonly snatTableId: string;
  readonly snatEntryId: string;
  readonly snatIp?: string | undefined;
  readonly snatEntryName?: string | undefined;
  readonly eipAffinity?: number | undefined;
  readonly clientToken?: string | undefined;
}

/** At most so many EIPs in one entry; not adjustable. */
const maxIpsPerEntry = 64;

export const snatActions = {
  /** Pending, then Available. */
  CreateSnatEntry(context: ActionContext, request: CreateSnatEntryRequest): { snatEntryId: string } {
    const { state } = context;
    const gateway = gatewayOf(context, request.snatTableId);
    const busy = pendingIn(state, request.snatTableId);
    if (busy !== undefined)
      throw new CloudError(
        "OperationConflict",
        `${busy.snatEntryId} of ${request.snatTableId} is ${busy.status}`,
      );
    const entries = Object.values(state.snatEntries).filter(
      (entry) => entry.snatTableId === request.snatTableId,
    );
    if (entries.length >= state.quotas.snatEntriesPerTable)
      throw new CloudError(
        "Forbidden.SnatEntryCountLimited",
        `${request.snatTableId} has ${entries.length} entries, its quota (natgw_quota_snat_entry_num)`,
      );
    const source = sourceOf(state, gateway, request);
    const twin = entries.find((entry) => entry.sourceCIDR === source.sourceCIDR);
    if (twin !== undefined)
      throw new CloudError(
        "Forbidden.SourceVSwitchId.Duplicated",
        `${request.sourceVSwitchId ?? source.sourceCIDR} is the source of ${twin.snatEntryId} already`,
      );
    const snatIp = given(request.snatIp, "SnatIp");
    requireUsable(state, gateway, snatIp);

    const snatEntryId = nextId(state, "snat");
    state.snatEntries[snatEntryId] = {
      snatEntryId,
      snatTableId: request.snatTableId,
      snatEntryName: request.snatEntryName ?? "",
      snatIp,
      ...source,
      eipAffinity: request.eipAffinity ?? 0,
      status: "Pending",
      transition: reaching(context, "Available", context.delays.snatEntry),
    };
    return { snatEntryId };
  },

  /** Pending, then Available. Refused while any entry of the table is Pending: the table takes one change at a time. */
  ModifySnatEntry(context: ActionContext, request: ModifySnatEntryRequest): Record<string, never> {
    const { state } = context;
    const gateway = gatewayOf(context, request.snatTableId);
    const entry = unlockedEntry(state, request);
    if (request.snatIp !== undefined) requireUsable(state, gateway, request.snatIp);
    entry.snatIp = request.snatIp ?? entry.snatIp;
    entry.snatEntryName = request.snatEntryName ?? entry.snatEntryName;
    entry.eipAffinity = request.eipAffinity ?? entry.eipAffinity;
    entry.status = "Pending";
    entry.transition = reaching(context, "Available", context.delays.snatEntry);
    return {};
  },

  /** Deleting, then gone; the table is locked meanwhile. */
  DeleteSnatEntry(
    context: ActionContext,
    request: { snatTableId: string; snatEntryId: string },
  ): Record<string, never> {
    gatewayOf(context, request.snatTableId);
    const entry = unlockedEntry(context.state, request);
    entry.status = "Deleting";
    entry.transition = reaching(context, deleted, context.delays.snatEntry);
    return {};
  },

  DescribeSnatTableEntries(
    context: ActionContext,
    request: { snatTableId?: string | undefined; snatEntryId?: string | undefined },
  ): { snatTableEntries: SnatEntry[] } {
    const all = Object.values(context.state.snatEntries);
    return {
      snatTableEntries: all.filter(
        (entry) =>
          (request.snatTableId === undefined || entry.snatTableId === request.snatTableId) &&
          (request.snatEntryId === undefined || entry.snatEntryId === request.snatEntryId),
      ),
    };
  },
};

/** The public IPs of an entry, in order. */
export function ipsOf(snatIp: string): string[] {
  return snatIp.split(",");
}

/** The SNAT entries, of any table, that use a public IP. */
export function entriesUsing(state: CloudState, ip: string): SnatEntry[] {
  return Object.values(state.snatEntries).filter((entry) => ipsOf(entry.snatIp).includes(ip));
}

function gatewayOf(context: ActionContext, snatTableId: string): NatGateway {
  const gateway = Object.values(context.state.natGateways).find((nat) => nat.snatTableId === snatTableId);
  if (gateway === undefined)
    throw new CloudError("InvalidSnatTableId.NotFound", `there is no ${snatTableId}`);
  return availableGateway(context, gateway.natGatewayId);
}

function pendingIn(state: CloudState, snatTableId: string): SnatEntry | undefined {
  return Object.values(state.snatEntries).find(
    (entry) => entry.snatTableId === snatTableId && entry.transition !== undefined,
  );
}

function unlockedEntry(state: CloudState, request: { snatTableId: string; snatEntryId: string }): SnatEntry {
  const entry = state.snatEntries[request.snatEntryId];
  if (entry?.snatTableId !== request.snatTableId)
    throw new CloudError(
      "InvalidSnatEntryId.NotFound",
      `there is no ${request.snatEntryId} in ${request.snatTableId}`,
    );
  const busy = pendingIn(state, request.snatTableId);
  if (busy !== undefined)
    // The code is misspelt by the cloud itself.
    throw new CloudError(
      "IncorretSnatEntryStatus",
      `${busy.snatEntryId} of ${request.snatTableId} is ${busy.status}`,
    );
  return entry;
}

/** The source of a new entry: a vSwitch with its block, or a block alone that lies in the gateway's VPC. */
function sourceOf(
  state: CloudState,
  gateway: NatGateway,
  request: CreateSnatEntryRequest,
): { sourceCIDR: string; sourceVSwitchId: string } {
  if (request.sourceCIDR !== undefined && request.sourceVSwitchId !== undefined)
    throw new CloudError("InvalidParameter", "SourceCIDR and SourceVSwitchId are mutually exclusive");
  if (request.sourceVSwitchId !== undefined) {
    const vswitch = found(state.vswitches, request.sourceVSwitchId, "InvalidVSwitchId.NotFound");
    if (vswitch.vpcId !== gateway.vpcId)
      throw new CloudError("InvalidVSwitchId.NotFound", `${vswitch.vSwitchId} is not in ${gateway.vpcId}`);
    return { sourceCIDR: vswitch.cidrBlock, sourceVSwitchId: vswitch.vSwitchId };
  }
  const sourceCIDR = given(request.sourceCIDR, "SourceCIDR");
  const block = cidr(sourceCIDR, "InvalidSourceCIDR.Malformed");
  const vpc = found(state.vpcs, gateway.vpcId, "InvalidVpcId.NotFound");
  if (!block.isInSubnet(cidr(vpc.cidrBlock, "InvalidCidrBlock.Malformed")))
    throw new CloudError(
      "NOT_ALLOW_USE_SOURCECIDR",
      `${sourceCIDR} is not inside ${vpc.cidrBlock} of ${vpc.vpcId}`,
    );
  return { sourceCIDR, sourceVSwitchId: "" };
}

/** An entry takes only IPs whose EIP is bound to the entry's own gateway, and whose binding is complete. */
function requireUsable(state: CloudState, gateway: NatGateway, snatIp: string): void {
  const ips = ipsOf(snatIp);
  if (ips.length > maxIpsPerEntry)
    throw new CloudError(
      "SNAT_IP_POOL_COUNT_TOO_MANY",
      `${ips.length} IPs; an entry takes ${maxIpsPerEntry}`,
    );
  for (const ip of ips) {
    if (!/^[\d.]+$/.test(ip) || !Address4.isValid(ip))
      throw new CloudError("InvalidSnatIp.Malformed", `"${ip}" is not an IPv4 address`);
    const eip = Object.values(state.eips).find((candidate) => candidate.ipAddress === ip);
    if (eip === undefined) throw new CloudError("InvalidSnatIp.NotFound", `${ip} is no EIP of this account`);
    if (eip.instanceId !== gateway.natGatewayId)
      throw new CloudError(
        "EIP_NOT_IN_GATEWAY",
        `${ip} (${eip.allocationId}) is not bound to ${gateway.natGatewayId}`,
      );
    if (eip.status === "Associating")
      throw new CloudError("OperationUnsupported.EipInBinding", `${ip} (${eip.allocationId}) is Associating`);
    if (eip.status !== "InUse")
      throw new CloudError(
        "OperationUnsupported.EipNatGWCheck",
        `${ip} (${eip.allocationId}) is ${eip.status}`,
      );
  }
}
