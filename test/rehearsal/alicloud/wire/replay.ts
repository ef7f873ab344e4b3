import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Cloud } from "../../../../rehearsal/alicloud/cloud.ts";
import { startFront } from "../../../../rehearsal/alicloud/wire/server.ts";
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

export interface Replayed {
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
export async function replay(
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
