// What the plugin leaves in the state when a create or an update fails on a resource that is there.
import { expect, it } from "vitest";
import type { Fault } from "../../../rehearsal/faults.ts";
import type { Properties } from "../../../rehearsal/stand-in.ts";
import { boundEip, openProvider, urn } from "./support.ts";

const refused = (call: string): Fault => ({ call, nth: 1, times: 1, when: "before", error: "Forbidden.RAM" });
const reason = (call: string) => `${call} failed: Forbidden.RAM: ${call}: injected by the fault plan`;

/** How a call failed: its text, and what Pulumi's engine is given for its state. */
async function failureOf(call: Promise<unknown>) {
  return await call.then(
    () => undefined,
    (error: Error & { id?: string; properties?: Properties; reasons?: readonly string[] }) => ({
      ...{ message: error.message, id: error.id, properties: error.properties, reasons: error.reasons },
    }),
  );
}

const tags = { "schoolgate:school": "demo" };
const nat = { vpcId: "vpc-hz", vswitchId: "vsw-nat", natType: "Enhanced" };

it.each([
  ["eip", { addressName: "demo-a", tags }, "TagResources", "eip-bp10000001"],
  ["eip", { addressName: "demo-a", deletionProtection: true }, "DeletionProtection", "eip-bp10000001"],
  ["nat", { ...nat, tags }, "TagResources", "ngw-bp10000001"],
  ["nat", { ...nat, deletionProtection: true }, "DeletionProtection", "ngw-bp10000001"],
  [
    "vswitch",
    { vpcId: "vpc-hz", cidrBlock: "10.20.8.0/25", zoneId: "cn-hangzhou-i", tags },
    "TagResources",
    "vsw-bp10000001",
  ],
] as const)("a new %s of %j that %s fails for: nothing but the id", async (type, inputs, call, id) => {
  const { provider } = await openProvider({ faults: [refused(call)] });
  expect(await failureOf(provider.create(urn(type), inputs))).toEqual({
    message: `${id} was created but is not complete: ${reason(call)}`,
    ...{ id, properties: {}, reasons: [reason(call)] },
  });
});

it("a new NAT gateway that cannot be looked at: all inputs, as if it were complete", async () => {
  const { provider } = await openProvider({ faults: [refused("DescribeNatGateways")] });
  const inputs = { ...nat, deletionProtection: true, tags };
  expect(await failureOf(provider.create(urn("nat"), inputs))).toEqual({
    message: `ngw-bp10000001 was created but is not complete: ${reason("DescribeNatGateways")}`,
    ...{ id: "ngw-bp10000001", properties: inputs, reasons: [reason("DescribeNatGateways")] },
  });
});

it("a SNAT entry whose change is refused: the new IP", async () => {
  const { provider, cloud } = await openProvider({ faults: [refused("ModifySnatEntry")] });
  const [a, b] = [await boundEip(cloud), await boundEip(cloud)];
  const entry = { snatTableId: "stb-shared", snatIp: a.ip, sourceCidr: "10.20.8.0/24" };
  const { id, outs } = await provider.create(urn("snat"), entry);
  const wanted = { ...entry, snatIp: b.ip };
  expect(await failureOf(provider.update(id, urn("snat"), outs, wanted))).toEqual({
    message: reason("ModifySnatEntry"),
    ...{ id, properties: { ...outs, snatIp: b.ip }, reasons: [reason("ModifySnatEntry")] },
  });
  // So the next plan sees no difference, until a refresh.
  expect(await provider.diff(id, urn("snat"), { ...outs, snatIp: b.ip }, wanted)).toMatchObject({
    changes: false,
  });
  expect((await provider.read(id, urn("snat"), { ...outs, snatIp: b.ip })).props).toMatchObject({
    snatIp: a.ip,
  });
});

it("an address whose change is refused: what it was", async () => {
  const { provider } = await openProvider({ faults: [refused("ModifyEipAddressAttribute")] });
  const { id, outs } = await provider.create(urn("eip"), { addressName: "demo-a" });
  const wanted = { addressName: "demo-b", tags };
  expect(await failureOf(provider.update(id, urn("eip"), outs, wanted))).toEqual({
    message: reason("ModifyEipAddressAttribute"),
    ...{ id, properties: outs, reasons: [reason("ModifyEipAddressAttribute")] },
  });
});

it("a NAT gateway whose protection is refused after its tags were set: the tags, and no protection", async () => {
  const { provider } = await openProvider({ faults: [refused("DeletionProtection")] });
  const { id, outs } = await provider.create(urn("nat"), nat);
  const wanted = { ...nat, tags, deletionProtection: true };
  expect(await failureOf(provider.update(id, urn("nat"), outs, wanted))).toEqual({
    message: reason("DeletionProtection"),
    ...{ id, properties: { ...outs, tags }, reasons: [reason("DeletionProtection")] },
  });
});
