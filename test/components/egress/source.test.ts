import { expect, test } from "vitest";
import { Source, type SourceArgs } from "../../../components/egress/source.ts";
import { declare, named, outline } from "../../support/declare.ts";

const source = (from: SourceArgs["from"], placed = false) =>
  declare(() => {
    const { vswitchIds, snatSource, securityGroupId } = new Source("demo-source", {
      ...{ slug: "demo", vpcId: "vpc-1", from, placed },
    });
    return { vswitchIds, snatSource, ...(securityGroupId === undefined ? {} : { securityGroupId }) };
  });
const tags = { "schoolgate:school": "demo" };

test("vSwitches of its own: one a zone, a security group, and the block as the SNAT entry's source", async () => {
  const declaration = await source({
    cidr: "10.20.8.0/24",
    zones: { "cn-hangzhou-i": "10.20.8.0/25", "cn-hangzhou-j": "10.20.8.128/25" },
  });
  expect(outline(declaration)).toBe(
    `schoolgate:egress:Source demo-source
  alicloud:ecs/securityGroup:SecurityGroup demo-source-security-group
  alicloud:vpc/switch:Switch demo-source-vswitch-cn-hangzhou-i
  alicloud:vpc/switch:Switch demo-source-vswitch-cn-hangzhou-j`,
  );
  expect(named(declaration, "demo-source-vswitch-cn-hangzhou-j").inputs).toEqual({
    vpcId: "vpc-1",
    zoneId: "cn-hangzhou-j",
    cidrBlock: "10.20.8.128/25",
    vswitchName: "schoolgate-demo-cn-hangzhou-j",
    tags,
  });
  expect(named(declaration, "demo-source-security-group").inputs).toEqual({
    vpcId: "vpc-1",
    securityGroupName: "schoolgate-demo",
    securityGroupType: "normal",
    tags,
  });
  expect(declaration.outputs).toEqual({
    vswitchIds: {
      "cn-hangzhou-i": "demo-source-vswitch-cn-hangzhou-i-id",
      "cn-hangzhou-j": "demo-source-vswitch-cn-hangzhou-j-id",
    },
    snatSource: { sourceCidr: "10.20.8.0/24" },
    securityGroupId: "demo-source-security-group-id",
  });
});

test("one adopted vSwitch: nothing is made, and it is the source itself", async () => {
  const declaration = await source({ vswitchIds: ["vsw-1"] });
  expect(outline(declaration)).toBe("schoolgate:egress:Source demo-source");
  expect(declaration.outputs).toEqual({
    vswitchIds: { "vsw-1": "vsw-1" },
    snatSource: { sourceVswitchId: "vsw-1" },
  });
});

test("several adopted vSwitches: nothing is made, and the block that covers them is the source", async () => {
  const declaration = await source({ vswitchIds: ["vsw-1", "vsw-2"], cidr: "10.20.16.0/23" });
  expect(outline(declaration)).toBe("schoolgate:egress:Source demo-source");
  expect(declaration.outputs).toEqual({
    vswitchIds: { "vsw-1": "vsw-1", "vsw-2": "vsw-2" },
    snatSource: { sourceCidr: "10.20.16.0/23" },
  });
});

test("adopted vSwitches into which pods are placed: a security group for these", async () => {
  const declaration = await source({ vswitchIds: ["vsw-1"] }, true);
  expect(outline(declaration)).toBe(
    `schoolgate:egress:Source demo-source
  alicloud:ecs/securityGroup:SecurityGroup demo-source-security-group`,
  );
  expect(declaration.outputs).toEqual({
    vswitchIds: { "vsw-1": "vsw-1" },
    snatSource: { sourceVswitchId: "vsw-1" },
    securityGroupId: "demo-source-security-group-id",
  });
});

test("no vSwitch at all is refused", async () => {
  await expect(source({ vswitchIds: [] })).rejects.toMatchObject({
    propertyPath: "from",
    message: "names no vSwitch",
  });
});
