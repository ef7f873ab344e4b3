import { expect, test } from "vitest";
import { Egress, type EgressArgs } from "../../../components/egress/egress.ts";
import { declare, named, outline } from "../../support/declare.ts";

const sharedNat = { natGatewayId: "ngw-shared", snatTableId: "stb-shared" };
const args: EgressArgs = {
  slug: "demo",
  network: { vpcId: "vpc-1", natVswitchId: "vsw-nat", sharedNat },
  nat: "dedicated",
  source: { vswitchIds: ["vsw-1"] },
  addresses: { a: {}, b: {} },
  active: "a",
  relay: false,
};
const egress = (changes: Partial<EgressArgs> = {}) =>
  declare(() => {
    const { ips, activeIp, trustedIps } = new Egress("demo-egress", { ...args, ...changes });
    return { ips, activeIp, trustedIps };
  });

test("a NAT gateway of its own: its addresses, and one SNAT entry that waits for every binding", async () => {
  const declaration = await egress();
  expect(outline(declaration)).toBe(
    `schoolgate:egress:Egress demo-egress
  schoolgate:egress:Address demo-egress-a
    alicloud:ecs/eipAssociation:EipAssociation demo-egress-a-binding
    alicloud:ecs/eipAddress:EipAddress demo-egress-a-eip
  schoolgate:egress:Address demo-egress-b
    alicloud:ecs/eipAssociation:EipAssociation demo-egress-b-binding
    alicloud:ecs/eipAddress:EipAddress demo-egress-b-eip
  schoolgate:egress:DedicatedNat demo-egress-nat
    alicloud:vpc/routeTableAttachment:RouteTableAttachment demo-egress-nat-attachment-vsw-1
    alicloud:vpc/routeEntry:RouteEntry demo-egress-nat-default-route
    alicloud:vpc/natGateway:NatGateway demo-egress-nat-gateway
    alicloud:vpc/routeTable:RouteTable demo-egress-nat-routes
  alicloud:vpc/snatEntry:SnatEntry demo-egress-snat
  schoolgate:egress:Source demo-egress-source`,
  );
  const { inputs, dependencies, options } = named(declaration, "demo-egress-snat");
  expect(inputs).toEqual({
    snatTableId: "stb-demo-egress-nat-gateway",
    snatIp: "203.0.113.1",
    snatEntryName: "schoolgate-demo",
    sourceVswitchId: "vsw-1",
  });
  expect(dependencies).toEqual([
    "demo-egress-a-binding",
    "demo-egress-a-eip",
    "demo-egress-b-binding",
    "demo-egress-nat-gateway",
  ]);
  expect(options).toEqual({});
  expect(declaration.outputs).toEqual({
    ips: { a: "203.0.113.1", b: "203.0.113.2" },
    activeIp: "203.0.113.1",
    trustedIps: "203.0.113.1;203.0.113.2",
  });
});

test("the platform's NAT gateway: no gateway, no route table, and its SNAT table", async () => {
  const declaration = await egress({
    nat: "shared",
    source: { vswitchIds: ["vsw-1", "vsw-2"], cidr: "10.20.16.0/23" },
    addresses: { a: {} },
  });
  expect(outline(declaration)).toBe(
    `schoolgate:egress:Egress demo-egress
  schoolgate:egress:Address demo-egress-a
    alicloud:ecs/eipAssociation:EipAssociation demo-egress-a-binding
    alicloud:ecs/eipAddress:EipAddress demo-egress-a-eip
  alicloud:vpc/snatEntry:SnatEntry demo-egress-snat
  schoolgate:egress:Source demo-egress-source`,
  );
  expect(named(declaration, "demo-egress-snat").inputs).toEqual({
    snatTableId: "stb-shared",
    snatIp: "203.0.113.1",
    snatEntryName: "schoolgate-demo",
    sourceCidr: "10.20.16.0/23",
  });
  expect(named(declaration, "demo-egress-a-binding").inputs.instanceId).toBe("ngw-shared");
});

test("the active address is the one whose key is named, not the first", async () => {
  const declaration = await egress({ active: "b" });
  expect(named(declaration, "demo-egress-snat").inputs.snatIp).toBe("203.0.113.2");
  expect(declaration.outputs).toEqual({
    ips: { a: "203.0.113.1", b: "203.0.113.2" },
    activeIp: "203.0.113.2",
    trustedIps: "203.0.113.1;203.0.113.2",
  });
});

test("an external address is named to the school and is no resource", async () => {
  const declaration = await egress({
    addresses: { old: { ip: "47.111.68.103", external: true }, a: {} },
  });
  expect(declaration.resources.filter(({ name }) => name.includes("old"))).toEqual([]);
  expect(declaration.outputs).toEqual({
    ips: { old: "47.111.68.103", a: "203.0.113.1" },
    activeIp: "203.0.113.1",
    trustedIps: "47.111.68.103;203.0.113.1",
  });
  expect(named(declaration, "demo-egress-snat").dependencies).toEqual([
    "demo-egress-a-binding",
    "demo-egress-a-eip",
    "demo-egress-nat-gateway",
  ]);
});

test("a retired address stays bound; off the school's list, it is in the line for WeCom no more", async () => {
  const { outputs, resources } = await egress({
    addresses: { a: {}, b: { retired: true }, c: { allocationId: "eip-1", retired: "still-trusted" } },
  });
  expect(outputs).toEqual({
    ips: { a: "203.0.113.1", b: "203.0.113.2", c: "203.0.113.3" },
    activeIp: "203.0.113.1",
    trustedIps: "203.0.113.1;203.0.113.3",
  });
  const isProtected = resources.filter(({ options }) => options.protect === true);
  expect(isProtected.map(({ name }) => name).sort()).toEqual([
    "demo-egress-a-binding",
    "demo-egress-a-eip",
    "demo-egress-nat-gateway",
  ]);
  expect(resources.find(({ name }) => name === "demo-egress-snat")?.dependencies).toContain(
    "demo-egress-b-binding",
  );
});

test("an adopted address is adopted by its allocation id", async () => {
  const declaration = await egress({ addresses: { a: { allocationId: "eip-1" } } });
  expect(named(declaration, "demo-egress-a-eip").options.importId).toBe("eip-1");
});

test.each([
  ["unknown", "z"],
  ["external", "old"],
])("an active address that is %s is refused", async (_, active) => {
  const addresses = { a: {}, old: { ip: "47.111.68.103", external: true } as const };
  await expect(egress({ addresses, active })).rejects.toMatchObject({
    propertyPath: "active",
    message: `"${active}" is not an address of the school's own`,
  });
});

test("the platform's NAT gateway where it has none is refused", async () => {
  const network = { vpcId: "vpc-1", natVswitchId: "vsw-nat" };
  await expect(egress({ nat: "shared", network })).rejects.toMatchObject({
    propertyPath: "nat",
    message: "the platform has no shared NAT gateway",
  });
});

const live: Partial<EgressArgs> = {
  nat: { natGatewayId: "ngw-1", snatTableId: "stb-1" },
  snatEntryId: "snat-1",
  addresses: { a: { allocationId: "eip-1", bound: true }, b: {} },
};

test("a live egress: its NAT gateway, binding and entry are imported, and handed back", async () => {
  const declaration = await egress(live);
  expect(outline(declaration)).toBe(
    `schoolgate:egress:Egress demo-egress
  schoolgate:egress:Address demo-egress-a
    alicloud:ecs/eipAssociation:EipAssociation demo-egress-a-binding
    alicloud:ecs/eipAddress:EipAddress demo-egress-a-eip
  schoolgate:egress:Address demo-egress-b
    alicloud:ecs/eipAssociation:EipAssociation demo-egress-b-binding
    alicloud:ecs/eipAddress:EipAddress demo-egress-b-eip
  schoolgate:egress:AdoptedNat demo-egress-nat
    alicloud:vpc/natGateway:NatGateway demo-egress-nat-gateway
  alicloud:vpc/snatEntry:SnatEntry demo-egress-snat
  schoolgate:egress:Source demo-egress-source`,
  );
  const binding = named(declaration, "demo-egress-a-binding");
  expect(binding.inputs.instanceId).toBe("ngw-1");
  expect(binding.options).toEqual({
    ...{ importId: "eip-1:ngw-1", retainOnDelete: true, deleteBeforeReplace: true, protect: true },
    ignoreChanges: ["vpcId", "privateIpAddress"],
  });
  expect(named(declaration, "demo-egress-b-binding").options).toEqual({
    ...{ deleteBeforeReplace: true, protect: true },
    ignoreChanges: ["vpcId", "privateIpAddress"],
  });
  const { inputs, options } = named(declaration, "demo-egress-snat");
  expect(inputs).toEqual({ snatTableId: "stb-1", snatIp: "203.0.113.1", sourceVswitchId: "vsw-1" });
  expect(options).toEqual({
    ...{ importId: "stb-1:snat-1", retainOnDelete: true },
    ignoreChanges: ["snatEntryName", "eipAffinity"],
  });
});

test.each([
  ["snatEntryId", { ...live, addresses: { a: {} } }],
  ["addresses", { ...live, snatEntryId: undefined }],
])("a NAT gateway that is made has nothing to adopt: %s", async (path, changes) => {
  await expect(egress({ ...changes, nat: "dedicated" })).rejects.toMatchObject({
    propertyPath: path,
    reason: "what exists is adopted at a NAT gateway that exists, and this one is made",
  });
});
