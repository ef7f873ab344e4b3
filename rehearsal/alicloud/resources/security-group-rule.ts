import { isRule, type RuleRequest } from "../cloud-security-group-rule.ts";
import { idParts, partsOf, resourceType } from "../resource-type.ts";
import { CallFailure, type Session } from "../session.ts";

/** How the provider calls what it does not try again by itself. */
const once = { on: [], minutes: 1, throttled: "final" } as const;
const groupIsGone = "InvalidSecurityGroupId.NotFound";
const idForm = "<securityGroupId>:<type>:<ipProtocol>:<portRange>:<nicType>:<cidrIp>:<policy>:<priority>";

/** Terraform's alicloud_security_group_rule (1.290): resource_alicloud_security_group_rule.go. */
export const securityGroupRule = resourceType({
  token: "alicloud:ecs/securityGroupRule:SecurityGroupRule",
  inputs: {
    securityGroupId: { type: "string", required: true },
    type: { type: "string", required: true, oneOf: ["ingress"] },
    ipProtocol: { type: "string", required: true, oneOf: ["tcp", "udp", "icmp", "gre", "all"] },
    // Optional in the schema for the rules that name a group or a prefix list.
    cidrIp: { type: "string", required: true },
    // Its default, internet, is the classic network's: in a VPC the cloud refuses it.
    nicType: { type: "string", required: true, oneOf: ["internet", "intranet"] },
    portRange: { type: "string" },
    policy: { type: "string", oneOf: ["accept", "drop"] },
    priority: { type: "number", between: [1, 100] },
    description: { type: "string" },
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
    const { securityGroupId, type, ipProtocol, portRange, nicType, cidrIp, policy, priority } = inputs;
    const id = [securityGroupId, type, ipProtocol, portRange, nicType, cidrIp, policy, priority].join(":");
    const { description } = inputs;
    await lookAtGroup(session, id);
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
    const group = await session.unlessGone(
      "DescribeSecurityGroupAttribute",
      { securityGroupId: request.securityGroupId },
      { on: [], minutes: 5 },
      [groupIsGone],
    );
    const rule = group?.permissions.find((each) => isRule(each, request));
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
      // What a rule that names a block does not have, the cloud answers empty.
      ipv6CidrIp: "",
      prefixListId: "",
      sourceGroupOwnerId: "",
      sourceSecurityGroupId: "",
    };
  },

  async update(session, id, { description = "" }) {
    await lookAtGroup(session, id);
    const request = { ...requestOf(id), description };
    const modify = () => session.call("ModifySecurityGroupRule", request, once);
    // The provider calls twice, and heeds the second answer only.
    await modify().catch((error) => {
      if (!(error instanceof CallFailure)) throw error;
    });
    await modify();
  },

  async delete(session, id) {
    await session.insist(5, async () => {
      const { securityGroupId } = requestOf(id);
      const look = session.unlessGone("DescribeSecurityGroupAttribute", { securityGroupId }, once, [
        groupIsGone,
      ]);
      if ((await look) !== undefined)
        await session.unlessGone("RevokeSecurityGroup", requestOf(id), once, [groupIsGone]);
    });
  },
});

/** The provider looks what network a rule's group is in before it asks for anything. */
async function lookAtGroup(session: Session, id: string): Promise<void> {
  const { securityGroupId } = requestOf(id);
  await session.call("DescribeSecurityGroupAttribute", { securityGroupId }, once);
}

function requestOf(id: string): RuleRequest {
  const [securityGroupId = "", , ipProtocol = "", portRange = "", nicType = "", ...rest] = partsOf(
    id,
    idForm,
  );
  const [sourceCidrIp = "", policy = "", priority = ""] = rest;
  return { securityGroupId, ipProtocol, portRange, nicType, sourceCidrIp, policy, priority };
}
