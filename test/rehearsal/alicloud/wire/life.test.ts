import { describe, expect, it } from "vitest";
import {
  callsOf,
  clientsOf,
  ecsSdk as ecsModels,
  vpcSdk as models,
  openFront,
  plain,
  refusalOf,
  signatures,
} from "./support.ts";

const regionId = "cn-hangzhou";
const tag = { key: "schoolgate:school", value: "demo" };
const tags = { tag: [tag] };
/** What every answer with pages has, of so many records. */
const all = (totalCount: number) => ({ pageNumber: 1, pageSize: 10, totalCount });

describe("a school's whole life by Alibaba's own clients", () => {
  it.each(Object.keys(signatures) as (keyof typeof signatures)[])("signed by %s", async (signature) => {
    const { front, cloud, later } = await openFront();
    const { vpc, ecs } = await clientsOf(front, { signature });

    // A vSwitch for pods.
    const cidrBlock = "10.20.8.0/25";
    const { body: vswitch } = await vpc.createVSwitch(
      new models.CreateVSwitchRequest({
        ...{ regionId, vpcId: "vpc-hz", zoneId: "cn-hangzhou-i", cidrBlock, vSwitchName: "demo-i" },
        clientToken: "create-vswitch",
      }),
    );
    expect(vswitch?.vSwitchId).toBe("vsw-bp10000001");
    const vSwitchId = "vsw-bp10000001";
    later();
    await vpc.tagResources(
      new models.TagResourcesRequest({
        regionId,
        resourceId: [vSwitchId],
        resourceType: "VSWITCH",
        tag: [tag],
      }),
    );
    const attributes = new models.DescribeVSwitchAttributesRequest({ regionId, vSwitchId });
    expect(plain(await vpc.describeVSwitchAttributes(attributes))).toEqual({
      ...{ vSwitchId, vpcId: "vpc-hz", cidrBlock, zoneId: "cn-hangzhou-i", vSwitchName: "demo-i" },
      ...{ description: "", creationTime: expect.stringMatching(/^2\d{3}-.*Z$/), status: "Available" },
      ...{ isDefault: false, enabledIpv6: false, ipv6CidrBlock: "", networkAclId: "", resourceGroupId: "" },
      routeTable: { routeTableId: "vtb-hz", routeTableType: "System" },
      tags,
    });

    // A security group that lets calls of the VPC in.
    const { body: group } = await ecs.createSecurityGroup(
      new ecsModels.CreateSecurityGroupRequest({
        ...{ regionId, vpcId: "vpc-hz", securityGroupName: "demo", securityGroupType: "normal", tag: [tag] },
      }),
    );
    expect(group?.securityGroupId).toBe("sg-bp10000001");
    const securityGroupId = "sg-bp10000001";
    const permission = {
      ...{ ipProtocol: "tcp", portRange: "3128/3129", sourceCidrIp: "10.20.0.0/16", nicType: "intranet" },
      ...{ policy: "accept", priority: "1", description: "relay" },
    };
    await ecs.authorizeSecurityGroup(
      new ecsModels.AuthorizeSecurityGroupRequest({ regionId, securityGroupId, permissions: [permission] }),
    );
    const ofGroup = new ecsModels.DescribeSecurityGroupAttributeRequest({ regionId, securityGroupId });
    const nothing = Object.fromEntries(
      [
        ...[
          "sourceGroupId",
          "sourceGroupName",
          "sourceGroupOwnerAccount",
          "sourcePrefixListId",
          "destCidrIp",
        ],
        ...["sourcePortRange", "ipv6SourceCidrIp", "destGroupId", "destGroupName", "destGroupOwnerAccount"],
        ...["destPrefixListId", "ipv6DestCidrIp"],
      ].map((name) => [name, ""]),
    );
    expect(plain(await ecs.describeSecurityGroupAttribute(ofGroup))).toEqual({
      ...{ regionId, securityGroupId, securityGroupName: "demo", description: "", vpcId: "vpc-hz" },
      innerAccessPolicy: "Accept",
      permissions: {
        permission: [
          {
            ...{ ...nothing, ...permission, ipProtocol: "TCP", policy: "Accept", direction: "ingress" },
            securityGroupRuleId: "sgr-bp10000001",
          },
        ],
      },
    });
    const groups = new ecsModels.DescribeSecurityGroupsRequest({ regionId, securityGroupId });
    expect(plain(await ecs.describeSecurityGroups(groups))).toEqual({
      ...all(1),
      regionId,
      securityGroups: {
        securityGroup: [
          {
            ...{ securityGroupId, securityGroupName: "demo", securityGroupType: "normal", description: "" },
            ...{
              vpcId: "vpc-hz",
              creationTime: expect.any(String),
              resourceGroupId: "",
              serviceManaged: false,
            },
            tags: { tag: [{ tagKey: tag.key, tagValue: tag.value }] },
          },
        ],
      },
    });

    // A NAT gateway of its own, protected.
    const { body: created } = await vpc.createNatGateway(
      new models.CreateNatGatewayRequest({
        ...{ regionId, vpcId: "vpc-hz", vSwitchId: "vsw-nat", natType: "Enhanced", name: "demo" },
        ...{ internetChargeType: "PayByLcu", instanceChargeType: "PostPaid" },
      }),
    );
    expect(created).toMatchObject({
      natGatewayId: "ngw-bp10000001",
      snatTableIds: { snatTableId: ["stb-bp10000001"] },
      forwardTableIds: { forwardTableId: ["ftb-bp10000001"] },
    });
    const natGatewayId = "ngw-bp10000001";
    const snatTableId = "stb-bp10000001";
    later();
    const protection = (instanceId: string, type: string, protectionEnable: boolean) =>
      vpc.deletionProtection(
        new models.DeletionProtectionRequest({ regionId, instanceId, type, protectionEnable }),
      );
    await protection(natGatewayId, "NATGW", true);
    await vpc.tagResources(
      new models.TagResourcesRequest({
        ...{ regionId, resourceId: [natGatewayId], resourceType: "NATGATEWAY", tag: [tag] },
      }),
    );
    const tagsOf = new models.ListTagResourcesRequest({
      ...{ regionId, resourceId: [natGatewayId], resourceType: "NATGATEWAY" },
    });
    expect(plain(await vpc.listTagResources(tagsOf))).toEqual({
      tagResources: {
        tagResource: [
          {
            ...{ resourceId: natGatewayId, resourceType: "NATGATEWAY" },
            ...{ tagKey: tag.key, tagValue: tag.value },
          },
        ],
      },
    });

    // Two addresses, bound; the one that is in use cannot be used before its binding is complete.
    const addresses = [];
    for (const name of ["demo-a", "demo-b"]) {
      const { body } = await vpc.allocateEipAddress(
        new models.AllocateEipAddressRequest({
          ...{ regionId, name, bandwidth: "5", internetChargeType: "PayByTraffic", ISP: "BGP" },
          ...{ instanceChargeType: "PostPaid" },
        }),
      );
      addresses.push({ allocationId: body?.allocationId ?? "", ip: body?.eipAddress ?? "" });
    }
    expect(addresses).toEqual([
      { allocationId: "eip-bp10000001", ip: "203.0.113.1" },
      { allocationId: "eip-bp10000002", ip: "203.0.113.2" },
    ]);
    const [a, b] = addresses as [(typeof addresses)[0], (typeof addresses)[0]];
    for (const { allocationId } of addresses) {
      await protection(allocationId, "EIP", true);
      await vpc.associateEipAddress(
        new models.AssociateEipAddressRequest({
          ...{ regionId, allocationId, instanceId: natGatewayId, instanceType: "Nat" },
        }),
      );
    }
    const createEntry = () =>
      vpc.createSnatEntry(
        new models.CreateSnatEntryRequest({
          ...{ regionId, snatTableId, snatIp: a.ip, sourceCIDR: "10.20.8.0/24", snatEntryName: "demo" },
        }),
      );
    expect(await refusalOf(createEntry())).toEqual({
      ...{ code: "OperationUnsupported.EipInBinding", statusCode: 400 },
      message: "OperationUnsupported.EipInBinding: code: 400, 203.0.113.1 (eip-bp10000001) is Associating",
    });
    later();
    expect((await createEntry()).body?.snatEntryId).toBe("snat-bp10000001");
    const snatEntryId = "snat-bp10000001";
    later();

    // A route table of its own, by which the pods reach the gateway.
    const { body: table } = await vpc.createRouteTable(
      new models.CreateRouteTableRequest({
        ...{ regionId, vpcId: "vpc-hz", routeTableName: "demo", associateType: "VSwitch", tag: [tag] },
      }),
    );
    expect(table?.routeTableId).toBe("vtb-bp10000001");
    const routeTableId = "vtb-bp10000001";
    later();
    await vpc.createRouteEntry(
      new models.CreateRouteEntryRequest({
        ...{ regionId, routeTableId, destinationCidrBlock: "0.0.0.0/0", nextHopType: "NatGateway" },
        ...{ nextHopId: natGatewayId, routeEntryName: "demo" },
      }),
    );
    later();
    await vpc.associateRouteTable(
      new models.AssociateRouteTableRequest({ regionId, routeTableId, vSwitchId }),
    );
    later();
    const ofTable = {
      ...{ routeTableId, routeTableType: "Custom", status: "Available", resourceGroupId: "" },
      ...{ creationTime: expect.any(String), vSwitchIds: { vSwitchId: [vSwitchId] } },
    };
    const list = new models.DescribeRouteTableListRequest({ regionId, routeTableId });
    expect(plain(await vpc.describeRouteTableList(list))).toEqual({
      ...all(1),
      routerTableList: {
        routerTableListType: [
          {
            ...{ ...ofTable, vpcId: "vpc-hz", routerId: "vrt-hz", routerType: "VRouter", tags },
            ...{ associateType: "VSwitch", routeTableName: "demo", description: "" },
            ...{ routePropagationEnable: true, gatewayIds: { gatewayIds: [] } },
          },
        ],
      },
    });
    const route = {
      ...{ routeTableId, routeEntryId: "rte-bp10000001", destinationCidrBlock: "0.0.0.0/0", type: "Custom" },
      ...{ nextHopType: "NatGateway", instanceId: natGatewayId, routeEntryName: "demo", description: "" },
      ...{ status: "Available", nextHops: { nextHop: [] } },
    };
    const tables = new models.DescribeRouteTablesRequest({ regionId, routeTableId });
    expect(plain(await vpc.describeRouteTables(tables))).toEqual({
      ...all(1),
      routeTables: {
        routeTable: [{ ...ofTable, VRouterId: "vrt-hz", routeEntrys: { routeEntry: [route] } }],
      },
    });

    // The swap: one changing call, in place; the table takes no other meanwhile.
    const swapTo = (snatIp: string) =>
      vpc.modifySnatEntry(
        new models.ModifySnatEntryRequest({
          ...{ regionId, snatTableId, snatEntryId, snatIp, snatEntryName: "demo" },
        }),
      );
    const before = (await callsOf(front)).length;
    await swapTo(b.ip);
    expect((await callsOf(front)).slice(before)).toEqual([
      {
        ...{
          time: expect.any(String),
          call: "vpc:ModifySnatEntry",
          status: 200,
          requestId: expect.any(String),
        },
        parameters: {
          ...{ RegionId: regionId, SnatTableId: snatTableId, SnatEntryId: snatEntryId, SnatIp: b.ip },
          SnatEntryName: "demo",
        },
      },
    ]);
    expect(await refusalOf(swapTo(a.ip))).toEqual({
      ...{ code: "IncorretSnatEntryStatus", statusCode: 400 },
      message: "IncorretSnatEntryStatus: code: 400, snat-bp10000001 of stb-bp10000001 is Pending",
    });
    later();
    const entries = new models.DescribeSnatTableEntriesRequest({ regionId, snatTableId, snatEntryId });
    expect(plain(await vpc.describeSnatTableEntries(entries))).toEqual({
      ...all(1),
      snatTableEntries: {
        snatTableEntry: [
          {
            ...{ snatEntryId, snatTableId, natGatewayId, snatEntryName: "demo", snatIp: b.ip },
            ...{ sourceCIDR: "10.20.8.0/24", sourceVSwitchId: "", eipAffinity: "0", status: "Available" },
          },
        ],
      },
    });
    const gateways = new models.DescribeNatGatewaysRequest({ regionId, natGatewayId });
    expect(plain(await vpc.describeNatGateways(gateways))).toEqual({
      ...all(1),
      natGateways: {
        natGateway: [
          {
            ...{
              natGatewayId,
              vpcId: "vpc-hz",
              regionId,
              name: "demo",
              description: "",
              natType: "Enhanced",
            },
            ...{ networkType: "internet", internetChargeType: "PayByLcu", instanceChargeType: "PostPaid" },
            ...{ availabilityMode: "CrossAZ", eipBindMode: "MULTI_BINDED", icmpReplyEnabled: true },
            ...{ deletionProtection: true, privateLinkEnabled: false, spec: "", status: "Available" },
            ...{ businessStatus: "Normal", resourceGroupId: "" },
            snatTableIds: { snatTableId: [snatTableId] },
            forwardTableIds: { forwardTableId: ["ftb-bp10000001"] },
            fullNatTableIds: { fullNatTableId: [] },
            natGatewayPrivateInfo: { vswitchId: "vsw-nat", izNo: "cn-hangzhou-i" },
            ipLists: {
              ipList: [
                {
                  ...{ allocationId: a.allocationId, ipAddress: a.ip, snatEntryEnabled: true },
                  usingStatus: "Idle",
                },
                {
                  ...{ allocationId: b.allocationId, ipAddress: b.ip, snatEntryEnabled: true },
                  usingStatus: "UsedBySnatTable",
                },
              ],
            },
            tags: { tag: [{ tagKey: tag.key, tagValue: tag.value }] },
          },
        ],
      },
    });

    // The end: what protects is taken off first, and what uses goes before what is used.
    const release = (allocationId: string) =>
      vpc.releaseEipAddress(new models.ReleaseEipAddressRequest({ regionId, allocationId }));
    expect((await refusalOf(release(a.allocationId))).code).toMatch(/\.DeletionProtection$/);
    await vpc.deleteSnatEntry(new models.DeleteSnatEntryRequest({ regionId, snatTableId, snatEntryId }));
    later();
    for (const { allocationId } of addresses) {
      await vpc.unassociateEipAddress(
        new models.UnassociateEipAddressRequest({
          ...{ regionId, allocationId, instanceId: natGatewayId, instanceType: "Nat" },
        }),
      );
      await protection(allocationId, "EIP", false);
    }
    later();
    const address = new models.DescribeEipAddressesRequest({ regionId, eipAddress: a.ip });
    expect(plain(await vpc.describeEipAddresses(address))).toEqual({
      ...all(1),
      eipAddresses: {
        eipAddress: [
          {
            ...{ allocationId: a.allocationId, ipAddress: a.ip, regionId, name: "demo-a", description: "" },
            ...{ bandwidth: "5", eipBandwidth: "5", internetChargeType: "PayByTraffic", ISP: "BGP" },
            ...{ chargeType: "PostPaid", netmode: "public", mode: "NAT", status: "Available" },
            ...{
              businessStatus: "Normal",
              instanceId: "",
              instanceType: "",
              privateIpAddress: "",
              vpcId: "",
            },
            ...{ allocationTime: expect.any(String), deletionProtection: false, HDMonitorStatus: "OFF" },
            ...{ publicIpAddressPoolId: "", resourceGroupId: "", zone: "" },
            securityProtectionTypes: { securityProtectionType: [] },
            operationLocks: { lockReason: [] },
            tags: { tag: [] },
          },
        ],
      },
    });
    for (const { allocationId } of addresses) await release(allocationId);
    await vpc.unassociateRouteTable(
      new models.UnassociateRouteTableRequest({ regionId, routeTableId, vSwitchId }),
    );
    await vpc.deleteRouteEntry(
      new models.DeleteRouteEntryRequest({
        ...{ regionId, routeTableId, destinationCidrBlock: "0.0.0.0/0", nextHopId: natGatewayId },
      }),
    );
    later();
    await vpc.deleteRouteTable(new models.DeleteRouteTableRequest({ regionId, routeTableId }));
    await vpc.deleteVSwitch(new models.DeleteVSwitchRequest({ regionId, vSwitchId }));
    await ecs.deleteSecurityGroup(new ecsModels.DeleteSecurityGroupRequest({ regionId, securityGroupId }));
    await protection(natGatewayId, "NATGW", false);
    await vpc.deleteNatGateway(new models.DeleteNatGatewayRequest({ regionId, natGatewayId }));
    later();
    expect(plain(await vpc.describeVSwitchAttributes(attributes))).toMatchObject({
      vSwitchId: "",
      status: "",
    });
    const { eips, natGateways, snatEntries, routeTables, routeEntries, vswitches, securityGroups } =
      await cloud.snapshot();
    const left = { eips, natGateways, snatEntries, routeTables, routeEntries, vswitches, securityGroups };
    expect(Object.fromEntries(Object.entries(left).map(([kind, held]) => [kind, Object.keys(held)]))).toEqual(
      {
        ...{ eips: ["eip-old"], natGateways: ["ngw-shared"], snatEntries: [], routeTables: ["vtb-hz"] },
        ...{ routeEntries: [], vswitches: ["vsw-nat", "vsw-pods"], securityGroups: [] },
      },
    );
  });
});
