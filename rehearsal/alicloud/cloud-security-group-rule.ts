import { type ActionContext, found } from "./cloud-action.ts";
import { cidr } from "./cloud-cidr.ts";
import { CloudError } from "./cloud-error.ts";
import { nextId } from "./cloud-ids.ts";
import type { CloudState, SecurityGroup, SecurityGroupRule } from "./cloud-state.ts";

/** What tells one rule of a group from the others. */
export interface RuleRequest {
  readonly securityGroupId: string;
  readonly ipProtocol: string;
  readonly portRange: string;
  readonly sourceCidrIp: string;
  readonly nicType: string;
  readonly policy: string;
  readonly priority: string;
}

export interface AuthorizeSecurityGroupRequest extends RuleRequest {
  readonly description?: string | undefined;
  readonly clientToken?: string | undefined;
}

/** The rules by which a security group lets calls in. What leaves is not limited. */
export const securityGroupRuleActions = {
  /** A rule that is there already stays as it is, and that is no error. */
  AuthorizeSecurityGroup(
    { state }: ActionContext,
    request: AuthorizeSecurityGroupRequest,
  ): Record<string, never> {
    const { clientToken: _, description = "", ...rule } = request;
    requireGroup(state, rule.securityGroupId);
    if (rule.nicType !== "intranet")
      throw new CloudError("InvalidNicType.Mismatch", `a group in a VPC has intranet, not ${rule.nicType}`);
    requirePorts(rule);
    cidr(rule.sourceCidrIp, "InvalidSourceCidrIp.Malformed");
    if (find(state, rule) === undefined) {
      const securityGroupRuleId = nextId(state, "sgr");
      state.securityGroupRules[securityGroupRuleId] = { securityGroupRuleId, ...rule, description };
    }
    return {};
  },

  /** That a rule is not there is no error either. */
  RevokeSecurityGroup({ state }: ActionContext, request: RuleRequest): Record<string, never> {
    requireGroup(state, request.securityGroupId);
    const rule = find(state, request);
    if (rule !== undefined) delete state.securityGroupRules[rule.securityGroupRuleId];
    return {};
  },

  ModifySecurityGroupRule(
    { state }: ActionContext,
    request: RuleRequest & { description: string },
  ): Record<string, never> {
    requireGroup(state, request.securityGroupId);
    const rule = find(state, request);
    if (rule === undefined)
      throw new CloudError(
        "InvalidSecurityGroupRule.RuleNotExist",
        `${request.securityGroupId} has no such rule`,
      );
    rule.description = request.description;
    return {};
  },

  /** A group with its rules. */
  DescribeSecurityGroupAttribute(
    { state }: ActionContext,
    { securityGroupId }: { securityGroupId: string },
  ): SecurityGroup & { permissions: SecurityGroupRule[] } {
    const group = requireGroup(state, securityGroupId);
    const rules = Object.values(state.securityGroupRules);
    return { ...group, permissions: rules.filter((rule) => rule.securityGroupId === securityGroupId) };
  },
};

function requireGroup(state: CloudState, securityGroupId: string): SecurityGroup {
  return found(state.securityGroups, securityGroupId, "InvalidSecurityGroupId.NotFound");
}

function requirePorts({ ipProtocol, portRange }: RuleRequest): void {
  const [first = 0, last = 0] = portRange.split("/").map(Number);
  const isRange = /^\d+\/\d+$/.test(portRange) && first >= 1 && first <= last && last <= 65_535;
  const hasPorts = ipProtocol === "tcp" || ipProtocol === "udp";
  if (hasPorts ? isRange : portRange === "-1/-1") return;
  throw new CloudError("InvalidPortRange.Malformed", `"${portRange}" is no port range of ${ipProtocol}`);
}

/** Whether a rule is the one that a request is about. */
export function isRule(rule: RuleRequest, request: RuleRequest): boolean {
  return identity.every((field) => rule[field] === request[field]);
}

const identity = [
  ...(["securityGroupId", "ipProtocol", "portRange", "sourceCidrIp", "nicType"] as const),
  ...(["policy", "priority"] as const),
];

function find(state: CloudState, request: RuleRequest): SecurityGroupRule | undefined {
  return Object.values(state.securityGroupRules).find((rule) => isRule(rule, request));
}
