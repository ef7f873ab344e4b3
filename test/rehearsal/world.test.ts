import { describe, expect, it } from "vitest";
import { platformSchema } from "../../infra/config/platform-schema.ts";
import { schoolSchema } from "../../infra/config/school-schema.ts";
import { worldOf, worldOfAll } from "../../rehearsal/world.ts";

const platform = platformSchema.parse({
  region: "cn-hangzhou",
  gateway: { name: "shared", namespace: "edge", address: "gw.example.com" },
  issuer: { name: "ca" },
  upstreams: { hub: { host: "hub.example.com", port: 8080 } },
  network: { vpcId: "vpc-1", cidr: "10.20.0.0/16", natVswitchId: "vsw-nat" },
});
const school = (egress: object) =>
  schoolSchema.parse({
    name: "校",
    platform: "hz",
    domain: "a.example.cn",
    egress: { active: "a", ...egress },
  });
const natVswitch = {
  vswitchId: "vsw-nat",
  vpcId: "vpc-1",
  cidrBlock: "10.20.255.240/28",
  zoneId: "cn-hangzhou-i",
};

describe("worldOf", () => {
  it("has the platform's network, and nothing of a school that makes its own", () => {
    const own = school({
      source: { cidr: "10.20.8.0/24", zones: { "cn-hangzhou-i": "10.20.8.0/24" } },
      addresses: { a: {} },
    });
    expect(worldOf(platform, own)).toEqual({
      vpcs: [{ vpcId: "vpc-1", cidrBlock: "10.20.0.0/16" }],
      vswitches: [natVswitch],
      natGateways: [],
      eips: [],
      snatEntries: [],
    });
    expect(worldOf(platform)).toEqual(worldOf(platform, own));
  });

  it("has the shared NAT gateway, and the vSwitches and addresses that a school adopts", () => {
    const sharedNat = { natGatewayId: "ngw-1", snatTableId: "stb-1" };
    const adopting = school({
      nat: "shared",
      source: { vswitchIds: ["vsw-1", "vsw-2"], cidr: "10.20.16.0/23" },
      addresses: { a: { allocationId: "eip-1" }, b: {}, old: { ip: "47.111.68.103", external: true } },
    });
    const shared = { ...platform, network: { ...platform.network, sharedNat } };
    expect(worldOf(shared, adopting)).toEqual({
      vpcs: [{ vpcId: "vpc-1", cidrBlock: "10.20.0.0/16" }],
      vswitches: [
        natVswitch,
        { vswitchId: "vsw-1", vpcId: "vpc-1", cidrBlock: "10.20.16.0/28", zoneId: "cn-hangzhou-i" },
        { vswitchId: "vsw-2", vpcId: "vpc-1", cidrBlock: "10.20.16.16/28", zoneId: "cn-hangzhou-i" },
      ],
      natGateways: [{ ...sharedNat, vpcId: "vpc-1", vswitchId: "vsw-nat" }],
      eips: [{ allocationId: "eip-1", ipAddress: "192.0.2.1" }],
      snatEntries: [],
    });
  });

  it("has what a live egress uses: its NAT gateway, a binding and the entry of its vSwitch", () => {
    const nat = { natGatewayId: "ngw-2", snatTableId: "stb-2" };
    const live = school({
      nat,
      source: { vswitchIds: ["vsw-1"] },
      snatEntryId: "snat-1",
      addresses: { a: {}, b: { allocationId: "eip-1" }, c: { allocationId: "eip-2", bound: true } },
    });
    const { natGateways, eips, snatEntries } = worldOf(platform, live);
    expect({ natGateways, eips, snatEntries }).toEqual({
      natGateways: [{ ...nat, vpcId: "vpc-1", vswitchId: "vsw-nat" }],
      eips: [
        { allocationId: "eip-1", ipAddress: "192.0.2.1" },
        { allocationId: "eip-2", ipAddress: "192.0.2.2", instanceId: "ngw-2" },
      ],
      snatEntries: [
        {
          ...{ snatEntryId: "snat-1", snatTableId: "stb-2", snatIp: "192.0.2.2" },
          ...{ sourceCIDR: "10.20.255.224/28", sourceVSwitchId: "vsw-1" },
        },
      ],
    });
    const stack = {
      name: "one",
      kind: "school",
      file: "stacks/Pulumi.one.yaml",
      config: {},
      platform,
    } as const;
    expect(worldOfAll([{ ...stack, school: live }]).snatEntries?.map(({ snatIp }) => snatIp)).toEqual([
      "198.19.0.2",
    ]);
  });

  it("puts a lone adopted vSwitch without a block beside the NAT gateway's", () => {
    const lone = school({ source: { vswitchIds: ["vsw-1"] }, addresses: { a: {} } });
    expect(worldOf(platform, lone).vswitches).toEqual([
      natVswitch,
      { vswitchId: "vsw-1", vpcId: "vpc-1", cidrBlock: "10.20.255.224/28", zoneId: "cn-hangzhou-i" },
    ]);
  });

  it("of all stacks has what several refer to once, and numbers the adopted addresses through", () => {
    const adopting = (name: string) => ({
      ...({ name, kind: "school", file: `stacks/Pulumi.${name}.yaml`, config: {}, platform } as const),
      school: school({
        source: { vswitchIds: ["vsw-1"] },
        addresses: { a: { allocationId: `eip-${name}` } },
      }),
    });
    const hz = { name: "hz", kind: "platform", file: "stacks/Pulumi.hz.yaml", config: {}, platform } as const;
    expect(worldOfAll([hz, adopting("one"), adopting("two")])).toEqual({
      vpcs: [{ vpcId: "vpc-1", cidrBlock: "10.20.0.0/16" }],
      vswitches: [
        natVswitch,
        { vswitchId: "vsw-1", vpcId: "vpc-1", cidrBlock: "10.20.255.224/28", zoneId: "cn-hangzhou-i" },
      ],
      natGateways: [],
      eips: [
        { allocationId: "eip-one", ipAddress: "198.19.0.1" },
        { allocationId: "eip-two", ipAddress: "198.19.0.2" },
      ],
      snatEntries: [],
    });
  });
});
