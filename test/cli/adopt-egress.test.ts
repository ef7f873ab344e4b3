// What a school's calls use is read from an account, and its stack file adopts it: the command as it is run, with
// Alibaba's own client, at the cloud's front on the wire.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { Cloud } from "../../rehearsal/alicloud/cloud.ts";
import { actions } from "../../rehearsal/alicloud/cloud-actions.ts";
import type { World } from "../../rehearsal/alicloud/cloud-world.ts";
import { type LoggedCall, startFront } from "../../rehearsal/alicloud/wire/server.ts";
import { type FaultInput, parseFaults } from "../../rehearsal/faults.ts";
import { adoptActions } from "../support/adopt-actions.ts";
import { runGate } from "../support/gate.ts";
import { commandRooms, Project } from "../support/projects.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);

const vpcId = "vpc-bp1hz0schoolgate00001";
const shared = { natGatewayId: "ngw-bp1hz0shared00000001", snatTableId: "stb-bp1hz0shared00000001" };
const own = { natGatewayId: "ngw-1", snatTableId: "stb-1" };
const vswitch = (vswitchId: string, cidrBlock: string) => ({
  ...{ vswitchId, cidrBlock, vpcId, zoneId: "cn-hangzhou-i" },
});
const [a, b] = [vswitch("vsw-a", "10.20.60.0/24"), vswitch("vsw-b", "10.20.61.0/24")];
const nat = vswitch("vsw-nat", "10.20.255.0/28");
const eip = (allocationId: string, ipAddress: string, instanceId?: string) => ({
  ...{ allocationId, ipAddress, ...(instanceId !== undefined && { instanceId }) },
});
const block = {
  ...{ snatEntryId: "snat-1", snatTableId: shared.snatTableId, snatIp: "47.111.68.103" },
  sourceCIDR: "10.20.60.0/23",
};
const ofA = { ...block, snatEntryId: "snat-a", sourceCIDR: "10.20.60.0/24", sourceVSwitchId: "vsw-a" };

/** An account with a live egress at the platform's NAT gateway; parts of it are others. */
function world(changes: World = {}): World {
  return {
    vpcs: [{ vpcId, cidrBlock: "10.20.0.0/16" }],
    vswitches: [nat, a, b],
    natGateways: [{ ...shared, vpcId, vswitchId: "vsw-nat" }],
    eips: [eip("eip-1", "47.111.68.103", shared.natGatewayId)],
    snatEntries: [block],
    ...changes,
  };
}

let project: Project;
beforeAll(() => {
  project = new Project(...commandRooms);
});
afterAll(() => project.remove());

const file = () => project.fileOf("demo");
const before = readFileSync(join(import.meta.dirname, "../../stacks/Pulumi.demo.yaml"), "utf8");
const egressOf = (text: string) =>
  (parse(text) as { config: { "schoolgate:school": { egress: Record<string, unknown> } } }).config[
    "schoolgate:school"
  ].egress;

/** Runs the command at a front of this account, on demo's file as it is in the repository. */
async function adopt(account: World, flags: readonly string[] = [], faults: FaultInput[] = []) {
  const folder = temporaryFolder();
  const cloud = await Cloud.open({
    ...{ file: join(folder, "cloud.json"), world: account },
    faults: parseFaults(faults, { calls: Object.keys(actions), types: [] }),
  });
  const front = await startFront({ folder: join(folder, "front"), cloud });
  onTestFinished(() => front.close());
  writeFileSync(file(), before);
  // But for what the fault plan counts.
  const holds = async () => ({ ...(await cloud.snapshot()), calls: {} });
  const had = await holds();
  const again = async () => {
    const result = await run(
      process.execPath,
      [join(project.root, "cli/main.ts"), "adopt", "demo", "--egress-ip", "47.111.68.103", ...flags],
      { env: { ...process.env, ...front.environment } },
    ).catch((error: { code: number; stdout: string; stderr: string }) => error);
    const { stdout, stderr } = result;
    return { code: "code" in result ? result.code : 0, stdout, stderr };
  };
  const first = await again();
  expect(await holds()).toEqual(had);
  const calls = readFileSync(front.log, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as LoggedCall).call);
  return { ...first, calls, text: readFileSync(file(), "utf8"), again };
}

test("an entry for a block, at the platform's NAT gateway", async () => {
  const { code, stdout, stderr, calls, text, again } = await adopt(world());
  const found =
    "Calls from vsw-a, vsw-b leave from 47.111.68.103 (eip-1, the address a) by snat-1 at the platform's NAT gateway.\n";
  const next =
    "Next: pulumi preview -s demo --diff, which imports what exists and changes no SNAT entry; then pulumi up -s demo\n";
  expect({ code, stdout, stderr }).toEqual({
    ...{ code: 0, stderr: "" },
    stdout: `${found}stacks/Pulumi.demo.yaml now adopts that.\n${next}`,
  });
  expect(calls).toEqual(adoptActions);
  // Every other line stays as it was.
  const [head = ""] = before.split("    egress:\n");
  expect(text).toBe(`${head}    egress:
      nat: shared
      addresses: { a: { allocationId: eip-1, bound: true }, b: {} }
      active: a
      trusted: [a, b]
      source:
        vswitchIds: [vsw-a, vsw-b]
        cidr: 10.20.60.0/23
      snatEntryId: snat-1
`);
  expect(await again()).toEqual({
    ...{ code: 0, stderr: "" },
    stdout: `${found}stacks/Pulumi.demo.yaml adopts already that.\n${next}`,
  });
  expect(readFileSync(file(), "utf8")).toBe(text);
});

test("an entry for a vSwitch, at a NAT gateway of the school's own with a standby", async () => {
  const { code, stdout, text } = await adopt(
    world({
      natGateways: [{ ...own, vpcId, vswitchId: "vsw-nat" }],
      eips: [
        eip("eip-1", "47.111.68.103", own.natGatewayId),
        eip("eip-2", "47.111.68.104", own.natGatewayId),
        eip("eip-3", "47.111.68.105"),
      ],
      snatEntries: [{ ...ofA, snatTableId: own.snatTableId }],
    }),
  );
  expect({ code, lines: stdout.split("\n").slice(0, 2) }).toEqual({
    code: 0,
    lines: [
      "Calls from vsw-a leave from 47.111.68.103 (eip-1, the address a) by snat-a at ngw-1, the school's own.",
      "Bound there too, and unused: eip-2.",
    ],
  });
  expect(egressOf(text)).toEqual({
    nat: own,
    snatEntryId: "snat-a",
    source: { vswitchIds: ["vsw-a"] },
    addresses: {
      a: { allocationId: "eip-1", bound: true },
      b: {},
      c: { allocationId: "eip-2", bound: true },
    },
    active: "a",
    trusted: ["a", "b"],
  });
});

test("of two entries, the one that is chosen", async () => {
  const entries = world({
    snatEntries: [
      ofA,
      { ...ofA, snatEntryId: "snat-b", sourceCIDR: "10.20.61.0/24", sourceVSwitchId: "vsw-b" },
    ],
  });
  const { code, text } = await adopt(entries, ["--snat-entry", "snat-b"]);
  expect(code).toBe(0);
  expect(egressOf(text)).toMatchObject({ snatEntryId: "snat-b", source: { vswitchIds: ["vsw-b"] } });
});

const ofB = { ...ofA, snatEntryId: "snat-b", sourceCIDR: "10.20.61.0/24", sourceVSwitchId: "vsw-b" };
const elsewhere = (instanceId?: string) =>
  world({ eips: [eip("eip-1", "47.111.68.103", instanceId)], snatEntries: [] });
const cutOver =
  "without a gap: ./gate address add demo, have the school list that IP too, and swap to it; to keep 47.111.68.103: " +
  "unbind it, at once ./gate address add demo --adopt eip-1, pulumi up and ./gate swap, and for these minutes no call leaves from it";

test.each<[string, World, string, string]>([
  [
    "an IP that the account does not have",
    world({ eips: [], snatEntries: [] }),
    "no elastic IP of the account has 47.111.68.103 in the platform's region",
    "give the IP that WeCom names in its errcode 60020 answer, and log in to the account that has it",
  ],
  [
    "an IP that is bound to nothing",
    elsewhere(),
    "47.111.68.103 (eip-1) is bound to nothing, so no call leaves from it",
    "./gate address add demo --adopt eip-1 makes it a standby",
  ],
  [
    "an IP of an ECS instance",
    elsewhere("i-1"),
    "47.111.68.103 (eip-1) is bound to the ECS instance i-1, and an address is bound to one thing at a time",
    cutOver,
  ],
  [
    "an IP of a load balancer",
    elsewhere("lb-1"),
    "47.111.68.103 (eip-1) is bound to the load balancer lb-1, and an address is bound to one thing at a time",
    cutOver,
  ],
  [
    "an IP at a NAT gateway of another network",
    world({
      vpcs: [
        { vpcId, cidrBlock: "10.20.0.0/16" },
        { vpcId: "vpc-2", cidrBlock: "10.21.0.0/16" },
      ],
      natGateways: [{ ...own, vpcId: "vpc-2", vswitchId: "vsw-nat" }],
      eips: [eip("eip-1", "47.111.68.103", own.natGatewayId)],
      snatEntries: [],
    }),
    "47.111.68.103 is bound to ngw-1, which is in vpc-2, and the platform's network is vpc-bp1hz0schoolgate00001",
    "choose the platform whose network it is, or correct that platform's vpcId",
  ],
  [
    "an IP that no entry uses",
    world({ snatEntries: [] }),
    "no SNAT entry uses 47.111.68.103, so no call leaves from it",
    "give the IP that WeCom names in its errcode 60020 answer",
  ],
  [
    "two entries that use the IP",
    world({ snatEntries: [ofA, ofB] }),
    "2 SNAT entries use 47.111.68.103: snat-a (vsw-a), snat-b (vsw-b)",
    "--snat-entry chooses one. If demo calls from all of them, make one entry with this IP for the block that covers them, then delete these: every call keeps its IP meanwhile",
  ],
  [
    "an entry by vSwitch within one by block",
    world({
      eips: [
        eip("eip-1", "47.111.68.103", shared.natGatewayId),
        eip("eip-2", "47.111.68.104", shared.natGatewayId),
      ],
      snatEntries: [block, { ...ofA, snatIp: "47.111.68.104" }],
    }),
    "snat-a (vsw-a) takes calls out of snat-1 (10.20.60.0/23): the narrower of two entries is used, and its IP is 47.111.68.104",
    "delete the narrower one once the school has the wider one's IP in 企业可信IP, or give the narrower one's IP",
  ],
  [
    "an entry with several IPs",
    world({
      eips: [
        eip("eip-1", "47.111.68.103", shared.natGatewayId),
        eip("eip-2", "47.111.68.104", shared.natGatewayId),
      ],
      snatEntries: [{ ...block, snatIp: "47.111.68.103,47.111.68.104" }],
    }),
    "snat-1 uses 2 IPs in turn, 47.111.68.103, 47.111.68.104, and a school has one that is active",
    "once the school has 47.111.68.103 in 企业可信IP, leave the entry 47.111.68.103 alone in the console, and run this again",
  ],
  [
    "an entry for a part of a vSwitch",
    world({ snatEntries: [{ ...block, sourceCIDR: "10.20.60.8/32" }] }),
    "snat-1 (10.20.60.8/32) is for a part of vsw-a (10.20.60.0/24), and a school has whole ones",
    "make an entry with this IP for a vSwitch of the OAuth service's own, and run this again",
  ],
  [
    "an entry for a block without a vSwitch",
    world({ snatEntries: [{ ...block, sourceCIDR: "10.20.90.0/24" }] }),
    "snat-1 (10.20.90.0/24) is for no vSwitch, and a school has whole ones",
    "make an entry with this IP for a vSwitch of the OAuth service's own, and run this again",
  ],
  [
    "a NAT gateway that is not the platform's and not the school's alone",
    world({
      natGateways: [{ ...own, vpcId, vswitchId: "vsw-nat" }],
      eips: [
        eip("eip-1", "47.111.68.103", own.natGatewayId),
        eip("eip-2", "47.111.68.104", own.natGatewayId),
      ],
      snatEntries: [
        { ...ofA, snatTableId: own.snatTableId },
        { ...ofB, snatTableId: own.snatTableId, snatIp: "47.111.68.104" },
      ],
    }),
    "ngw-1 has snat-b too, so it is not one school's alone",
    "write sharedNat: { natGatewayId: ngw-1, snatTableId: stb-1 } below network of the platform, and run this again",
  ],
])("refuses %s, and writes nothing", async (_, account, what, fix) => {
  const { code, stdout, stderr, text } = await adopt(account);
  expect({ code, stdout, stderr }).toEqual({
    ...{ code: 1, stdout: "" },
    stderr: `error  ${what}\n  fix  ${fix}\n`,
  });
  expect(text).toBe(before);
});

test.each(adoptActions)(
  "an account that does not allow %s is told so, and nothing is written",
  async (action) => {
    const call = action.slice("vpc:".length);
    const { code, stdout, stderr, text } = await adopt(
      world(),
      [],
      [{ call, when: "before", error: "Forbidden.RAM" }],
    );
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 1, stdout: "" },
      stderr: `error  the account does not allow ${action} (Forbidden.RAM)\n  fix  allow it in RAM: docs/production.md has the policy of this command\n`,
    });
    expect(text).toBe(before);
  },
);

test.each([
  [[], "adopt needs --nginx <file> or --egress-ip <IP>", "./gate adopt --help shows what it takes"],
  [
    ["--nginx", "nginx.txt", "--snat-entry", "snat-1"],
    "adopt needs --nginx <file> or --egress-ip <IP>",
    "./gate adopt --help shows what it takes",
  ],
  [
    ["--egress-ip", "47.111"],
    "--egress-ip 47.111: a trusted IP is one public IPv4 address; WeCom takes no range and no IPv6",
    "write it like 47.111.68.103",
  ],
  [
    ["--egress-ip", "47.111.68.103", "--cidr", "10.20.40.0/24"],
    "--egress-ip goes into a stack file that exists, and --cidr is for a new one",
    "first ./gate adopt demo --nginx …, or ./gate new; then --egress-ip alone",
  ],
])("refuses %j", async (flags, what, fix) => {
  expect(await runGate(project.root, ["adopt", "demo", ...flags])).toEqual({
    ...{ code: 1, stdout: "" },
    stderr: `error  ${what}\n  fix  ${fix}\n`,
  });
});

test("says that there is no login, and that the endpoint cannot be reached", async () => {
  const told = async (more: Readonly<Record<string, string>>) => {
    const env = {
      PATH: process.env.PATH,
      HOME: temporaryFolder(),
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
    };
    const flags = ["adopt", "demo", "--egress-ip", "47.111.68.103"];
    return run(process.execPath, [join(project.root, "cli/main.ts"), ...flags], {
      env: { ...env, ...more },
    }).catch(({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }));
  };
  expect(await told({})).toEqual({
    code: 1,
    stderr:
      "error  there is no access to an account of Alibaba Cloud\n" +
      "  fix  log in as for Pulumi, with ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET or `aliyun configure`\n",
  });
  const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: "key", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "secret" };
  expect(await told({ ...key, ALIBABA_CLOUD_ENDPOINT_VPC: "127.0.0.1:9" })).toEqual({
    code: 1,
    stderr:
      "error  vpc:DescribeEipAddresses was not answered: it cannot be used (ECONNREFUSED)\n" +
      "  fix  nothing was written; run it again\n",
  });
});
