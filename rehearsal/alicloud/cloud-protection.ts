import { type ActionContext, found } from "./cloud-action.ts";

export interface DeletionProtectionRequest {
  readonly instanceId: string;
  readonly type: "NATGW" | "EIP";
  readonly protectionEnable: boolean;
  readonly clientToken?: string | undefined;
}

export const protectionActions = {
  /** Turns deletion protection of a NAT gateway or an EIP on or off. */
  DeletionProtection(context: ActionContext, request: DeletionProtectionRequest): Record<string, never> {
    const { natGateways, eips } = context.state;
    const record =
      request.type === "NATGW"
        ? found(natGateways, request.instanceId, "InvalidNatGatewayId.NotFound")
        : found(eips, request.instanceId, "InvalidAllocationId.NotFound");
    record.deletionProtection = request.protectionEnable;
    return {};
  },
};
