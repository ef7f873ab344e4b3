import { describe, expect, it } from "vitest";
import { boundEip, openProvider, types, urn } from "./support.ts";

describe("tries of one operation", () => {
  it("with one client token make one resource, also when the answer was lost", async () => {
    const { provider, cloud } = await openProvider({
      faults: [
        { call: "AllocateEipAddress", nth: 1, times: 1, when: "after", timeout: true },
        { call: "CreateNatGateway", nth: 1, times: 1, when: "after", throttle: true },
      ],
    });
    const first = await provider.create(urn("eip"), {}, { clientToken: "op-1" });
    expect(await provider.create(urn("eip"), {}, { clientToken: "op-1" })).toEqual(first);
    await provider.create(urn("nat"), { vpcId: "vpc-hz", vswitchId: "vsw-nat", natType: "Enhanced" });
    const state = await cloud.snapshot();
    expect(Object.keys(state.eips)).toEqual(["eip-old", "eip-bp10000001"]);
    expect(Object.keys(state.natGateways)).toEqual(["ngw-shared", "ngw-bp10000001"]);
  });

  it("without a client token are operations of their own", async () => {
    const { provider } = await openProvider();
    expect((await provider.create(urn("eip"), {})).id).toBe("eip-bp10000001");
    expect((await provider.create(urn("eip"), {})).id).toBe("eip-bp10000002");
  });

  it.each([
    ["ModifySnatEntry", "after", "timeout"],
    ["ModifySnatEntry", "after", "disconnect"],
    ["DeleteSnatEntry", "after", "timeout"],
    ["UnassociateEipAddress", "after", "throttle"],
    ["DescribeSnatTableEntries", "before", "throttle"],
  ] as const)("come to their end when %s fails %s it took effect by %s", async (call, when, kind) => {
    const { provider, cloud } = await openProvider({
      faults: [{ call, nth: 1, times: 1, when, [kind]: true }],
    });
    const { allocationId, ip } = await boundEip(cloud);
    const bound = { id: `${allocationId}:ngw-shared`, outs: {} };
    const entry = { snatTableId: "stb-shared", snatIp: ip, sourceCidr: "10.20.8.0/24" };
    const made = await provider.create(urn("snat"), entry);
    await provider.update(made.id, urn("snat"), made.outs, { ...entry, snatEntryName: "demo" });
    await provider.delete(made.id, urn("snat"), made.outs);
    await provider.delete(bound.id, urn("binding"), bound.outs);
    const state = await cloud.snapshot();
    expect(state.snatEntries).toEqual({});
    expect(state.eips[allocationId]?.status).toBe("Available");
    expect(state.calls[call]).toBeGreaterThan(1);
  });

  it("that are not listed for a call fail at once", async () => {
    const { provider, cloud } = await openProvider({
      faults: [{ call: "ModifySnatEntry", nth: 1, times: 1, when: "before", error: "OperationConflict" }],
    });
    const { ip } = await boundEip(cloud);
    const entry = { snatTableId: "stb-shared", snatIp: ip, sourceCidr: "10.20.8.0/24" };
    const { id, outs } = await provider.create(urn("snat"), entry);
    await expect(provider.update(id, urn("snat"), outs, { ...entry, snatEntryName: "demo" })).rejects.toThrow(
      "ModifySnatEntry failed: OperationConflict: ModifySnatEntry: injected by the fault plan",
    );
  });

  it.each(["InternalError", "ServiceUnavailable", "UnknownError"])(
    "come to their end when the cloud answers %s, of a status of 5xx, for a while",
    async (error) => {
      const { provider, cloud } = await openProvider({
        faults: [{ call: "ModifySnatEntry", nth: 1, times: 3, when: "before", error }],
      });
      const { ip } = await boundEip(cloud);
      const entry = { snatTableId: "stb-shared", snatIp: ip, sourceCidr: "10.20.8.0/24" };
      const { id, outs } = await provider.create(urn("snat"), entry);
      await provider.update(id, urn("snat"), outs, { ...entry, snatEntryName: "demo" });
      expect((await cloud.snapshot()).calls.ModifySnatEntry).toBe(4);
    },
  );

  it("are not made of DescribeNatGateways: throttled once, it fails what asks", async () => {
    const { provider, cloud } = await openProvider({
      faults: [{ call: "DescribeNatGateways", nth: 1, times: 1, when: "before", throttle: true }],
    });
    await expect(provider.read("ngw-shared", urn("nat"), { vpcId: "vpc-hz" })).rejects.toThrow(
      "DescribeNatGateways failed: Throttling.User: DescribeNatGateways: too many requests",
    );
    expect((await cloud.snapshot()).calls.DescribeNatGateways).toBe(1);
  });

  it("cannot unbind an address that is gone: a refresh finds that its binding is gone too", async () => {
    const { provider, cloud } = await openProvider();
    const { allocationId } = await boundEip(cloud);
    const id = `${allocationId}:ngw-shared`;
    await cloud.call("UnassociateEipAddress", { allocationId, instanceId: "ngw-shared" });
    await cloud.clock.sleep(1000);
    await cloud.call("ReleaseEipAddress", { allocationId });
    await cloud.clock.sleep(1000);
    await expect(provider.delete(id, urn("binding"), {})).rejects.toThrow(
      "UnassociateEipAddress failed: InvalidAllocationId.NotFound",
    );
    expect((await provider.read(id, urn("binding"), { allocationId })).id).toBe("");
  });

  it("are struck by faults on the provider's own methods", async () => {
    const call = `create ${types.eip}`;
    const { provider, cloud } = await openProvider({
      faults: [{ call, nth: 1, times: 1, when: "after", error: "X" }],
    });
    await expect(provider.create(urn("eip"), {})).rejects.toThrow(`X: ${call}: injected by the fault plan`);
    expect(Object.keys((await cloud.snapshot()).eips)).toEqual(["eip-old", "eip-bp10000001"]);
  });
});
