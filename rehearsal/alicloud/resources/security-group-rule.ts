import { isRule, type RuleRequest } from "../cloud-security-group-rule.ts";
import { idParts, partsOf, resourceType } from "../resource-type.ts";

const idForm = "<securityGroupId>:<type>:<ipProtocol>:<portRange>:<nicType>:<cidrIp>:<policy>:<priority>";

/** Terraform's alicloud_security_group_rule (1.290): resource_alicloud_security_group_rule.go. */
export const securityGroupRule = resourceType({
  token: "alicloud:ecs/securityGroupRule:SecurityGroupRule",
  inputs: {
    securityGroupId: { type: "string", onChange: "replace", required: true },
    type: { type: "string", onChange: "replace", required: true, oneOf: ["ingress"] },
    ipProtocol: {
      type: "string",
      onChange: "replace",
      required: true,
      oneOf: ["tcp", "udp", "icmp", "gre", "all"],
    },
    // Optional in the schema for the rules that name a group or a prefix list.
    cidrIp: { type: "string", onChange: "replace", required: true },
    // Its default, internet, is the classic network's: in a VPC the cloud refuses it.
    nicType: { type: "string", onChange: "replace", required: true, oneOf: ["internet", "intranet"] },
    portRange: { type: "string", onChange: "replace", computed: true },
    policy: { type: "string", onChange: "replace", computed: true, oneOf: ["accept", "drop"] },
    priority: { type: "number", onChange: "replace", computed: true },
    description: { type: "string", onChange: "update" },
  },
  refused: {
    ipv6CidrIp: "vSwitches here have no IPv6 block",
    prefixListId: "prefix lists are not kept",
    sourceGroupOwnerAccount: "there is but one account",
    sourceGroupOwnerId: "there is but one account",
    sourceSecurityGroupId: "a rule here names a block",
  },
  stable: ["securityGroupRuleId"],

  async create(session, inputs, clientToken) {
    const { portRange = "-1/-1", policy = "accept", priority = 1 } = inputs;
    const parts = [inputs.securityGroupId, inputs.type, inputs.ipProtocol, portRange, inputs.nicType];
    const id = [...parts, inputs.cidrIp, policy, priority].join(":");
    const { description } = inputs;
    await session.call(
      "AuthorizeSecurityGroup",
      { ...requestOf(id), description, clientToken },
      { on: [], minutes: 5 },
    );
    return id;
  },

  async read(session, id) {
    if (idParts(id, 8) === undefined) return undefined;
    const request = requestOf(id);
    const { securityGroupId } = request;
    const { securityGroups } = await session.ask("DescribeSecurityGroups", { securityGroupId });
    if (securityGroups.length === 0) return undefined;
    const { permissions } = await session.ask("DescribeSecurityGroupAttribute", { securityGroupId });
    const rule = permissions.find((each) => isRule(each, request));
    if (rule === undefined) return undefined;
    return {
      securityGroupId: rule.securityGroupId,
      type: "ingress",
      ipProtocol: rule.ipProtocol,
      cidrIp: rule.sourceCidrIp,
      nicType: rule.nicType,
      portRange: rule.portRange,
      policy: rule.policy,
      priority: Number(rule.priority),
      description: rule.description,
      securityGroupRuleId: rule.securityGroupRuleId,
    };
  },

  async update(session, id, { description = "" }) {
    await session.call("ModifySecurityGroupRule", { ...requestOf(id), description }, { on: [], minutes: 5 });
  },

  async delete(session, id) {
    await session.remove("RevokeSecurityGroup", requestOf(id), { on: [], minutes: 5 }, [
      "InvalidSecurityGroupId.NotFound",
    ]);
  },
});

function requestOf(id: string): RuleRequest {
  const [securityGroupId = "", , ipProtocol = "", portRange = "", nicType = "", ...rest] = partsOf(
    id,
    idForm,
  );
  const [sourceCidrIp = "", policy = "", priority = ""] = rest;
  return { securityGroupId, ipProtocol, portRange, nicType, sourceCidrIp, policy, priority };
}
