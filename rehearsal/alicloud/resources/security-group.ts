import { resourceType } from "../resource-type.ts";
import type { Session } from "../session.ts";
import { setTags } from "../tagging.ts";

/** Terraform's alicloud_security_group (1.290): resource_alicloud_security_group.go. */
export const securityGroup = resourceType({
  token: "alicloud:ecs/securityGroup:SecurityGroup",
  inputs: {
    // Optional in the schema for the classic network, which is gone.
    vpcId: { type: "string", required: true },
    securityGroupType: { type: "string", oneOf: ["normal", "enterprise"] },
    securityGroupName: { type: "string" },
    innerAccessPolicy: { type: "string", oneOf: ["Accept", "Drop"] },
    description: { type: "string" },
    tags: { type: "tags" },
  },
  refused: {
    name: `it is deprecated, use "securityGroupName"`,
    innerAccess: `it is deprecated, use "innerAccessPolicy"`,
    resourceGroupId: "resource groups are not kept",
  },
  stable: ["createTime"],

  async create(session, inputs, clientToken) {
    const { securityGroupId } = await session.call(
      "CreateSecurityGroup",
      {
        vpcId: inputs.vpcId,
        securityGroupName: inputs.securityGroupName,
        securityGroupType: inputs.securityGroupType,
        description: inputs.description,
        tags: inputs.tags,
        clientToken,
      },
      { on: [], minutes: 5 },
    );
    return securityGroupId;
  },

  async finish(session, id, inputs) {
    await attributes(session, id);
    if (inputs.innerAccessPolicy !== undefined) await setPolicy(session, id, inputs.innerAccessPolicy);
  },

  async read(session, id) {
    const { securityGroups } = await session.ask("DescribeSecurityGroups", { securityGroupId: id });
    const [group] = securityGroups;
    if (group === undefined) return undefined;
    const { innerAccessPolicy } = await attributes(session, id);
    return {
      vpcId: group.vpcId,
      securityGroupType: group.securityGroupType,
      securityGroupName: group.securityGroupName,
      name: group.securityGroupName,
      innerAccessPolicy,
      innerAccess: innerAccessPolicy === "Accept",
      resourceGroupId: "",
      description: group.description,
      createTime: group.creationTime,
      tags: group.tags,
    };
  },

  async update(session, id, inputs, changed) {
    if (changed.has("securityGroupName", "description"))
      await session.call(
        "ModifySecurityGroupAttribute",
        {
          securityGroupId: id,
          ...(changed.has("securityGroupName") && { securityGroupName: inputs.securityGroupName }),
          ...(changed.has("description") && { description: inputs.description ?? "" }),
        },
        { on: [], minutes: 5 },
      );
    await attributes(session, id);
    if (changed.has("innerAccessPolicy") && inputs.innerAccessPolicy !== undefined)
      await setPolicy(session, id, inputs.innerAccessPolicy);
    if (changed.has("tags")) await setTags(session, id, changed.state.tags, inputs.tags);
  },

  async delete(session, id) {
    await session.unlessGone(
      "DeleteSecurityGroup",
      { securityGroupId: id },
      { on: ["DependencyViolation"], minutes: 10 },
      ["InvalidSecurityGroupId.NotFound"],
    );
  },
});

/** What DescribeSecurityGroups leaves out: the policy within the group. */
function attributes(session: Session, securityGroupId: string) {
  return session.ask("DescribeSecurityGroupAttribute", { securityGroupId });
}

async function setPolicy(
  session: Session,
  securityGroupId: string,
  innerAccessPolicy: string,
): Promise<void> {
  await session.call(
    "ModifySecurityGroupPolicy",
    { securityGroupId, innerAccessPolicy },
    { on: [], minutes: 5 },
  );
}
