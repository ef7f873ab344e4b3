import { describe, expect, it } from "vitest";
import { boundEip, openCloud, world } from "./support.ts";

const request = { vpcId: "vpc-hz", vSwitchId: "vsw-nat", natType: "Enhanced" };

describe("NAT gateways", () => {
  it("are Creating, then Available, with a SNAT table of their own", async () => {
    const { cloud, later } = await openCloud();
    const answer = await cloud.call("CreateNatGateway", { ...request, name: "demo" });
    expect(answer).toEqual({ natGatewayId: "ngw-bp10000001", snatTableIds: ["stb-bp10000001"] });
    const gateway = {
      natGatewayId: "ngw-bp10000001",
      vpcId: "vpc-hz",
      vSwitchId: "vsw-nat",
      snatTableId: "stb-bp10000001",
      forwardTableId: "ftb-bp10000001",
      name: "demo",
      description: "",
      natType: "Enhanced",
      networkType: "internet",
      internetChargeType: "PayByLcu",
      instanceChargeType: "PostPaid",
      availabilityMode: "CrossAZ",
      eipBindMode: "MULTI_BINDED",
      icmpReplyEnabled: true,
      deletionProtection: false,
      tags: {},
    };
    const { natGatewayId } = answer;
    expect(await cloud.call("DescribeNatGateways", { natGatewayId })).toEqual({
      natGateways: [
        { ...gateway, status: "Creating", transition: { to: "Available", at: expect.any(Number) } },
      ],
    });
    await expect(cloud.call("ModifyNatGatewayAttribute", { natGatewayId, name: "x" })).rejects.toThrow(
      "IncorrectStatus.NATGW: ngw-bp10000001 is Creating",
    );
    await later();
    await cloud.call("ModifyNatGatewayAttribute", { natGatewayId, description: "egress" });
    expect(await cloud.call("DescribeNatGateways", { natGatewayId })).toEqual({
      natGateways: [{ ...gateway, description: "egress", status: "Available" }],
    });
  });

  it.each([
    [{ ...request, natType: "" }, "MissingParameter: parameter NatType is mandatory"],
    [{ ...request, natType: "Normal" }, 'InvalidParameter.NatType: "Normal": only Enhanced can be made'],
    [{ ...request, vpcId: "vpc-none" }, "InvalidVpcId.NotFound: there is no vpc-none"],
    [{ ...request, vSwitchId: "vsw-none" }, "InvalidVSwitchId.NotFound: there is no vsw-none"],
    [{ ...request, vSwitchId: "vsw-other" }, "InvalidVSwitchId.NotFound: vsw-other is not in vpc-hz"],
  ])("are refused %#", async (wrong, text) => {
    const other = { vpcId: "vpc-other", cidrBlock: "10.30.0.0/16" };
    const { cloud } = await openCloud({
      world: {
        vpcs: [...world.vpcs, other],
        vswitches: [
          ...world.vswitches,
          { vswitchId: "vsw-other", vpcId: "vpc-other", cidrBlock: "10.30.0.0/24", zoneId: "cn-hangzhou-i" },
        ],
      },
    });
    await expect(cloud.call("CreateNatGateway", wrong)).rejects.toThrow(text);
  });

  it("are made one at a time, in a vSwitch that is Available, five in a VPC", async () => {
    const { cloud, later } = await openCloud();
    const { vSwitchId } = await cloud.call("CreateVSwitch", {
      vpcId: "vpc-hz",
      zoneId: "cn-hangzhou-i",
      cidrBlock: "10.20.1.0/24",
    });
    await expect(cloud.call("CreateNatGateway", { ...request, vSwitchId })).rejects.toThrow(
      "IncorrectStatus.VSWITCH: vsw-bp10000001 is Pending",
    );
    await cloud.call("CreateNatGateway", request);
    await expect(cloud.call("CreateNatGateway", request)).rejects.toThrow(
      "TaskConflict: ngw-bp10000001 is being created in vpc-hz",
    );
    await later();
    for (let count = 2; count <= 4; count++) {
      await cloud.call("CreateNatGateway", request);
      await later();
    }
    await expect(cloud.call("CreateNatGateway", request)).rejects.toThrow(
      "QuotaExceeded.NatGateway: vpc-hz has 5 NAT gateways, its quota (natgw_quota_nat_num_per_vpc)",
    );
  });

  it("get the VPC's default route only when they are its first, and take it along", async () => {
    const { cloud, later } = await openCloud({ world: { vpcs: world.vpcs, vswitches: world.vswitches } });
    const first = await cloud.call("CreateNatGateway", request);
    await later();
    await cloud.call("CreateNatGateway", request);
    await later();
    const routes = async () =>
      (await cloud.call("DescribeRouteEntryList", { routeTableId: "vtb-hz" })).routeEntrys;
    expect(await routes()).toEqual([
      {
        routeEntryId: "rte-bp10000001",
        routeTableId: "vtb-hz",
        destinationCidrBlock: "0.0.0.0/0",
        nextHopType: "NatGateway",
        nextHopId: first.natGatewayId,
        routeEntryName: "",
        description: "Created with the NAT gateway",
        status: "Available",
      },
    ]);
    await cloud.call("DeleteNatGateway", { natGatewayId: first.natGatewayId });
    expect(await routes()).toEqual([]);
  });

  it("are not deleted with deletion protection on, nor, unless forced, with EIPs on them", async () => {
    const { cloud, later } = await openCloud();
    const natGatewayId = "ngw-shared";
    const eip = await boundEip(cloud);
    await cloud.call("CreateSnatEntry", {
      snatTableId: "stb-shared",
      snatIp: eip.ip,
      sourceCIDR: "10.20.8.0/24",
    });
    await cloud.call("DeletionProtection", {
      instanceId: natGatewayId,
      type: "NATGW",
      protectionEnable: true,
    });
    await expect(cloud.call("DeleteNatGateway", { natGatewayId, force: true })).rejects.toThrow(
      "InvalidOperation.DeletionProtection: ngw-shared has deletion protection on",
    );
    await cloud.call("DeletionProtection", {
      instanceId: natGatewayId,
      type: "NATGW",
      protectionEnable: false,
    });
    await expect(cloud.call("DeleteNatGateway", { natGatewayId })).rejects.toThrow(
      "DependencyViolation.EIPS: there are EIPs on ngw-shared, unbind them first: eip-bp10000001",
    );
    await cloud.call("DeleteNatGateway", { natGatewayId, force: true });
    const state = await cloud.snapshot();
    expect(state.snatEntries).toEqual({});
    expect(state.eips[eip.allocationId]).toMatchObject({ status: "Available" });
    expect(state.natGateways[natGatewayId]?.status).toBe("Deleting");
    await expect(cloud.call("DeleteNatGateway", { natGatewayId })).rejects.toThrow(
      "IncorrectStatus.NatGateway: ngw-shared is Deleting",
    );
    await later();
    await expect(cloud.call("DeleteNatGateway", { natGatewayId })).rejects.toThrow(
      "InvalidNatGatewayId.NotFound: there is no ngw-shared",
    );
  });

  it("are not deleted while they are being created", async () => {
    const { cloud } = await openCloud();
    const { natGatewayId } = await cloud.call("CreateNatGateway", request);
    await expect(cloud.call("DeleteNatGateway", { natGatewayId })).rejects.toThrow(
      "OperationConflict: ngw-bp10000001 is Creating",
    );
  });
});
