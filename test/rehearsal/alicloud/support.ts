import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Cloud, type CloudOptions } from "../../../rehearsal/alicloud/cloud.ts";
import type { Clock } from "../../../rehearsal/alicloud/cloud-clock.ts";
import type { World } from "../../../rehearsal/alicloud/cloud-world.ts";
import { alicloudStandIn } from "../../../rehearsal/alicloud/provider.ts";

/** A clock on which sleeping takes no time: it moves the clock. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 10, 1);

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    // Others get their turn, as they do while one sleeps.
    await new Promise(setImmediate);
  }
}

/** A network with one vSwitch for NAT gateways and one for pods, a shared gateway and an address to adopt. */
export const world = {
  vpcs: [{ vpcId: "vpc-hz", cidrBlock: "10.20.0.0/16" }],
  vswitches: [
    { vswitchId: "vsw-nat", vpcId: "vpc-hz", cidrBlock: "10.20.0.0/24", zoneId: "cn-hangzhou-i" },
    { vswitchId: "vsw-pods", vpcId: "vpc-hz", cidrBlock: "10.20.4.0/24", zoneId: "cn-hangzhou-i" },
  ],
  natGateways: [
    { natGatewayId: "ngw-shared", vpcId: "vpc-hz", vswitchId: "vsw-nat", snatTableId: "stb-shared" },
  ],
  eips: [{ allocationId: "eip-old", ipAddress: "47.111.68.100", addressName: "old" }],
} as const satisfies World;

/** A folder of this test's own, removed when the test is over. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "alicloud-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** A cloud with `world` in it on a clock of its own. */
export async function openCloud(options: Partial<CloudOptions> = {}) {
  const clock = new VirtualClock();
  const file = options.file ?? join(await folder(), "cloud.json");
  const cloud = await Cloud.open({ file, world, clock, ...options });
  /** Lets every asynchronous operation that is under way come to its end. */
  const later = (): Promise<void> => clock.sleep(1000);
  return { cloud, clock, file, later };
}

/** An address of the cloud that is bound to a NAT gateway, InUse. */
export async function boundEip(cloud: Cloud, instanceId = "ngw-shared") {
  const { allocationId, eipAddress } = await cloud.call("AllocateEipAddress", {});
  await cloud.call("AssociateEipAddress", { allocationId, instanceId, instanceType: "Nat" });
  await cloud.clock.sleep(1000);
  return { allocationId, ip: eipAddress };
}

/** The stand-in's types, by short names. */
export const types = {
  eip: "alicloud:ecs/eipAddress:EipAddress",
  binding: "alicloud:ecs/eipAssociation:EipAssociation",
  nat: "alicloud:vpc/natGateway:NatGateway",
  snat: "alicloud:vpc/snatEntry:SnatEntry",
  vswitch: "alicloud:vpc/switch:Switch",
  table: "alicloud:vpc/routeTable:RouteTable",
  route: "alicloud:vpc/routeEntry:RouteEntry",
  attachment: "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
  group: "alicloud:ecs/securityGroup:SecurityGroup",
  rule: "alicloud:ecs/securityGroupRule:SecurityGroupRule",
};
/** The URN of a resource of a school. */
export const urn = (type: keyof typeof types, name: string = type) =>
  `urn:pulumi:demo::schoolgate::schoolgate:index:Egress$${types[type]}::${name}`;

/** A provider and, beside it, its cloud: both on one file and one clock. */
export async function openProvider(options: Partial<CloudOptions> = {}) {
  const clock = new VirtualClock();
  const shared = { file: join(await folder(), "cloud.json"), world, clock, ...options };
  const provider = alicloudStandIn(shared);
  const { cloud } = await openCloud({ ...shared, faults: [] });
  return { provider, cloud, clock };
}
