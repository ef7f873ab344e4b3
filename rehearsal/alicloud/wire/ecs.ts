// Security groups and their rules on the wire.

import type { RuleRequest } from "../cloud-security-group-rule.ts";
import type { SecurityGroup, SecurityGroupRule } from "../cloud-state.ts";
import { calling, paged, tagKeyList, type WireAction } from "./action.ts";
import type { Question } from "./question.ts";
import { theResource } from "./vpc-tags.ts";
import { WireError } from "./wire-error.ts";

export const ecsActions = {
  CreateSecurityGroup: (question) =>
    calling(
      question,
      "CreateSecurityGroup",
      {
        vpcId: question.text("VpcId"),
        securityGroupName: question.text("SecurityGroupName"),
        securityGroupType: question.text("SecurityGroupType"),
        description: question.text("Description"),
        tags: question.tags(),
      },
      ({ securityGroupId }) => ({ SecurityGroupId: securityGroupId }),
    ),

  ModifySecurityGroupAttribute: (question) =>
    calling(question, "ModifySecurityGroupAttribute", {
      securityGroupId: question.required("SecurityGroupId"),
      securityGroupName: question.text("SecurityGroupName"),
      description: question.text("Description"),
    }),

  ModifySecurityGroupPolicy: (question) =>
    calling(question, "ModifySecurityGroupPolicy", {
      securityGroupId: question.required("SecurityGroupId"),
      innerAccessPolicy: question.required("InnerAccessPolicy"),
    }),

  DeleteSecurityGroup: (question) =>
    calling(question, "DeleteSecurityGroup", { securityGroupId: question.required("SecurityGroupId") }),

  DescribeSecurityGroups: (question) => {
    const page = paged<SecurityGroup>(question, {
      VpcId: ({ vpcId }) => vpcId,
      SecurityGroupName: ({ securityGroupName }) => securityGroupName,
      SecurityGroupType: ({ securityGroupType }) => securityGroupType,
    });
    const request = { securityGroupId: question.text("SecurityGroupId") };
    return calling(question, "DescribeSecurityGroups", request, ({ securityGroups }) => {
      const { rest, entries } = page(securityGroups);
      return {
        ...rest,
        RegionId: question.region,
        SecurityGroups: { SecurityGroup: entries.map(groupOf) },
      };
    });
  },

  DescribeSecurityGroupAttribute: (question) => {
    const direction = question.text("Direction") ?? "all";
    const nicType = question.text("NicType");
    const request = { securityGroupId: question.required("SecurityGroupId") };
    return calling(question, "DescribeSecurityGroupAttribute", request, ({ permissions, ...group }) => {
      // What leaves a group is not limited, so there are no rules of that direction.
      const rules = direction === "egress" ? [] : permissions;
      return {
        RegionId: question.region,
        SecurityGroupId: group.securityGroupId,
        SecurityGroupName: group.securityGroupName,
        Description: group.description,
        VpcId: group.vpcId,
        InnerAccessPolicy: group.innerAccessPolicy,
        Permissions: {
          Permission: rules
            .filter((rule) => nicType === undefined || rule.nicType === nicType)
            .map(permissionOf),
        },
      };
    });
  },

  AuthorizeSecurityGroup: (question) => {
    const { description, ...rule } = ruleOf(question, "Permissions.1.");
    return calling(question, "AuthorizeSecurityGroup", { ...rule, description });
  },

  RevokeSecurityGroup: (question) => {
    const { description: _, ...rule } = ruleOf(question, "Permissions.1.");
    return calling(question, "RevokeSecurityGroup", rule);
  },

  ModifySecurityGroupRule: (question) => {
    const { description = "", ...rule } = ruleOf(question, "");
    return calling(question, "ModifySecurityGroupRule", { ...rule, description });
  },

  TagResources: (question) => tagging(question, "TagResources"),
  UntagResources: (question) => tagging(question, "UnTagResources"),
} satisfies Record<string, WireAction>;

function tagging(question: Question, name: "TagResources" | "UnTagResources") {
  if (question.required("ResourceType").toLowerCase() !== "securitygroup")
    throw new WireError("InvalidResourceType.NotFound", "The stand-in cloud's ECS has security groups only.");
  const resourceId = theResource(question.list("ResourceId"));
  return name === "TagResources"
    ? calling(question, name, { resourceId, tags: question.tags() })
    : calling(question, name, { resourceId, tagKeys: question.list("TagKey") });
}

/** A rule's parameters, under a prefix or, as older clients send them, without. */
function ruleOf(question: Question, prefix: string): RuleRequest & { description?: string | undefined } {
  const text = (name: string): string | undefined => question.text(`${prefix}${name}`) ?? question.text(name);
  const given = (name: string): string => text(name) ?? question.required(name);
  return {
    securityGroupId: question.required("SecurityGroupId"),
    ipProtocol: given("IpProtocol").toLowerCase(),
    portRange: given("PortRange"),
    sourceCidrIp: given("SourceCidrIp"),
    nicType: text("NicType") ?? "intranet",
    policy: (text("Policy") ?? "accept").toLowerCase(),
    priority: text("Priority") ?? "1",
    description: text("Description"),
  };
}

function groupOf(group: SecurityGroup): object {
  return {
    SecurityGroupId: group.securityGroupId,
    SecurityGroupName: group.securityGroupName,
    SecurityGroupType: group.securityGroupType,
    Description: group.description,
    VpcId: group.vpcId,
    CreationTime: group.creationTime,
    ResourceGroupId: "",
    ServiceManaged: false,
    Tags: tagKeyList(group.tags),
  };
}

function permissionOf(rule: SecurityGroupRule): object {
  return {
    SecurityGroupRuleId: rule.securityGroupRuleId,
    Direction: "ingress",
    IpProtocol: rule.ipProtocol.toUpperCase(),
    PortRange: rule.portRange,
    SourceCidrIp: rule.sourceCidrIp,
    NicType: rule.nicType,
    Policy: `${rule.policy.charAt(0).toUpperCase()}${rule.policy.slice(1)}`,
    Priority: rule.priority,
    Description: rule.description,
    ...Object.fromEntries(absent.map((name) => [name, ""])),
  };
}

/** What a rule of the stand-in never has, and the cloud answers empty. */
const absent = [
  ...["SourceGroupId", "SourceGroupName", "SourceGroupOwnerAccount", "SourcePrefixListId", "SourcePortRange"],
  ...["Ipv6SourceCidrIp", "DestCidrIp", "DestGroupId", "DestGroupName", "DestGroupOwnerAccount"],
  ...["DestPrefixListId", "Ipv6DestCidrIp"],
];
