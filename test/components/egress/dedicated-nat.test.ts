import { expect, test } from "vitest";
import { DedicatedNat } from "../../../components/egress/dedicated-nat.ts";
import { declare, named, outline } from "../../support/declare.ts";

const declared = () =>
  declare(() => {
    const { natGatewayId, snatTableId } = new DedicatedNat("demo-nat", {
      slug: "demo",
      vpcId: "vpc-1",
      natVswitchId: "vsw-nat",
      vswitchIds: { "cn-hangzhou-i": "vsw-i", "cn-hangzhou-j": "vsw-j" },
    });
    return { natGatewayId, snatTableId };
  });
const tags = { "schoolgate:school": "demo" };

test("declares the gateway and a route table that leads to it, with each vSwitch under it", async () => {
  const declaration = await declared();
  expect(outline(declaration)).toBe(
    `schoolgate:egress:DedicatedNat demo-nat
  alicloud:vpc/routeTableAttachment:RouteTableAttachment demo-nat-attachment-cn-hangzhou-i
  alicloud:vpc/routeTableAttachment:RouteTableAttachment demo-nat-attachment-cn-hangzhou-j
  alicloud:vpc/routeEntry:RouteEntry demo-nat-default-route
  alicloud:vpc/natGateway:NatGateway demo-nat-gateway
  alicloud:vpc/routeTable:RouteTable demo-nat-routes`,
  );
  expect(declaration.outputs).toEqual({
    natGatewayId: "demo-nat-gateway-id",
    snatTableId: "stb-demo-nat-gateway",
  });
});

test("the gateway is of the one kind that can be made, and protected twice", async () => {
  const { inputs, options } = named(await declared(), "demo-nat-gateway");
  expect(inputs).toEqual({
    vpcId: "vpc-1",
    vswitchId: "vsw-nat",
    natGatewayName: "schoolgate-demo",
    natType: "Enhanced",
    internetChargeType: "PayByLcu",
    paymentType: "PayAsYouGo",
    deletionProtection: true,
    tags,
  });
  expect(options).toEqual({ protect: true, ignoreChanges: ["privateLinkEnabled"] });
});

test("the route table is the school's own: the VPC's leads to the first gateway only", async () => {
  expect(named(await declared(), "demo-nat-routes").inputs).toEqual({
    vpcId: "vpc-1",
    routeTableName: "schoolgate-demo",
    associateType: "VSwitch",
    tags,
  });
});

test("the route out has a name of ours, or Pulumi would give it a new one and replace it", async () => {
  expect(named(await declared(), "demo-nat-default-route").inputs).toEqual({
    routeTableId: "demo-nat-routes-id",
    destinationCidrblock: "0.0.0.0/0",
    nexthopType: "NatGateway",
    nexthopId: "demo-nat-gateway-id",
    name: "schoolgate-demo",
  });
});

test("a vSwitch comes under the table once the table leads out", async () => {
  const { inputs, dependencies } = named(await declared(), "demo-nat-attachment-cn-hangzhou-j");
  expect(inputs).toEqual({ routeTableId: "demo-nat-routes-id", vswitchId: "vsw-j" });
  expect(dependencies).toEqual(["demo-nat-default-route", "demo-nat-routes"]);
});
