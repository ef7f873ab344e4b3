// Which calls a change makes, in their order, and with which parameters.
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Fault } from "../../../rehearsal/faults.ts";
import type { Properties } from "../../../rehearsal/stand-in.ts";
import { listen } from "./calls.ts";
import { boundEip, openProvider, type types, urn } from "./support.ts";

afterEach(() => vi.restoreAllMocks());

/** Makes a resource and changes it: the calls that the change made. */
async function changing(type: keyof typeof types, olds: Properties, news: Properties, faults: Fault[] = []) {
  const { provider } = await openProvider({ faults });
  const { id, outs } = await provider.create(urn(type), olds);
  const asked: [string, object][] = [];
  listen((name, { clientToken: _, ...request }: { clientToken?: string }) => asked.push([name, request]));
  const error = await provider.update(id, urn(type), outs, news).then(
    () => undefined,
    (failure: Error & { properties: Properties }) => failure,
  );
  return { id, outs, error, asked };
}

const nat = { vpcId: "vpc-hz", vswitchId: "vsw-nat", natType: "Enhanced" };

it("of a NAT gateway ends with what makes it another, which is refused after all else was changed", async () => {
  const news = {
    ...{ ...nat, vswitchId: "vsw-pods", tags: { school: "demo" }, deletionProtection: true },
    ...{ natGatewayName: "demo", icmpReplyEnabled: false },
  };
  const { id, outs, error, asked } = await changing("nat", nat, news);
  expect(asked).toEqual([
    ["TagResources", { resourceId: id, tags: { school: "demo" } }],
    ["DeletionProtection", { instanceId: id, type: "NATGW", protectionEnable: true }],
    ["ModifyNatGatewayAttribute", { natGatewayId: id, name: "demo", icmpReplyEnabled: false }],
    ["DescribeNatGateways", { natGatewayId: id }],
  ]);
  expect(error?.message).toBe(
    "UpdateNatGatewayNatType failed: OperationUnsupported.NatGatewayType: " +
      "ngw-bp10000001 stays Enhanced, and in vsw-nat",
  );
  expect(error?.properties).toEqual({
    ...{ ...outs, tags: { school: "demo" }, deletionProtection: true, natGatewayName: "demo" },
  });
});

it("of a security group asks for its policy in between", async () => {
  const olds = { vpcId: "vpc-hz", securityGroupName: "demo", description: "of demo" };
  const news = { ...olds, description: "of demo's relay", innerAccessPolicy: "Drop", tags: { a: "1" } };
  const { id, asked } = await changing("group", olds, news);
  expect(asked).toEqual([
    ["ModifySecurityGroupAttribute", { securityGroupId: id, description: "of demo's relay" }],
    ["DescribeSecurityGroupAttribute", { securityGroupId: id }],
    ["ModifySecurityGroupPolicy", { securityGroupId: id, innerAccessPolicy: "Drop" }],
    ["TagResources", { resourceId: id, tags: { a: "1" } }],
    ["DescribeSecurityGroups", { securityGroupId: id }],
    ["DescribeSecurityGroupAttribute", { securityGroupId: id }],
  ]);
});

it.each([
  [{ routeTableName: "demo" }, { routeTableName: "demo" }],
  [{ description: "of demo" }, { description: "of demo" }],
  [{ routePropagationEnable: false }, { routePropagationEnable: false }],
])("of a route table to %j sends no more than that, after a look at it", async (news, sent) => {
  const { id, asked } = await changing("table", { vpcId: "vpc-hz" }, { vpcId: "vpc-hz", ...news });
  expect(asked).toEqual([
    ["DescribeRouteTableList", { routeTableId: id }],
    ["ModifyRouteTableAttributes", { routeTableId: id, ...sent }],
    ["DescribeRouteTableList", { routeTableId: id }],
  ]);
});

it("of a tag's value takes the tag off first, and then sets all", async () => {
  const olds = { addressName: "demo-a", tags: { owner: "a", school: "demo", old: "yes" } };
  const tags = { owner: "b", school: "demo" };
  const { id, asked } = await changing("eip", olds, { ...olds, tags });
  expect(asked).toEqual([
    ["UnTagResources", { resourceId: id, tagKeys: ["owner", "old"] }],
    ["TagResources", { resourceId: id, tags }],
    ["DescribeEipAddresses", { allocationId: id }],
  ]);
});

it("of a vSwitch's description leaves its name", async () => {
  const olds = { vpcId: "vpc-hz", cidrBlock: "10.20.8.0/25", zoneId: "cn-hangzhou-i", vswitchName: "pods" };
  const { id, asked } = await changing("vswitch", olds, { ...olds, description: "of demo" });
  expect(asked).toEqual([
    ["ModifyVSwitchAttribute", { vSwitchId: id, description: "of demo" }],
    ["DescribeVSwitchAttributes", { vSwitchId: id }],
    ["DescribeVSwitchAttributes", { vSwitchId: id }],
  ]);
});

it("of an address' name leaves its bandwidth", async () => {
  const olds = { addressName: "demo-a", bandwidth: "10" };
  const { id, asked } = await changing("eip", olds, { ...olds, addressName: "demo-b" });
  expect(asked).toEqual([
    ["ModifyEipAddressAttribute", { allocationId: id, name: "demo-b" }],
    ["DescribeEipAddresses", { allocationId: id }],
    ["DescribeEipAddresses", { allocationId: id }],
  ]);
});

it.each([
  [{ snatEntryName: "" }, {}],
  [{ snatEntryName: "other" }, { snatEntryName: "other" }],
  [{ eipAffinity: 1 }, { snatEntryName: "demo", eipAffinity: 1 }],
])("of a SNAT entry to %j sends the name if there is one, the affinity if it changed", async (news, sent) => {
  const { provider, cloud } = await openProvider();
  const { ip } = await boundEip(cloud);
  const entry = { snatTableId: "stb-shared", snatIp: ip, sourceCidr: "10.20.8.0/24", snatEntryName: "demo" };
  const { id, outs } = await provider.create(urn("snat"), entry);
  const asked: object[] = [];
  listen((name, { clientToken: _, ...request }: { clientToken?: string }) => {
    if (name === "ModifySnatEntry") asked.push(request);
  });
  await provider.update(id, urn("snat"), outs, { ...entry, ...news });
  const [snatTableId, snatEntryId] = id.split(":");
  expect(asked).toEqual([{ snatTableId, snatEntryId, snatIp: ip, ...sent }]);
});

describe("of a group's rule", () => {
  const rule = {
    ...{ securityGroupId: "sg-bp10000001", type: "ingress", ipProtocol: "tcp", portRange: "3128/3128" },
    ...{ cidrIp: "10.20.0.0/16", nicType: "intranet" },
  };
  const opened = async (...faults: Fault[]) => {
    const { provider, cloud } = await openProvider({ faults });
    await provider.create(urn("group"), { vpcId: "vpc-hz" });
    return { provider, cloud, ...(await provider.create(urn("rule"), rule)) };
  };
  const refused = (call: string, times: number): Fault => ({
    ...{ call, nth: 1, times, when: "before", error: "Forbidden.RAM" },
  });

  it("is made between two looks at its group", async () => {
    const { provider } = await openProvider();
    await provider.create(urn("group"), { vpcId: "vpc-hz" });
    const asked: string[] = [];
    listen((name) => asked.push(name));
    const { id, outs } = await provider.create(urn("rule"), rule);
    await provider.delete(id, urn("rule"), outs);
    const look = "DescribeSecurityGroupAttribute";
    expect(asked).toEqual([look, "AuthorizeSecurityGroup", look, look, "RevokeSecurityGroup"]);
  });

  it("is made twice, and only the second answer counts", async () => {
    const { provider, cloud, id, outs } = await opened(refused("ModifySecurityGroupRule", 1));
    const news = { ...rule, description: "callers" };
    expect((await provider.update(id, urn("rule"), outs, news)).outs).toEqual({ ...outs, ...news });
    expect((await cloud.snapshot()).calls).toEqual({ ModifySecurityGroupRule: 2 });
  });

  it("is refused when the second is", async () => {
    const { provider, id, outs } = await opened(refused("ModifySecurityGroupRule", 2));
    await expect(provider.update(id, urn("rule"), outs, { ...rule, description: "callers" })).rejects.toThrow(
      "ModifySecurityGroupRule failed: Forbidden.RAM: ModifySecurityGroupRule: injected by the fault plan",
    );
  });

  it("is taken away in spite of any refusal that passes", async () => {
    const { provider, cloud, id, outs } = await opened(refused("RevokeSecurityGroup", 3));
    await provider.delete(id, urn("rule"), outs);
    const { calls, securityGroupRules } = await cloud.snapshot();
    expect({ calls, securityGroupRules }).toEqual({
      calls: { RevokeSecurityGroup: 4 },
      securityGroupRules: {},
    });
  });

  it("is given up after five minutes of refusals", async () => {
    const { provider, cloud, id, outs } = await opened(refused("RevokeSecurityGroup", 1000));
    const start = cloud.clock.now();
    await expect(provider.delete(id, urn("rule"), outs)).rejects.toThrow(
      "RevokeSecurityGroup failed: Forbidden.RAM: RevokeSecurityGroup: injected by the fault plan",
    );
    expect(cloud.clock.now() - start).toBe(5000);
  });
});

describe("of routes", () => {
  const route = (routeTableId: string) => ({
    ...{
      routeTableId,
      destinationCidrblock: "0.0.0.0/0",
      nexthopType: "NatGateway",
      nexthopId: "ngw-shared",
    },
  });

  it("are asked for one at a time, in whatever table", async () => {
    const conflict: Fault = {
      call: "CreateRouteEntry",
      nth: 1,
      times: 3,
      when: "before",
      error: "TaskConflict",
    };
    const { provider } = await openProvider({ faults: [conflict] });
    const tables = [
      await provider.create(urn("table"), { vpcId: "vpc-hz" }),
      await provider.create(urn("table"), { vpcId: "vpc-hz" }),
    ];
    const asked: string[] = [];
    listen((name, request) => {
      asked.push(`${name} ${(request as { routeTableId: string }).routeTableId}`);
    });
    await Promise.all(tables.map(({ id }) => provider.create(urn("route"), route(id))));
    // Which of the two comes first is the file system's to say.
    const created = asked.filter((call) => call.startsWith("CreateRouteEntry"));
    const [first = "", second = ""] = created.map((call) => call.split(" ")[1]);
    expect([first, second].toSorted()).toEqual(["vtb-bp10000001", "vtb-bp10000002"]);
    // Of the first, three tries are refused; each is made when no route of its table is under way.
    expect(asked.slice(0, asked.indexOf(`CreateRouteEntry ${first}`) + 1)).toEqual([
      ...[`DescribeRouteTables ${first}`, `DescribeRouteTables ${second}`],
      ...Array.from({ length: 4 }, () => `DescribeRouteTables ${first}`),
      `CreateRouteEntry ${first}`,
    ]);
    expect(created).toHaveLength(2);
  });

  it("do not begin where there is no such table", async () => {
    const { provider } = await openProvider();
    await expect(provider.create(urn("route"), route("vtb-gone"))).rejects.toThrow(
      "there is no route table vtb-gone",
    );
  });
});
