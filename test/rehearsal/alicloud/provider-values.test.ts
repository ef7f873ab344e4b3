import { describe, expect, it } from "vitest";
import { secret, unknown } from "../../../rehearsal/values.ts";
import { openProvider } from "./support.ts";

const eip = "urn:pulumi:demo::schoolgate::alicloud:ecs/eipAddress:EipAddress::a";
const route = "urn:pulumi:demo::schoolgate::alicloud:vpc/routeEntry:RouteEntry::default";
const snat = "urn:pulumi:demo::schoolgate::alicloud:vpc/snatEntry:SnatEntry::snat";

/** A value as the SDK sends an output that its receiver may look into. */
function output(value?: unknown, isSecret = false) {
  return {
    "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
    ...(value !== undefined && { value }),
    secret: isSecret,
    dependencies: ["urn:pulumi:demo::schoolgate::x:y:Z::z"],
  };
}

describe("inputs in wire form", () => {
  it("lose their dependencies when they are checked, and keep secrets and unknowns", async () => {
    const { provider } = await openProvider();
    const news = {
      addressName: output("a"),
      bandwidth: secret("5"),
      description: output("hidden", true),
      isp: output(),
      tags: { school: secret("demo") },
    };
    expect(await provider.check(eip, {}, news)).toEqual({
      inputs: {
        addressName: "a",
        bandwidth: secret("5"),
        description: secret("hidden"),
        isp: unknown,
        tags: secret({ school: "demo" }),
      },
      failures: [],
    });
  });

  it("that are secret reach the cloud plain, and come back secret", async () => {
    const { provider, cloud } = await openProvider();
    const { id, outs } = await provider.create(eip, {
      addressName: secret("a"),
      tags: secret({ school: "demo" }),
    });
    expect([outs.addressName, outs.tags, outs.name, outs.ipAddress]).toEqual([
      secret("a"),
      secret({ school: "demo" }),
      "a",
      "203.0.113.1",
    ]);
    expect((await cloud.snapshot()).eips[id]).toMatchObject({ name: "a", tags: { school: "demo" } });
    const { props } = await provider.read(id, eip, outs);
    expect(props).toEqual(outs);
    expect(
      await provider.diff(id, eip, outs, { addressName: secret("a"), tags: { school: secret("demo") } }),
    ).toMatchObject({
      changes: false,
    });
    const { outs: changed } = await provider.update(id, eip, outs, { addressName: secret("b") });
    expect([changed.addressName, changed.tags]).toEqual([secret("b"), {}]);
  });

  it("that are wrong are all named", async () => {
    const { provider } = await openProvider();
    expect(await provider.check(snat, {}, { snatTableId: "stb-1", snatIpp: "x" })).toEqual({
      inputs: { snatTableId: "stb-1", snatIpp: "x" },
      failures: [
        { property: "snatIpp", reason: 'there is no input "snatIpp"; the nearest is "snatIp"' },
        { property: "snatIp", reason: '"snatIp" is required' },
      ],
    });
  });

  it("that are not known yet make nothing", async () => {
    const { provider } = await openProvider();
    await expect(provider.create(eip, { bandwidth: unknown, tags: { a: unknown } })).rejects.toThrow(
      `${eip}: not known yet: bandwidth, tags`,
    );
  });
});

describe("a diff", () => {
  it("names what replaces, and what stays through an update", async () => {
    const { provider } = await openProvider();
    const { id, outs } = await provider.create(eip, { isp: "BGP" });
    expect(await provider.diff(id, eip, outs, { isp: "BGP_PRO", bandwidth: "9" })).toEqual({
      changes: true,
      replaces: ["isp"],
      stables: [
        "internetChargeType",
        "paymentType",
        "netmode",
        "securityProtectionTypes",
        "allocationId",
        "ipAddress",
        "createTime",
      ],
      deleteBeforeReplace: false,
    });
    expect(await provider.diff(id, eip, outs, { isp: "BGP" })).toMatchObject({
      changes: false,
      replaces: [],
    });
  });
});

describe("the name of a route entry", () => {
  const inputs = {
    routeTableId: "vtb-hz",
    destinationCidrblock: "8.8.8.0/24",
    nexthopType: "NatGateway",
    nexthopId: "ngw-shared",
  };

  it("is made from the resource's own where it is left out, the same each time", async () => {
    const { provider } = await openProvider();
    const name = "default-aae0d2e";
    expect(await provider.check(route, {}, inputs)).toEqual({ inputs: { ...inputs, name }, failures: [] });
    expect((await provider.check(route, {}, { ...inputs, name: "mine" })).inputs).toEqual({
      ...inputs,
      name: "mine",
    });
  });

  it("given by the program and kept, makes a replacement delete first", async () => {
    const { provider } = await openProvider();
    const moved = { ...inputs, destinationCidrblock: "9.9.9.0/24" };
    const diff = async (name: string | undefined, next: string | undefined) => {
      const checked = async (bag: object, given: string | undefined) =>
        (await provider.check(route, {}, { ...bag, ...(given !== undefined && { name: given }) })).inputs;
      return (await provider.diff("id", route, await checked(inputs, name), await checked(moved, next)))
        .deleteBeforeReplace;
    };
    expect([
      await diff("mine", "mine"),
      await diff("mine", "other"),
      await diff(undefined, undefined),
    ]).toEqual([true, false, false]);
  });
});

describe("an import", () => {
  it("reads inputs as well: what the cloud has and the program may say", async () => {
    const { provider } = await openProvider();
    const { id, inputs, props } = await provider.read("eip-old", eip);
    expect({ id, inputs }).toEqual({
      id: "eip-old",
      inputs: {
        addressName: "old",
        bandwidth: "5",
        internetChargeType: "PayByBandwidth",
        paymentType: "PayAsYouGo",
        isp: "BGP",
        netmode: "public",
      },
    });
    expect(await provider.diff(id ?? "", eip, props, { addressName: "old" })).toMatchObject({
      changes: false,
    });
  });

  it.each([
    ["eip-none", eip],
    ["snat-bp10000001", snat],
    ["stb-shared:snat-none", snat],
    ["vtb-hz:vrt-hz:0.0.0.0/0", route],
  ])("of %s finds nothing", async (id, urn) => {
    const { provider } = await openProvider();
    expect(await provider.read(id, urn)).toEqual({ id: "", props: {} });
  });
});

describe("what the stand-in does not keep", () => {
  it("is refused with what it keeps", async () => {
    const { provider } = await openProvider();
    await expect(
      provider.check("urn:pulumi:demo::schoolgate::alicloud:oss/bucket:Bucket::b", {}, {}),
    ).rejects.toThrow(
      "the Alibaba Cloud stand-in does not keep alicloud:oss/bucket:Bucket; it keeps alicloud:ecs/eipAddress:EipAddress, alicloud:ecs/eipAssociation:EipAssociation, alicloud:ecs/securityGroup:SecurityGroup, alicloud:ecs/securityGroupRule:SecurityGroupRule, alicloud:vpc/natGateway:NatGateway, alicloud:vpc/routeEntry:RouteEntry, alicloud:vpc/routeTable:RouteTable, alicloud:vpc/routeTableAttachment:RouteTableAttachment, alicloud:vpc/snatEntry:SnatEntry, alicloud:vpc/switch:Switch",
    );
    await expect(provider.invoke("alicloud:vpc/getNetworks:getNetworks", {})).rejects.toThrow(
      "the Alibaba Cloud stand-in answers no functions; the program calls alicloud:vpc/getNetworks:getNetworks",
    );
  });

  it("has the version of the SDK", async () => {
    expect((await openProvider()).provider.version).toBe("3.108.0");
  });
});
