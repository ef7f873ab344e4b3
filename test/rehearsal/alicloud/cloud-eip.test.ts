import { describe, expect, it } from "vitest";
import { boundEip, openCloud, world } from "./support.ts";

const toShared = { instanceId: "ngw-shared", instanceType: "Nat" };

describe("EIPs", () => {
  it("are given out with ids and public IPs from a counter", async () => {
    const { cloud } = await openCloud();
    expect([await cloud.call("AllocateEipAddress", {}), await cloud.call("AllocateEipAddress", {})]).toEqual([
      { allocationId: "eip-bp10000001", eipAddress: "203.0.113.1" },
      { allocationId: "eip-bp10000002", eipAddress: "203.0.113.2" },
    ]);
  });

  it("never get an IP that the world placed, nor one that was released", async () => {
    const { cloud, later } = await openCloud({
      world: { ...world, eips: [{ allocationId: "eip-old", ipAddress: "203.0.113.2" }] },
    });
    const { allocationId } = await cloud.call("AllocateEipAddress", {});
    await cloud.call("ReleaseEipAddress", { allocationId });
    await later();
    expect(await cloud.call("AllocateEipAddress", {})).toEqual({
      allocationId: "eip-bp10000002",
      eipAddress: "203.0.113.3",
    });
  });

  it.each([
    [253, "203.0.113.254"],
    [254, "198.51.100.1"],
    [508, "192.0.2.1"],
    [762, "198.18.0.1"],
    [762 + 256 * 254, "198.19.0.1"],
  ])("go on after the first range: IP %i is %s", async (given, ip) => {
    const { cloud, file } = await openCloud();
    const state = await cloud.snapshot();
    state.counters.ip = given;
    const { writeFile } = await import("node:fs/promises");
    await writeFile(file, JSON.stringify(state));
    expect((await cloud.call("AllocateEipAddress", {})).eipAddress).toBe(ip);
  });

  it("become InUse, then Available again, and meet errors meanwhile", async () => {
    const { cloud, later } = await openCloud();
    const { allocationId } = await cloud.call("AllocateEipAddress", {});
    const binding = { allocationId, ...toShared };
    const status = async () => (await cloud.snapshot()).eips[allocationId]?.status;

    await cloud.call("AssociateEipAddress", binding);
    expect(await status()).toBe("Associating");
    await expect(cloud.call("AssociateEipAddress", binding)).rejects.toThrow(
      "IncorrectEipStatus: eip-bp10000001 is Associating, not Available",
    );
    await expect(cloud.call("UnassociateEipAddress", binding)).rejects.toThrow(
      "IncorrectEipStatus: eip-bp10000001 is Associating, not InUse",
    );
    await expect(cloud.call("ModifyEipAddressAttribute", { allocationId, name: "a" })).rejects.toThrow(
      "IncorrectEipStatus: eip-bp10000001 is Associating",
    );
    await later();
    expect(await status()).toBe("InUse");
    await expect(cloud.call("ReleaseEipAddress", { allocationId })).rejects.toThrow(
      "IncorrectEipStatus: eip-bp10000001 is InUse, not Available",
    );
    await cloud.call("UnassociateEipAddress", binding);
    expect((await cloud.snapshot()).eips[allocationId]).toMatchObject({
      status: "Unassociating",
      instanceId: "ngw-shared",
    });
    await later();
    expect((await cloud.snapshot()).eips[allocationId]).toMatchObject({ status: "Available" });
    expect((await cloud.snapshot()).eips[allocationId]?.instanceId).toBeUndefined();
    await expect(cloud.call("UnassociateEipAddress", binding)).rejects.toThrow(
      "InvalidAssociation.NotFound: eip-bp10000001 is not bound to ngw-shared",
    );
  });

  it("stay bound while a SNAT entry uses them, unless unbound by force, which takes the entry's IP", async () => {
    const { cloud, later } = await openCloud();
    const [a, b] = [await boundEip(cloud), await boundEip(cloud)];
    const { snatEntryId } = await cloud.call("CreateSnatEntry", {
      snatTableId: "stb-shared",
      snatIp: `${a.ip},${b.ip}`,
      sourceCIDR: "10.20.8.0/24",
    });
    await later();
    const unbind = (allocationId: string, force?: boolean) =>
      cloud.call("UnassociateEipAddress", { allocationId, instanceId: "ngw-shared", force });
    await expect(unbind(b.allocationId)).rejects.toThrow(
      "InvalidIpStatus.HasBeenUsedBySnatTable: 203.0.113.2 is used by snat-bp10000001",
    );
    await unbind(b.allocationId, true);
    expect((await cloud.snapshot()).snatEntries[snatEntryId]?.snatIp).toBe(a.ip);
    await unbind(a.allocationId, true);
    expect((await cloud.snapshot()).snatEntries).toEqual({});
  });

  it("are not released while deletion protection is on", async () => {
    const { cloud, later } = await openCloud();
    const { allocationId } = await cloud.call("AllocateEipAddress", {});
    const protect = (protectionEnable: boolean) =>
      cloud.call("DeletionProtection", { instanceId: allocationId, type: "EIP", protectionEnable });
    await protect(true);
    await expect(cloud.call("ReleaseEipAddress", { allocationId })).rejects.toThrow(
      "InvalidOperation.DeletionProtection: eip-bp10000001 has deletion protection on",
    );
    await protect(false);
    await cloud.call("ReleaseEipAddress", { allocationId });
    expect((await cloud.snapshot()).eips[allocationId]?.status).toBe("Releasing");
    await later();
    expect(await cloud.call("DescribeEipAddresses", { allocationId })).toEqual({ eipAddresses: [] });
  });

  it("are 20 an account and 20 a NAT gateway, or what the world says", async () => {
    const { cloud } = await openCloud({ world: { ...world, quotas: { eips: 23, eipsPerNatGateway: 2 } } });
    const eips = [];
    for (let count = 1; count < 23; count++) eips.push(await cloud.call("AllocateEipAddress", {}));
    await expect(cloud.call("AllocateEipAddress", {})).rejects.toThrow(
      "QuotaExceeded.Eip: the account has 23 EIPs, its quota (eip_quota_instances_num)",
    );
    for (const { allocationId } of eips.slice(0, 2))
      await cloud.call("AssociateEipAddress", { allocationId, ...toShared });
    await expect(cloud.call("AssociateEipAddress", { allocationId: "eip-old", ...toShared })).rejects.toThrow(
      "QuotaExceeded.EipPerNatGateway: ngw-shared has 2 EIPs, its quota (natgw_quota_eip_num_per_nat)",
    );
    expect((await (await openCloud()).cloud.snapshot()).quotas).toEqual({
      eips: 20,
      eipsPerNatGateway: 20,
      natGatewaysPerVpc: 5,
      snatEntriesPerTable: 40,
    });
  });

  it.each([
    [{ allocationId: "eip-none", ...toShared }, "InvalidAllocationId.NotFound: there is no eip-none"],
    [
      { allocationId: "eip-old", instanceId: "ngw-none", instanceType: "Nat" },
      "InvalidInstanceId.NotFound: there is no ngw-none",
    ],
    [
      { allocationId: "eip-old", instanceId: "i-1", instanceType: "EcsInstance" },
      'InvalidInstanceType.ValueNotSupported: "EcsInstance": this cloud binds to Nat only',
    ],
  ])("are not bound %#", async (request, text) => {
    const { cloud } = await openCloud();
    await expect(cloud.call("AssociateEipAddress", request)).rejects.toThrow(text);
  });

  it("wait for their gateway", async () => {
    const { cloud } = await openCloud();
    const { natGatewayId } = await cloud.call("CreateNatGateway", {
      vpcId: "vpc-hz",
      vSwitchId: "vsw-nat",
      natType: "Enhanced",
    });
    await expect(
      cloud.call("AssociateEipAddress", {
        allocationId: "eip-old",
        instanceId: natGatewayId,
        instanceType: "Nat",
      }),
    ).rejects.toThrow("IncorrectStatus.NatGateway: ngw-bp10000001 is Creating");
  });
});
