import { describe, expect, it } from "vitest";
import { openProvider, urn } from "./support.ts";

const createTime = "2026-11-01T00:00:00Z";

describe("the provider", () => {
  it("makes, reads, changes and deletes an EIP", async () => {
    const { provider, cloud } = await openProvider();
    const inputs = {
      addressName: "demo-a",
      internetChargeType: "PayByTraffic",
      deletionProtection: true,
      tags: { school: "demo" },
    };
    const outs = {
      ...inputs,
      allocationId: "eip-bp10000001",
      ipAddress: "203.0.113.1",
      name: "demo-a",
      description: "",
      bandwidth: "5",
      paymentType: "PayAsYouGo",
      instanceChargeType: "PostPaid",
      isp: "BGP",
      mode: "NAT",
      netmode: "public",
      highDefinitionMonitorLogStatus: "OFF",
      publicIpAddressPoolId: "",
      resourceGroupId: "",
      zone: "",
      securityProtectionTypes: [],
      createTime,
      status: "Available",
    };
    const id = "eip-bp10000001";
    expect(await provider.create(urn("eip"), inputs)).toEqual({ id, outs });
    expect(await provider.read(id, urn("eip"), outs)).toEqual({ id, props: outs });

    const news = { addressName: "demo-a", bandwidth: "10", deletionProtection: false, tags: { zone: "i" } };
    expect((await provider.update(id, urn("eip"), outs, news)).outs).toEqual({ ...outs, ...news });
    await provider.delete(id, urn("eip"), { ...outs, ...news });
    expect(await provider.read(id, urn("eip"), outs)).toEqual({ id: "", props: {} });
    expect((await cloud.snapshot()).eips[id]).toBeUndefined();
  });

  it("makes and deletes a NAT gateway, with its tables as comma-joined texts", async () => {
    const { provider } = await openProvider();
    const inputs = { vpcId: "vpc-hz", vswitchId: "vsw-nat", natType: "Enhanced", deletionProtection: true };
    const id = "ngw-bp10000001";
    const { outs } = await provider.create(urn("nat"), inputs);
    expect(outs).toEqual({
      ...inputs,
      networkType: "internet",
      internetChargeType: "PayByLcu",
      paymentType: "PayAsYouGo",
      instanceChargeType: "PostPaid",
      availabilityMode: "CrossAZ",
      natGatewayName: "",
      name: "",
      description: "",
      eipBindMode: "MULTI_BINDED",
      icmpReplyEnabled: true,
      snatTableIds: "stb-bp10000001",
      forwardTableIds: "ftb-bp10000001",
      privateLinkEnabled: false,
      specification: "",
      status: "Available",
      tags: {},
    });
    await expect(provider.delete(id, urn("nat"), outs)).rejects.toThrow(
      "DeleteNatGateway failed: InvalidOperation.DeletionProtection: ngw-bp10000001 has deletion protection on",
    );
    const moved = { ...inputs, vswitchId: "vsw-pods" };
    await expect(provider.update(id, urn("nat"), outs, moved)).rejects.toThrow(
      "UpdateNatGatewayNatType failed: OperationUnsupported.NatGatewayType: ngw-bp10000001 stays Enhanced, and in vsw-nat",
    );
    const open = { ...inputs, deletionProtection: false, natGatewayName: "demo", tags: { school: "demo" } };
    const changed = await provider.update(id, urn("nat"), outs, open);
    expect(changed.outs).toEqual({ ...outs, ...open, name: "demo" });
    await provider.delete(id, urn("nat"), changed.outs);
    expect(await provider.read(id, urn("nat"), outs)).toEqual({ id: "", props: {} });
  });

  it("misses natType where it is left out, as the cloud does", async () => {
    const { provider } = await openProvider();
    await expect(provider.create(urn("nat"), { vpcId: "vpc-hz", vswitchId: "vsw-nat" })).rejects.toThrow(
      "CreateNatGateway failed: MissingParameter: parameter NatType is mandatory",
    );
  });

  it("takes a vSwitch, its route table, route and association up and down", async () => {
    const { provider, cloud } = await openProvider();
    const vswitch = await provider.create(urn("vswitch"), {
      vpcId: "vpc-hz",
      zoneId: "cn-hangzhou-j",
      cidrBlock: "10.20.8.0/25",
      tags: { school: "demo" },
    });
    const table = await provider.create(urn("table"), { vpcId: "vpc-hz", routePropagationEnable: false });
    const route = await provider.create(urn("route"), {
      routeTableId: table.id,
      destinationCidrblock: "0.0.0.0/0",
      nexthopType: "NatGateway",
      nexthopId: "ngw-shared",
      name: "out",
    });
    const attachment = await provider.create(urn("attachment"), {
      routeTableId: table.id,
      vswitchId: vswitch.id,
    });
    expect([vswitch, table, route, attachment]).toEqual([
      {
        id: "vsw-bp10000001",
        outs: {
          vpcId: "vpc-hz",
          zoneId: "cn-hangzhou-j",
          availabilityZone: "cn-hangzhou-j",
          cidrBlock: "10.20.8.0/25",
          vswitchName: "",
          name: "",
          description: "",
          isDefault: false,
          enableIpv6: false,
          ipv6CidrBlock: "",
          createTime,
          status: "Available",
          tags: { school: "demo" },
        },
      },
      {
        id: "vtb-bp10000001",
        outs: {
          vpcId: "vpc-hz",
          associateType: "VSwitch",
          routeTableName: "",
          name: "",
          description: "",
          // A new table is not asked for it: the next up changes that.
          routePropagationEnable: true,
          createTime,
          resourceGroupId: "",
          status: "Available",
          tags: {},
        },
      },
      {
        id: "vtb-bp10000001:vrt-hz:0.0.0.0/0:NatGateway:ngw-shared",
        outs: {
          routeTableId: "vtb-bp10000001",
          destinationCidrblock: "0.0.0.0/0",
          nexthopType: "NatGateway",
          nexthopId: "ngw-shared",
          name: "out",
          description: "",
          routerId: "vrt-hz",
        },
      },
      {
        id: "vtb-bp10000001:vsw-bp10000001",
        outs: { routeTableId: "vtb-bp10000001", vswitchId: "vsw-bp10000001", status: "Available" },
      },
    ]);
    await provider.update(table.id, urn("table"), table.outs, { vpcId: "vpc-hz", routeTableName: "demo" });
    await provider.update(vswitch.id, urn("vswitch"), vswitch.outs, { vswitchName: "pods", tags: {} });
    const state = await cloud.snapshot();
    expect(state.routeTables[table.id]?.routeTableName).toBe("demo");
    expect(state.vswitches[vswitch.id]).toMatchObject({ vSwitchName: "pods", tags: {} });

    for (const [type, { id, outs }] of [
      ["attachment", attachment],
      ["route", route],
      ["table", table],
      ["vswitch", vswitch],
    ] as const) {
      await provider.delete(id, urn(type), outs);
      expect(await provider.read(id, urn(type), outs)).toEqual({ id: "", props: {} });
      // What is gone already is no error: the answer to a delete may have been lost.
      await provider.delete(id, urn(type), outs);
    }
  });

  it("makes, changes and deletes a security group", async () => {
    const { provider } = await openProvider();
    const { id, outs } = await provider.create(urn("group"), { vpcId: "vpc-hz", innerAccessPolicy: "Drop" });
    expect({ id, outs }).toEqual({
      id: "sg-bp10000001",
      outs: {
        vpcId: "vpc-hz",
        securityGroupType: "normal",
        securityGroupName: "",
        name: "",
        innerAccessPolicy: "Drop",
        innerAccess: false,
        description: "",
        createTime,
        resourceGroupId: "",
        tags: {},
      },
    });
    const news = {
      vpcId: "vpc-hz",
      innerAccessPolicy: "Accept",
      securityGroupName: "relay",
      tags: { a: "1" },
    };
    expect((await provider.update(id, urn("group"), outs, news)).outs).toEqual({
      ...outs,
      ...news,
      name: "relay",
      innerAccess: true,
    });
    await provider.delete(id, urn("group"), outs);
    expect(await provider.read(id, urn("group"), outs)).toEqual({ id: "", props: {} });
  });
});
