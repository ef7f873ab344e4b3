import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Cloud } from "../../../../rehearsal/alicloud/cloud.ts";
import { startFront } from "../../../../rehearsal/alicloud/wire/front.ts";
import { worldOf } from "../../../../rehearsal/world.ts";
import { schoolStack } from "../../../support/stacks.ts";
import { folder } from "../support.ts";
import { type Recorded, recorded } from "./recorded.ts";
import { clientsOf } from "./support.ts";

/** How long the cloud's operations take, in milliseconds, so that the plugin's waits see each of them under way. */
const delays = {
  ...{ vswitch: 300, natGateway: 2000, natGatewayDelete: 2000, routeTable: 1000, routeEntry: 1000 },
  ...{ eipAssociate: 3000, eipUnassociate: 1000, eipRelease: 1000, snatEntry: 1500 },
};

const versions: Readonly<Record<string, string>> = { vpc: "2016-04-28", ecs: "2014-05-26" };

/** Errors that the plugin was answered because they were asked for; all others came of what it did. */
const injected = ["Throttling.User", "InternalError", "OperationConflict", "Forbidden.RAM"];

/** What creating calls answer the new id as, and how ids of its kind begin. */
const created = [
  "VSwitchId",
  "AllocationId",
  "SecurityGroupId",
  "NatGatewayId",
  "RouteTableId",
  "SnatEntryId",
];

interface Replayed {
  readonly mark: string;
  readonly call: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly code: string | undefined;
  readonly answer: Record<string, unknown>;
}

/**
 * Makes recorded calls again, in their order and at their times, against a front on the school's world.
 *
 * @param known ids and addresses that were there before, as recorded and as they are here
 * @param meanwhile what others did before a step
 */
async function replay(
  school: string,
  known: Readonly<Record<string, string>> = {},
  meanwhile: Readonly<Record<string, (cloud: Cloud, pass: () => void) => Promise<void>>> = {},
): Promise<Replayed[]> {
  const calls = recorded(school);
  const own = await folder();
  const { platform, school: config } = schoolStack(school);
  const start = Date.now();
  let t = 0;
  const clock = { now: () => start + t, sleep: async () => undefined };
  const world = worldOf(platform, config);
  const cloud = await Cloud.open({
    file: join(own, "cloud.json"),
    world,
    clock,
    delays,
    faults: faultsOf(calls),
  });
  const front = await startFront({ folder: join(own, "front"), cloud });
  onTestFinished(() => front.close());
  const { vpc } = await clientsOf(front);
  const ids = new Map(Object.entries(known));
  const renamed = (value: string): string => ids.get(value) ?? value;
  const done: Replayed[] = [];
  let mark = "";
  for (const call of calls) {
    if (call.mark !== mark) {
      mark = call.mark;
      await meanwhile[mark]?.(cloud, () => {
        t += 2000;
      });
    }
    // The signature's time is the client's own; the cloud's may be minutes ahead.
    t = Math.max(t, call.t);
    const [product = "", action = ""] = call.call.split(":");
    const params = {
      ...{
        action,
        version: versions[product],
        protocol: "HTTPS",
        pathname: "/",
        method: "POST",
        authType: "AK",
      },
      ...{ style: "RPC", reqBodyType: "formData", bodyType: "json" },
    };
    const parameters = Object.fromEntries(
      Object.entries(call.parameters).map(([name, value]) => [name, renamed(value)]),
    );
    const query = {
      ...parameters,
      RegionId: "cn-hangzhou",
      ...(call.token && { ClientToken: `token-${done.length}` }),
    };
    const asked = vpc.callApi(params as never, { query } as never, {} as never) as Promise<{ body: object }>;
    const { code, answer } = await asked.then(
      ({ body }) => ({ code: undefined, answer: body as Record<string, unknown> }),
      (error: { code: string }) => ({ code: error.code, answer: {} }),
    );
    learn(calls, ids, answer);
    done.push({ mark, call: call.call, parameters, code, answer });
  }
  return done;
}

/** The fault plan that answers as it was recorded. */
function faultsOf(calls: readonly Recorded[]) {
  const counts = new Map<string, number>();
  return calls.flatMap(({ call, code }) => {
    const [, action = ""] = call.split(":");
    const nth = (counts.get(action) ?? 0) + 1;
    counts.set(action, nth);
    if (code === undefined || !injected.includes(code)) return [];
    const way = code === "Throttling.User" ? { throttle: true as const } : { error: code };
    return [{ call: action, when: "before" as const, nth, times: 1, ...way }];
  });
}

/** Takes the ids of an answer for those that the recording has: of one kind, both were given out in the same order. */
function learn(calls: readonly Recorded[], ids: Map<string, string>, answer: Record<string, unknown>): void {
  const tables = (answer.SnatTableIds as { SnatTableId?: string[] } | undefined)?.SnatTableId ?? [];
  const fresh = [...created.map((name) => answer[name]), ...tables].filter(
    (id): id is string => typeof id === "string" && /-bp1\d{7}$/.test(id),
  );
  for (const id of fresh) {
    if ([...ids.values()].includes(id)) continue;
    const kind = id.slice(0, id.indexOf("-"));
    const recordedIds = calls.flatMap(({ parameters }) =>
      Object.values(parameters).filter((value) => value.startsWith(`${kind}-fake`)),
    );
    const next = [...new Set(recordedIds)].sort().find((old) => !ids.has(old));
    if (next === undefined) continue;
    ids.set(next, id);
    const n = Number(next.slice(-8));
    if (kind === "eip") ids.set(`47.111.${n}.${n + 10}`, answer.EipAddress as string);
  }
}

/** What the plugin reads of each answer (the Read and Describe functions of its Terraform provider). */
const needed: Readonly<Record<string, { readonly at: string; readonly fields: readonly string[] }>> = {
  "vpc:DescribeVSwitchAttributes": {
    at: "",
    fields: [
      ...["VSwitchId", "CidrBlock", "CreationTime", "Description", "Ipv6CidrBlock", "IsDefault", "Status"],
      ...["VSwitchName", "VpcId", "ZoneId", "EnabledIpv6", "Tags.Tag"],
    ],
  },
  "vpc:DescribeEipAddresses": {
    at: "EipAddresses.EipAddress",
    fields: [
      ...[
        "AllocationId",
        "Name",
        "Bandwidth",
        "EipBandwidth",
        "AllocationTime",
        "DeletionProtection",
        "Status",
      ],
      ...["Description", "HDMonitorStatus", "InternetChargeType", "IpAddress", "ISP", "Mode", "Netmode"],
      ...[
        "ChargeType",
        "SecurityProtectionTypes.SecurityProtectionType",
        "Tags.Tag",
        "InstanceType",
        "InstanceId",
      ],
      "PrivateIpAddress",
    ],
  },
  "vpc:DescribeNatGateways": {
    at: "NatGateways.NatGateway",
    fields: [
      ...[
        "NatGatewayId",
        "Description",
        "ForwardTableIds.ForwardTableId",
        "InternetChargeType",
        "Name",
        "NatType",
      ],
      ...["InstanceChargeType", "NetworkType", "EipBindMode", "AvailabilityMode", "SnatTableIds.SnatTableId"],
      ...[
        "Spec",
        "Status",
        "NatGatewayPrivateInfo.VswitchId",
        "VpcId",
        "DeletionProtection",
        "IcmpReplyEnabled",
      ],
      "PrivateLinkEnabled",
    ],
  },
  "vpc:DescribeRouteTableList": {
    at: "RouterTableList.RouterTableListType",
    fields: [
      ...[
        "RouteTableId",
        "AssociateType",
        "CreationTime",
        "Description",
        "ResourceGroupId",
        "VpcId",
        "Status",
      ],
      ...["RoutePropagationEnable", "RouteTableName", "Tags.Tag", "VSwitchIds.VSwitchId"],
    ],
  },
  "vpc:DescribeRouteTables": {
    at: "RouteTables.RouteTable",
    fields: ["RouteTableId", "VRouterId", "RouteTableType", "Status", "RouteEntrys.RouteEntry"],
  },
  "vpc:DescribeSnatTableEntries": {
    at: "SnatTableEntries.SnatTableEntry",
    fields: [
      ...["EipAffinity", "SnatEntryName", "SnatIp", "SourceCIDR", "SourceVSwitchId", "Status", "SnatEntryId"],
      "SnatTableId",
    ],
  },
  "vpc:ListTagResources": { at: "TagResources.TagResource", fields: ["TagKey", "TagValue"] },
  "ecs:DescribeSecurityGroups": {
    at: "SecurityGroups.SecurityGroup",
    fields: [
      ...["SecurityGroupId", "CreationTime", "Description", "ResourceGroupId", "SecurityGroupName"],
      ...["SecurityGroupType", "VpcId", "Tags.Tag"],
    ],
  },
  "ecs:DescribeSecurityGroupAttribute": {
    at: "",
    fields: ["SecurityGroupId", "InnerAccessPolicy", "VpcId", "Permissions.Permission"],
  },
};

const valueAt = (value: unknown, path: string): unknown =>
  path === ""
    ? value
    : path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value);

/** What the plugin would miss in the answers. */
function missingIn(done: readonly Replayed[]): string[] {
  return done.flatMap(({ call, code, answer, mark }) => {
    const need = needed[call];
    if (code !== undefined || need === undefined) return [];
    const records = [valueAt(answer, need.at)].flat();
    return records.flatMap((record) =>
      // A vSwitch that is gone is answered with empty fields.
      (record as { VSwitchId?: string }).VSwitchId === ""
        ? []
        : need.fields.flatMap((field) =>
            valueAt(record, field) === undefined ? [`${mark}: ${call} without ${field}`] : [],
          ),
    );
  });
}

/** The answers of a step, as they lie in a file beside the recording. */
async function expectAnswers(done: readonly Replayed[], mark: string, file: string): Promise<void> {
  const answers = done
    .filter((each) => each.mark === mark)
    .map(({ call, parameters, answer: { RequestId: _, ...answer } }) => ({ call, parameters, answer }))
    .map((line) => `${JSON.stringify(line)}\n`);
  const text = answers.join("").replaceAll(/"2\d{3}-\d\d-\d\dT[\d:]+Z"/g, '"<time>"');
  await expect(text).toMatchFileSnapshot(join("recorded", file));
}

/** Each call and how it ended. The first half of the code for protection is a guess, here and where it was recorded. */
const outcomes = (done: readonly { call: string; code?: string | undefined }[]) =>
  done.map(({ call, code }) => `${call} ${code?.replace(/^\w+\.(DeletionProtection)$/, "$1") ?? "ok"}`);

describe("what the official plugin called, called again in its order", () => {
  it("of demo, from up to destroy with each fault, is answered as the plugin needs it", async () => {
    const done = await replay(
      "demo",
      {},
      {
        // Somebody gave the address back in the console.
        v1: async (cloud, pass) => {
          const { eips } = await cloud.snapshot();
          const [eip] = Object.values(eips).filter(({ name }) => name === "schoolgate-demo-b");
          const { allocationId = "", instanceId = "" } = eip ?? {};
          await cloud.call("UnassociateEipAddress", { allocationId, instanceId });
          pass();
          await cloud.call("ReleaseEipAddress", { allocationId });
          pass();
        },
        // Somebody took the protection off.
        destroy2: async (cloud) => {
          const { eips, natGateways } = await cloud.snapshot();
          for (const instanceId of Object.keys(eips))
            await cloud.call("DeletionProtection", { instanceId, type: "EIP", protectionEnable: false });
          for (const instanceId of Object.keys(natGateways))
            await cloud.call("DeletionProtection", { instanceId, type: "NATGW", protectionEnable: false });
        },
      },
    );
    expect(outcomes(done)).toEqual(outcomes(recorded("demo")));
    expect(missingIn(done)).toEqual([]);
    await expectAnswers(done, "refresh", "demo-refresh.jsonl");
  });

  it("of lakeside, which adopts an address and shares a gateway, too", async () => {
    const done = await replay("lakeside", { "47.111.68.1": "192.0.2.1" });
    expect(outcomes(done)).toEqual(outcomes(recorded("lakeside")));
    expect(missingIn(done)).toEqual([]);
    await expectAnswers(done, "refresh", "lakeside-refresh.jsonl");
  });
});
