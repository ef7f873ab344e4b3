import { describe, expect, it } from "vitest";
import { boundEip, openProvider, urn } from "./support.ts";

describe("an EIP association and the SNAT entry on it", () => {
  const binding = { allocationId: "eip-old", instanceId: "ngw-shared" };
  const entry = { snatTableId: "stb-shared", snatIp: "47.111.68.100", sourceCidr: "10.20.8.0/24" };

  it("does not wait until the EIP is InUse; the entry tries until it is", async () => {
    const { provider, cloud } = await openProvider();
    expect(await provider.create(urn("binding"), binding)).toEqual({
      id: "eip-old:ngw-shared",
      outs: { ...binding, instanceType: "Nat", mode: "NAT", privateIpAddress: "", vpcId: "" },
    });
    expect((await cloud.snapshot()).eips["eip-old"]?.status).toBe("Associating");
    expect(await provider.create(urn("snat"), entry)).toEqual({
      id: "stb-shared:snat-bp10000001",
      outs: {
        ...entry,
        snatEntryId: "snat-bp10000001",
        snatEntryName: "",
        sourceVswitchId: "",
        eipAffinity: 0,
        status: "Available",
      },
    });
  });

  it("answers both sources for an entry on a vSwitch", async () => {
    const { provider } = await openProvider();
    await provider.create(urn("binding"), binding);
    const { sourceCidr: _, ...rest } = entry;
    const { outs } = await provider.create(urn("snat"), { ...rest, sourceVswitchId: "vsw-pods" });
    expect([outs.sourceCidr, outs.sourceVswitchId]).toEqual(["10.20.4.0/24", "vsw-pods"]);
  });

  it("does not try a swap to an address again that is still being bound: the rerun does it", async () => {
    const { provider, cloud } = await openProvider();
    await provider.create(urn("binding"), binding);
    const { id, outs } = await provider.create(urn("snat"), entry);
    const { id: allocationId, outs: eip } = await provider.create(urn("eip"), {});
    await provider.create(urn("binding", "b"), { ...binding, allocationId });
    const swap = () => provider.update(id, urn("snat"), outs, { ...entry, snatIp: eip.ipAddress });
    await expect(swap()).rejects.toThrow(
      "ModifySnatEntry failed: OperationUnsupported.EipInBinding: 203.0.113.1 (eip-bp10000001) is Associating",
    );
    await cloud.clock.sleep(1000);
    expect((await swap()).outs).toEqual({ ...outs, snatIp: "203.0.113.1" });
  });

  it("calls nothing for an update that changes nothing", async () => {
    const { provider, cloud } = await openProvider({
      faults: [{ call: "ModifySnatEntry", nth: 1, times: 9, when: "before", error: "X" }],
    });
    await provider.create(urn("binding"), binding);
    const { id, outs } = await provider.create(urn("snat"), entry);
    expect((await provider.update(id, urn("snat"), outs, entry)).outs).toEqual(outs);
    expect((await cloud.snapshot()).calls).toEqual({});
  });

  it("waits for another entry of the table before it makes or deletes its own, but not before it changes it", async () => {
    const { provider, cloud } = await openProvider({ delays: { snatEntry: 500 } });
    const { ip } = await boundEip(cloud);
    const first = await provider.create(urn("snat"), { ...entry, snatIp: ip });
    const other = { snatTableId: "stb-shared", snatIp: ip, sourceCIDR: "10.20.9.0/24" };
    await cloud.call("CreateSnatEntry", other);
    await expect(
      provider.update(first.id, urn("snat"), first.outs, { ...entry, snatIp: ip, snatEntryName: "demo" }),
    ).rejects.toThrow(
      "ModifySnatEntry failed: IncorretSnatEntryStatus: snat-bp10000002 of stb-shared is Pending",
    );
    const third = await provider.create(urn("snat"), { ...entry, snatIp: ip, sourceCidr: "10.20.10.0/24" });
    await cloud.call("ModifySnatEntry", {
      snatTableId: "stb-shared",
      snatEntryId: "snat-bp10000002",
      snatIp: ip,
    });
    await provider.delete(third.id, urn("snat"), third.outs);
    expect(Object.keys((await cloud.snapshot()).snatEntries)).toEqual(["snat-bp10000001", "snat-bp10000002"]);
  });

  it("gives up after the provider's five minutes when an entry uses the address it unbinds", async () => {
    const { provider, clock } = await openProvider();
    const { id, outs } = await provider.create(urn("binding"), binding);
    await provider.create(urn("snat"), entry);
    const start = clock.now();
    await expect(provider.delete(id, urn("binding"), outs)).rejects.toThrow(
      "UnassociateEipAddress failed for 5 minutes (5 s of the stand-in's time): InvalidIpStatus.HasBeenUsedBySnatTable: 47.111.68.100 is used by snat-bp10000001",
    );
    expect(clock.now() - start).toBeGreaterThanOrEqual(5000);
  });

  it("unbinds after the entry is gone, and the EIP is Available again", async () => {
    const { provider, cloud } = await openProvider();
    const bound = await provider.create(urn("binding"), binding);
    const made = await provider.create(urn("snat"), entry);
    await provider.delete(made.id, urn("snat"), made.outs);
    await provider.delete(bound.id, urn("binding"), bound.outs);
    expect((await cloud.snapshot()).eips["eip-old"]?.status).toBe("Available");
    expect(await provider.read(bound.id, urn("binding"), bound.outs)).toEqual({ id: "", props: {} });
  });

  it("pulls an address out of its entry when the association is forced", async () => {
    const { provider, cloud } = await openProvider();
    const bound = await provider.create(urn("binding"), { ...binding, force: true });
    await provider.create(urn("snat"), entry);
    await provider.delete(bound.id, urn("binding"), bound.outs);
    expect((await cloud.snapshot()).snatEntries).toEqual({});
  });
});
