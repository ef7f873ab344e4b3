import { describe, expect, it } from "vitest";
import { boundEip, openCloud } from "./support.ts";

const vswitch = { vpcId: "vpc-hz", zoneId: "cn-hangzhou-j", cidrBlock: "10.20.8.0/25" };

describe("vSwitches", () => {
  it("are Pending, then Available", async () => {
    const { cloud, later } = await openCloud();
    const { vSwitchId } = await cloud.call("CreateVSwitch", { ...vswitch, vSwitchName: "pods" });
    await expect(cloud.call("ModifyVSwitchAttribute", { vSwitchId, description: "x" })).rejects.toThrow(
      "IncorrectStatus.VSwitch: vsw-bp10000001 is Pending",
    );
    await later();
    await cloud.call("ModifyVSwitchAttribute", { vSwitchId, description: "x" });
    expect(await cloud.call("DescribeVSwitches", { vSwitchId })).toEqual({
      vSwitches: [
        {
          vSwitchId: "vsw-bp10000001",
          ...vswitch,
          vSwitchName: "pods",
          description: "x",
          creationTime: "2026-11-01T00:00:00Z",
          tags: {},
          status: "Available",
        },
      ],
    });
  });

  it.each([
    ["10.21.0.0/24", "InvalidCidrBlock: 10.21.0.0/24 is not inside 10.20.0.0/16 of vpc-hz"],
    ["10.20.4.128/25", "InvalidCidrBlock.Overlapped: 10.20.4.128/25 overlaps 10.20.4.0/24 of vsw-pods"],
    ["10.20.4.0/23", "InvalidCidrBlock.Overlapped: 10.20.4.0/23 overlaps 10.20.4.0/24 of vsw-pods"],
    ["10.20.8.1/25", 'InvalidCidrBlock.Malformed: "10.20.8.1/25" is not a network address; 10.20.8.0/25 is'],
    ["10.20.8.0/30", "InvalidCidrBlock.Malformed: 10.20.8.0/30: the mask of a vSwitch is /16 to /29"],
    ["10.20.8/25", 'InvalidCidrBlock.Malformed: "10.20.8/25" is not an IPv4 CIDR block'],
    ["", "MissingParameter: parameter CidrBlock is mandatory"],
  ])("are refused on %j", async (cidrBlock, text) => {
    const { cloud } = await openCloud();
    await expect(cloud.call("CreateVSwitch", { ...vswitch, cidrBlock })).rejects.toThrow(text);
  });

  it("are not deleted while something stands on them", async () => {
    const { cloud, later } = await openCloud();
    const { ip } = await boundEip(cloud);
    await expect(cloud.call("DeleteVSwitch", { vSwitchId: "vsw-nat" })).rejects.toThrow(
      "DependencyViolation.EnhancedNatgw: ngw-shared stands in vsw-nat",
    );
    const { snatEntryId } = await cloud.call("CreateSnatEntry", {
      snatTableId: "stb-shared",
      snatIp: ip,
      sourceVSwitchId: "vsw-pods",
    });
    await later();
    await expect(cloud.call("DeleteVSwitch", { vSwitchId: "vsw-pods" })).rejects.toThrow(
      "DependencyViolation.SnatEntry: snat-bp10000001 names vsw-pods",
    );
    await cloud.call("DeleteSnatEntry", { snatTableId: "stb-shared", snatEntryId });
    await later();
    const { routeTableId } = await cloud.call("CreateRouteTable", { vpcId: "vpc-hz" });
    await later();
    await cloud.call("AssociateRouteTable", { routeTableId, vSwitchId: "vsw-pods" });
    await expect(cloud.call("DeleteVSwitch", { vSwitchId: "vsw-pods" })).rejects.toThrow(
      "IncorrectVSwitchStatus: vsw-pods is Pending",
    );
    await later();
    await expect(cloud.call("DeleteVSwitch", { vSwitchId: "vsw-pods" })).rejects.toThrow(
      "DependencyViolation.RouteTable: vtb-bp10000001 is associated with vsw-pods",
    );
    await cloud.call("UnassociateRouteTable", { routeTableId, vSwitchId: "vsw-pods" });
    await later();
    await cloud.call("DeleteVSwitch", { vSwitchId: "vsw-pods" });
    await later();
    expect(Object.keys((await cloud.snapshot()).vswitches)).toEqual(["vsw-nat"]);
  });
});

describe("route tables", () => {
  it("are Pending, then Available, and a vSwitch uses one of them", async () => {
    const { cloud, later } = await openCloud();
    const { routeTableId } = await cloud.call("CreateRouteTable", {
      vpcId: "vpc-hz",
      tags: { school: "demo" },
    });
    const associate = (table: string) =>
      cloud.call("AssociateRouteTable", { routeTableId: table, vSwitchId: "vsw-pods" });
    await expect(associate(routeTableId)).rejects.toThrow(
      "IncorrectStatus.RouteTable: vtb-bp10000001 is Pending",
    );
    await later();
    await associate(routeTableId);
    await expect(associate(routeTableId)).rejects.toThrow("IncorrectVSwitchStatus: vsw-pods is Pending");
    await later();
    const second = (await cloud.call("CreateRouteTable", { vpcId: "vpc-hz" })).routeTableId;
    await later();
    await expect(associate(second)).rejects.toThrow(
      "OperationDenied.VSwitchAssociated: vsw-pods uses vtb-bp10000001 already",
    );
    await expect(
      cloud.call("UnassociateRouteTable", { routeTableId: second, vSwitchId: "vsw-pods" }),
    ).rejects.toThrow("InvalidRouteTableId.NotFound: vsw-pods does not use vtb-bp10000002");
    await expect(cloud.call("DeleteRouteTable", { routeTableId })).rejects.toThrow(
      "DependencyViolation.VSwitch: vsw-pods uses vtb-bp10000001",
    );
    expect(await cloud.call("DescribeRouteTableList", { routeTableId })).toEqual({
      routerTableList: [
        {
          routeTableId,
          vpcId: "vpc-hz",
          vRouterId: "vrt-hz",
          routeTableType: "Custom",
          associateType: "VSwitch",
          routeTableName: "",
          description: "",
          routePropagationEnable: true,
          creationTime: "2026-11-01T00:00:00Z",
          tags: { school: "demo" },
          status: "Available",
          vSwitchIds: ["vsw-pods"],
        },
      ],
    });
  });

  it("of a VPC itself are not deleted", async () => {
    const { cloud } = await openCloud();
    await expect(cloud.call("DeleteRouteTable", { routeTableId: "vtb-hz" })).rejects.toThrow(
      "OperationDenied.SystemRouteTable: vtb-hz belongs to vpc-hz",
    );
  });

  it("take one route change at a time and one route a destination", async () => {
    const { cloud, later } = await openCloud();
    const { routeTableId } = await cloud.call("CreateRouteTable", { vpcId: "vpc-hz" });
    await later();
    const create = (destinationCidrBlock: string, nextHopId = "ngw-shared", nextHopType = "NatGateway") =>
      cloud.call("CreateRouteEntry", { routeTableId, destinationCidrBlock, nextHopType, nextHopId });

    expect(await create("0.0.0.0/0")).toEqual({ routeEntryId: "rte-bp10000001" });
    await expect(create("8.8.8.0/24")).rejects.toThrow(
      "TaskConflict: route 0.0.0.0/0 of vtb-bp10000001 is Pending",
    );
    await later();
    await expect(create("0.0.0.0/0")).rejects.toThrow(
      "InvalidCIDRBlock.Duplicate: vtb-bp10000001 routes 0.0.0.0/0 to ngw-shared already",
    );
    await expect(create("8.8.8.0/24", "ngw-none")).rejects.toThrow(
      "InvalidNextHopId.NotFound: there is no ngw-none",
    );
    await expect(create("8.8.8.0/24", "i-1", "Instance")).rejects.toThrow(
      'InvalidNextHopType.Malformed: "Instance": this cloud routes to NatGateway only',
    );
    await expect(create("8.8.8.1/24")).rejects.toThrow("InvalidDestinationCidrBlock.Malformed");
    await expect(cloud.call("DeleteRouteTable", { routeTableId })).rejects.toThrow(
      "DependencyViolation.RouteEntry: vtb-bp10000001 holds 0.0.0.0/0",
    );
    const route = { routeTableId, destinationCidrBlock: "0.0.0.0/0", nextHopId: "ngw-shared" };
    await cloud.call("DeleteRouteEntry", route);
    await expect(cloud.call("DeleteRouteEntry", route)).rejects.toThrow(
      "TaskConflict: route 0.0.0.0/0 of vtb-bp10000001 is Deleting",
    );
    await later();
    await expect(cloud.call("DeleteRouteEntry", route)).rejects.toThrow(
      "InvalidRouteEntry.NotFound: vtb-bp10000001 has no route 0.0.0.0/0 to ngw-shared",
    );
    await cloud.call("DeleteRouteTable", { routeTableId });
    await expect(cloud.call("DeleteRouteTable", { routeTableId })).rejects.toThrow(
      "IncorrectRouteTableStatus: vtb-bp10000001 is Deleting",
    );
    await later();
    expect(Object.keys((await cloud.snapshot()).routeTables)).toEqual(["vtb-hz"]);
  });

  it("route to a gateway only once it is Available", async () => {
    const { cloud } = await openCloud();
    const { natGatewayId } = await cloud.call("CreateNatGateway", {
      vpcId: "vpc-hz",
      vSwitchId: "vsw-nat",
      natType: "Enhanced",
    });
    await expect(
      cloud.call("CreateRouteEntry", {
        routeTableId: "vtb-hz",
        destinationCidrBlock: "8.8.8.0/24",
        nextHopType: "NatGateway",
        nextHopId: natGatewayId,
      }),
    ).rejects.toThrow("IncorrectInstanceStatus: ngw-bp10000001 is Creating");
  });
});

describe("security groups and tags", () => {
  it("are made, changed and deleted at once", async () => {
    const { cloud } = await openCloud();
    const { securityGroupId } = await cloud.call("CreateSecurityGroup", {
      vpcId: "vpc-hz",
      securityGroupName: "relay",
      tags: { school: "demo", old: "1" },
    });
    await cloud.call("ModifySecurityGroupAttribute", { securityGroupId, description: "of the relay" });
    await cloud.call("ModifySecurityGroupPolicy", { securityGroupId, innerAccessPolicy: "Drop" });
    await cloud.call("TagResources", { resourceId: securityGroupId, tags: { school: "demo2" } });
    await cloud.call("UnTagResources", { resourceId: securityGroupId, tagKeys: ["old", "none"] });
    expect(await cloud.call("DescribeSecurityGroups", { securityGroupId })).toEqual({
      securityGroups: [
        {
          securityGroupId: "sg-bp10000001",
          vpcId: "vpc-hz",
          securityGroupName: "relay",
          securityGroupType: "normal",
          innerAccessPolicy: "Drop",
          description: "of the relay",
          creationTime: "2026-11-01T00:00:00Z",
          tags: { school: "demo2" },
        },
      ],
    });
    await cloud.call("DeleteSecurityGroup", { securityGroupId });
    await expect(cloud.call("DeleteSecurityGroup", { securityGroupId })).rejects.toThrow(
      "InvalidSecurityGroupId.NotFound: there is no sg-bp10000001",
    );
    await expect(cloud.call("TagResources", { resourceId: securityGroupId, tags: {} })).rejects.toThrow(
      "InvalidResourceId.NotFound: there is no sg-bp10000001",
    );
  });
});
