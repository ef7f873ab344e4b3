import { describe, expect, it } from "vitest";
import { boundEip, openCloud, world } from "./support.ts";

const snatTableId = "stb-shared";

describe("SNAT entries", () => {
  it("are Pending, then Available, and answer both kinds of source", async () => {
    const { cloud, later } = await openCloud();
    const { ip } = await boundEip(cloud);
    const { snatEntryId } = await cloud.call("CreateSnatEntry", {
      snatTableId,
      snatIp: ip,
      sourceVSwitchId: "vsw-pods",
    });
    const entry = {
      snatEntryId: "snat-bp10000001",
      snatTableId,
      snatEntryName: "",
      snatIp: "203.0.113.1",
      sourceCIDR: "10.20.4.0/24",
      sourceVSwitchId: "vsw-pods",
      eipAffinity: 0,
    };
    expect(await cloud.call("DescribeSnatTableEntries", { snatEntryId })).toEqual({
      snatTableEntries: [
        { ...entry, status: "Pending", transition: { to: "Available", at: expect.any(Number) } },
      ],
    });
    await later();
    expect(await cloud.call("DescribeSnatTableEntries", { snatEntryId })).toEqual({
      snatTableEntries: [{ ...entry, status: "Available" }],
    });
  });

  it("take only an IP whose EIP is bound to their own gateway, completely", async () => {
    const { cloud, later } = await openCloud();
    const { allocationId, eipAddress } = await cloud.call("AllocateEipAddress", {});
    const create = () =>
      cloud.call("CreateSnatEntry", { snatTableId, snatIp: eipAddress, sourceCIDR: "10.20.8.0/24" });

    await expect(create()).rejects.toThrow(
      "EIP_NOT_IN_GATEWAY: 203.0.113.1 (eip-bp10000001) is not bound to ngw-shared",
    );
    const binding = { allocationId, instanceId: "ngw-shared", instanceType: "Nat" };
    await cloud.call("AssociateEipAddress", binding);
    await expect(create()).rejects.toThrow(
      "OperationUnsupported.EipInBinding: 203.0.113.1 (eip-bp10000001) is Associating",
    );
    await later();
    await cloud.call("UnassociateEipAddress", binding);
    await expect(create()).rejects.toThrow(
      "OperationUnsupported.EipNatGWCheck: 203.0.113.1 (eip-bp10000001) is Unassociating",
    );
    await later();
    await expect(create()).rejects.toThrow("EIP_NOT_IN_GATEWAY");
    await cloud.call("AssociateEipAddress", binding);
    await later();
    expect(await create()).toEqual({ snatEntryId: "snat-bp10000001" });
  });

  it.each([
    ["198.51.100.77", "InvalidSnatIp.NotFound: 198.51.100.77 is no EIP of this account"],
    ["203.0.113.1, 203.0.113.2", 'InvalidSnatIp.Malformed: " 203.0.113.2" is not an IPv4 address'],
    [Array(65).fill("203.0.113.1").join(","), "SNAT_IP_POOL_COUNT_TOO_MANY: 65 IPs; an entry takes 64"],
    ["", "MissingParameter: parameter SnatIp is mandatory"],
  ])("refuse the IP %#", async (snatIp, text) => {
    const { cloud } = await openCloud();
    await boundEip(cloud);
    await expect(
      cloud.call("CreateSnatEntry", { snatTableId, snatIp, sourceCIDR: "10.20.8.0/24" }),
    ).rejects.toThrow(text);
  });

  it.each([
    [
      { sourceCIDR: "10.21.0.0/24" },
      "NOT_ALLOW_USE_SOURCECIDR: 10.21.0.0/24 is not inside 10.20.0.0/16 of vpc-hz",
    ],
    [
      { sourceCIDR: "10.20.8.1/24" },
      'InvalidSourceCIDR.Malformed: "10.20.8.1/24" is not a network address; 10.20.8.0/24 is',
    ],
    [{ sourceCIDR: "10.20.8.0" }, 'InvalidSourceCIDR.Malformed: "10.20.8.0" is not an IPv4 CIDR block'],
    [{ sourceVSwitchId: "vsw-none" }, "InvalidVSwitchId.NotFound: there is no vsw-none"],
    [{}, "MissingParameter: parameter SourceCIDR is mandatory"],
    [
      { sourceCIDR: "10.20.4.0/24", sourceVSwitchId: "vsw-pods" },
      "InvalidParameter: SourceCIDR and SourceVSwitchId are mutually exclusive",
    ],
  ])("refuse the source %#", async (source, text) => {
    const { cloud } = await openCloud();
    const { ip } = await boundEip(cloud);
    await expect(cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, ...source })).rejects.toThrow(text);
  });

  it("refuse a vSwitch of another VPC than their gateway's", async () => {
    const { cloud } = await openCloud({
      world: {
        ...world,
        vpcs: [...world.vpcs, { vpcId: "vpc-other", cidrBlock: "10.30.0.0/16" }],
        vswitches: [
          ...world.vswitches,
          { vswitchId: "vsw-other", vpcId: "vpc-other", cidrBlock: "10.30.0.0/24", zoneId: "cn-hangzhou-i" },
        ],
      },
    });
    const { ip } = await boundEip(cloud);
    await expect(
      cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, sourceVSwitchId: "vsw-other" }),
    ).rejects.toThrow("InvalidVSwitchId.NotFound: vsw-other is not in vpc-hz");
  });

  it("are one for a source, whether it is named as vSwitch or as block", async () => {
    const { cloud, later } = await openCloud();
    const { ip } = await boundEip(cloud);
    await cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, sourceVSwitchId: "vsw-pods" });
    await later();
    await expect(
      cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, sourceVSwitchId: "vsw-pods" }),
    ).rejects.toThrow(
      "Forbidden.SourceVSwitchId.Duplicated: vsw-pods is the source of snat-bp10000001 already",
    );
    await expect(
      cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, sourceCIDR: "10.20.4.0/24" }),
    ).rejects.toThrow(
      "Forbidden.SourceVSwitchId.Duplicated: 10.20.4.0/24 is the source of snat-bp10000001 already",
    );
  });

  it("lock their table while one of them is Pending or Deleting", async () => {
    const { cloud, later } = await openCloud();
    const { ip } = await boundEip(cloud);
    const create = (sourceCIDR: string) =>
      cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, sourceCIDR });
    const { snatEntryId } = await create("10.20.8.0/24");
    await later();
    const second = (await create("10.20.9.0/24")).snatEntryId;

    await expect(create("10.20.10.0/24")).rejects.toThrow(
      "OperationConflict: snat-bp10000002 of stb-shared is Pending",
    );
    await expect(cloud.call("ModifySnatEntry", { snatTableId, snatEntryId, snatIp: ip })).rejects.toThrow(
      "IncorretSnatEntryStatus: snat-bp10000002 of stb-shared is Pending",
    );
    await expect(cloud.call("DeleteSnatEntry", { snatTableId, snatEntryId })).rejects.toThrow(
      "IncorretSnatEntryStatus: snat-bp10000002 of stb-shared is Pending",
    );
    await later();
    await cloud.call("DeleteSnatEntry", { snatTableId, snatEntryId: second });
    await expect(cloud.call("ModifySnatEntry", { snatTableId, snatEntryId, snatIp: ip })).rejects.toThrow(
      "IncorretSnatEntryStatus: snat-bp10000002 of stb-shared is Deleting",
    );
    await later();
    await cloud.call("ModifySnatEntry", { snatTableId, snatEntryId, snatIp: ip });
    expect(Object.keys((await cloud.snapshot()).snatEntries)).toEqual([snatEntryId]);
  });

  it("change their IP in place, and only to one that may be used", async () => {
    const { cloud, later } = await openCloud();
    const a = await boundEip(cloud);
    const b = await boundEip(cloud);
    const loose = await cloud.call("AllocateEipAddress", {});
    const { snatEntryId } = await cloud.call("CreateSnatEntry", {
      snatTableId,
      snatIp: a.ip,
      sourceCIDR: "10.20.8.0/24",
    });
    await later();
    const modify = (snatIp: string) => cloud.call("ModifySnatEntry", { snatTableId, snatEntryId, snatIp });
    await expect(modify(loose.eipAddress)).rejects.toThrow(
      "EIP_NOT_IN_GATEWAY: 203.0.113.3 (eip-bp10000003) is not bound to ngw-shared",
    );
    await modify(b.ip);
    expect((await cloud.snapshot()).snatEntries[snatEntryId]).toMatchObject({
      snatIp: b.ip,
      status: "Pending",
    });
    await later();
    expect((await cloud.snapshot()).snatEntries[snatEntryId]).toMatchObject({
      snatIp: b.ip,
      status: "Available",
    });
  });

  it("hold 40 a table, or what the world says", async () => {
    const { cloud, later } = await openCloud();
    const { ip } = await boundEip(cloud);
    for (let index = 0; index < 40; index++) {
      await cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, sourceCIDR: `10.20.100.${index}/32` });
      await later();
    }
    await expect(
      cloud.call("CreateSnatEntry", { snatTableId, snatIp: ip, sourceCIDR: "10.20.101.0/32" }),
    ).rejects.toThrow(
      "Forbidden.SnatEntryCountLimited: stb-shared has 40 entries, its quota (natgw_quota_snat_entry_num)",
    );
  });

  it("need a table that exists and a gateway that is Available", async () => {
    const { cloud } = await openCloud();
    await expect(
      cloud.call("CreateSnatEntry", {
        snatTableId: "stb-none",
        snatIp: "203.0.113.1",
        sourceCIDR: "10.20.8.0/24",
      }),
    ).rejects.toThrow("InvalidSnatTableId.NotFound: there is no stb-none");
    await expect(cloud.call("DeleteSnatEntry", { snatTableId, snatEntryId: "snat-none" })).rejects.toThrow(
      "InvalidSnatEntryId.NotFound: there is no snat-none in stb-shared",
    );
    const gateway = await cloud.call("CreateNatGateway", {
      vpcId: "vpc-hz",
      vSwitchId: "vsw-nat",
      natType: "Enhanced",
    });
    await expect(
      cloud.call("CreateSnatEntry", {
        snatTableId: gateway.snatTableIds[0] ?? "",
        snatIp: "203.0.113.1",
        sourceCIDR: "10.20.8.0/24",
      }),
    ).rejects.toThrow("IncorrectStatus.NATGW: ngw-bp10000001 is Creating");
  });
});
