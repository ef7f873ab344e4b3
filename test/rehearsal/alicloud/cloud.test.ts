import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Cloud } from "../../../rehearsal/alicloud/cloud.ts";
import { type FaultInput, parseFaults } from "../../../rehearsal/faults.ts";
import { folder, openCloud, world } from "./support.ts";

const gateway = { vpcId: "vpc-hz", vSwitchId: "vsw-nat", natType: "Enhanced" };

describe("client tokens", () => {
  it("give a repeated request the first answer, and make nothing twice", async () => {
    const { cloud, later } = await openCloud();
    const request = { name: "a", bandwidth: "5", clientToken: "t1" };
    const first = await cloud.call("AllocateEipAddress", request);
    await later();
    expect(await cloud.call("AllocateEipAddress", { clientToken: "t1", bandwidth: "5", name: "a" })).toEqual(
      first,
    );
    expect(Object.keys((await cloud.snapshot()).eips)).toEqual(["eip-old", "eip-bp10000001"]);
  });

  it("hold also where the repetition would be refused", async () => {
    const { cloud } = await openCloud();
    const answer = await cloud.call("CreateNatGateway", { ...gateway, clientToken: "t1" });
    expect(await cloud.call("CreateNatGateway", { ...gateway, clientToken: "t1" })).toEqual(answer);
    await expect(cloud.call("CreateNatGateway", { ...gateway, clientToken: "t2" })).rejects.toThrow(
      "TaskConflict",
    );
  });

  it("are not used up by a refusal", async () => {
    const { cloud, later } = await openCloud();
    const bind = () =>
      cloud.call("AssociateEipAddress", {
        allocationId: "eip-old",
        instanceId: "ngw-bp10000001",
        instanceType: "Nat",
        clientToken: "t1",
      });
    await expect(bind()).rejects.toThrow("InvalidInstanceId.NotFound");
    await cloud.call("CreateNatGateway", gateway);
    await later();
    expect(await bind()).toEqual({});
  });

  it("are refused for another request and for another action", async () => {
    const { cloud } = await openCloud();
    await cloud.call("AllocateEipAddress", { name: "a", clientToken: "t1" });
    const mismatch =
      "IdempotentParameterMismatch: client token t1 was used for another request (AllocateEipAddress)";
    await expect(cloud.call("AllocateEipAddress", { name: "b", clientToken: "t1" })).rejects.toThrow(
      mismatch,
    );
    await expect(cloud.call("CreateNatGateway", { ...gateway, clientToken: "t1" })).rejects.toThrow(mismatch);
  });

  it("are forgotten after a day", async () => {
    const { cloud, clock } = await openCloud();
    await cloud.call("AllocateEipAddress", { clientToken: "t1" });
    await clock.sleep(24 * 60 * 60 * 1000 + 1);
    await cloud.call("AllocateEipAddress", { clientToken: "t2" });
    expect(Object.keys((await cloud.snapshot()).tokens)).toEqual(["t2"]);
  });
});

describe("the cloud's file", () => {
  it("holds what was answered, and a refused call leaves it as it was", async () => {
    const { cloud, clock, file } = await openCloud();
    const { allocationId } = await cloud.call("AllocateEipAddress", {});
    const text = await readFile(file, "utf8");
    await expect(cloud.call("ReleaseEipAddress", { allocationId: "eip-none" })).rejects.toThrow(
      "InvalidAllocationId",
    );
    expect(await readFile(file, "utf8")).toBe(text);
    const again = await Cloud.open({ file, clock });
    expect(Object.keys((await again.snapshot()).eips)).toEqual(["eip-old", allocationId]);
  });

  it("takes the world in once: what is there stays, quotas follow", async () => {
    const { cloud, clock, file } = await openCloud();
    await cloud.call("ModifyEipAddressAttribute", { allocationId: "eip-old", name: "mine" });
    await cloud.call("ReleaseEipAddress", {
      allocationId: (await cloud.call("AllocateEipAddress", {})).allocationId,
    });
    const before = await cloud.snapshot();
    const again = await Cloud.open({ file, clock, world: { ...world, quotas: { eips: 30 } } });
    expect(await again.snapshot()).toEqual({ ...before, quotas: { ...before.quotas, eips: 30 } });
  });

  it("is refused when it is damaged, with the way out", async () => {
    const file = join(await folder(), "cloud.json");
    await writeFile(file, '{"format":2}');
    await expect(Cloud.open({ file })).rejects.toThrow(
      `${file} is damaged (format: Invalid input: expected 1). It has no backup: start over with --reset, `,
    );
    expect(await readFile(file, "utf8")).toBe('{"format":2}');
  });

  it("is not made for a wrong world", async () => {
    const file = join(await folder(), "cloud.json");
    const wrong = { vpcs: [{ vpcId: "vpc-hz", cidrBlock: "10.20.0.0" }] };
    await expect(Cloud.open({ file, world: wrong })).rejects.toThrow(
      new Error(`the world of ${file} is wrong:\n  vpcs.0.cidrBlock: Invalid IPv4 range`),
    );
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });
});

describe("faults of a call", () => {
  const known = {
    calls: ["AllocateEipAddress", "DescribeEipAddresses"],
    types: ["alicloud:ecs/eipAddress:EipAddress"],
  };
  const allocate: FaultInput = { call: "AllocateEipAddress", when: "before" };
  const of = (fault: FaultInput) => openCloud({ faults: parseFaults([fault], known) });

  it.each([
    [{ error: "QuotaExceeded.Eip" }, "QuotaExceeded.Eip: AllocateEipAddress: injected by the fault plan"],
    [{ throttle: true as const }, "Throttling.User: AllocateEipAddress: too many requests"],
    [{ timeout: true as const }, "Client.Timeout: AllocateEipAddress: no answer came in time"],
    [{ disconnect: true as const }, "Client.ConnectionLost: AllocateEipAddress: the connection broke"],
  ])("come before it takes effect, or after: %j", async (kind, text) => {
    for (const when of ["before", "after"] as const) {
      const { cloud } = await of({ ...allocate, ...kind, when });
      await expect(cloud.call("AllocateEipAddress", {})).rejects.toThrow(text);
      expect(Object.keys((await cloud.snapshot()).eips)).toEqual(
        when === "before" ? ["eip-old"] : ["eip-old", "eip-bp10000001"],
      );
    }
  });

  it("strike queries too, when they are named", async () => {
    const { cloud } = await of({ call: "DescribeEipAddresses", when: "before", throttle: true });
    await expect(cloud.call("DescribeEipAddresses", {})).rejects.toThrow("Throttling.User");
    expect((await cloud.call("DescribeEipAddresses", {})).eipAddresses.length).toBe(1);
  });

  it("are counted in the file: a second run goes on counting", async () => {
    const { cloud, file, clock } = await of({ ...allocate, nth: 2, error: "X" });
    await cloud.call("AllocateEipAddress", {});
    const again = await Cloud.open({
      file,
      clock,
      faults: [{ ...allocate, nth: 2, times: 1, error: "X" }],
    });
    await expect(again.call("AllocateEipAddress", {})).rejects.toThrow("X: AllocateEipAddress");
    await again.call("AllocateEipAddress", {});
    expect((await again.snapshot()).calls).toEqual({ AllocateEipAddress: 3 });
  });

  it("strike what is guarded under a name", async () => {
    const name = "create alicloud:ecs/eipAddress:EipAddress";
    const done: string[] = [];
    const { cloud } = await of({ call: name, when: "after", error: "X" });
    const work = async () => void done.push("made");
    await expect(cloud.guard(name, work)).rejects.toThrow(`X: ${name}: injected by the fault plan`);
    await cloud.guard(name, work);
    await cloud.guard("delete alicloud:ecs/eipAddress:EipAddress", work);
    expect(done).toEqual(["made", "made", "made"]);
    const before = await of({ call: name, when: "before", error: "X" });
    await expect(before.cloud.guard(name, work)).rejects.toThrow("X");
    expect(done.length).toBe(3);
  });
});
