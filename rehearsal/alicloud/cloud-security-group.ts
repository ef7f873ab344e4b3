import { type ActionContext, found, given, timestamp } from "./cloud-action.ts";
import { nextId } from "./cloud-ids.ts";
import type { SecurityGroup, Tags } from "./cloud-state.ts";

export interface CreateSecurityGroupRequest {
  readonly vpcId?: string | undefined;
  readonly securityGroupName?: string | undefined;
  readonly securityGroupType?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: Tags | undefined;
  readonly clientToken?: string | undefined;
}

export interface ModifySecurityGroupAttributeRequest {
  readonly securityGroupId: string;
  readonly securityGroupName?: string | undefined;
  readonly description?: string | undefined;
}

const missing = "InvalidSecurityGroupId.NotFound";

/** Security groups are ECS's, and synchronous. */
export const securityGroupActions = {
  CreateSecurityGroup(
    context: ActionContext,
    request: CreateSecurityGroupRequest,
  ): { securityGroupId: string } {
    const { state } = context;
    const vpc = found(state.vpcs, given(request.vpcId, "VpcId"), "InvalidVpcId.NotFound");
    const securityGroupId = nextId(state, "sg");
    state.securityGroups[securityGroupId] = {
      securityGroupId,
      vpcId: vpc.vpcId,
      securityGroupName: request.securityGroupName ?? "",
      securityGroupType: request.securityGroupType ?? "normal",
      innerAccessPolicy: "Accept",
      description: request.description ?? "",
      creationTime: timestamp(context),
      tags: { ...request.tags },
    };
    return { securityGroupId };
  },

  ModifySecurityGroupAttribute(
    context: ActionContext,
    request: ModifySecurityGroupAttributeRequest,
  ): Record<string, never> {
    const group = found(context.state.securityGroups, request.securityGroupId, missing);
    group.securityGroupName = request.securityGroupName ?? group.securityGroupName;
    group.description = request.description ?? group.description;
    return {};
  },

  ModifySecurityGroupPolicy(
    context: ActionContext,
    request: { securityGroupId: string; innerAccessPolicy: string },
  ): Record<string, never> {
    found(context.state.securityGroups, request.securityGroupId, missing).innerAccessPolicy =
      request.innerAccessPolicy;
    return {};
  },

  DeleteSecurityGroup(context: ActionContext, request: { securityGroupId: string }): Record<string, never> {
    found(context.state.securityGroups, request.securityGroupId, missing);
    delete context.state.securityGroups[request.securityGroupId];
    const { securityGroupRules } = context.state;
    for (const [id, rule] of Object.entries(securityGroupRules))
      if (rule.securityGroupId === request.securityGroupId) delete securityGroupRules[id];
    return {};
  },

  DescribeSecurityGroups(
    context: ActionContext,
    request: { securityGroupId?: string | undefined },
  ): { securityGroups: SecurityGroup[] } {
    const all = Object.values(context.state.securityGroups);
    return {
      securityGroups: all.filter(
        (group) => request.securityGroupId === undefined || group.securityGroupId === request.securityGroupId,
      ),
    };
  },
};
