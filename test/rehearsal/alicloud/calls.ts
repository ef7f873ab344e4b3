import { vi } from "vitest";
import { Cloud } from "../../../rehearsal/alicloud/cloud.ts";
import type { ActionName } from "../../../rehearsal/alicloud/cloud-actions.ts";
import type { Tags } from "../../../rehearsal/alicloud/cloud-state.ts";
import { recorded } from "./wire/recorded.ts";

/** A call to the cloud that was answered. */
export interface Asked {
  /** Milliseconds since the recording's start; of a call that the stand-in's provider made, 0. */
  readonly t: number;
  readonly mark: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The id of what it made. */
  readonly made: string | undefined;
}

/** The actions that make something: the kind of its id. */
const makes: Readonly<Record<string, string>> = {
  AllocateEipAddress: "eip",
  CreateNatGateway: "ngw",
  CreateRouteTable: "vtb",
  CreateSecurityGroup: "sg",
  CreateSnatEntry: "snat",
  CreateVSwitch: "vsw",
};

/** What a call is about, the first of these that it has. */
const subjects = [
  ...["SnatEntryId", "AllocationId", "VSwitchId", "NatGatewayId", "RouteTableId", "SecurityGroupId"],
  ...["ResourceId.1", "InstanceId"],
];
const names = ["Name", "VSwitchName", "RouteTableName", "SecurityGroupName", "SnatEntryName"];

/** What the stand-in's cloud does without: it knows an id's kind, and there is nothing but NAT gateways to unbind from. */
const unsaid: readonly RegExp[] = [
  / ResourceType=\w+/,
  / InstanceId=(?= |$)/,
  /(?<=^UnassociateEipAddress .*) InstanceType=Nat/,
];

/** Hears every call that a cloud answers, until all spies are restored. */
export function listen(hear: (name: ActionName, request: object, answer: object) => void): void {
  const { call } = Cloud.prototype;
  vi.spyOn(Cloud.prototype, "call").mockImplementation(async function (this: Cloud, name, request) {
    const answer = await call.call(this, name, request);
    hear(name, request, answer);
    return answer;
  } as typeof call);
}

/** A call that the stand-in's provider made, with the parameters as the wire names them. */
export function onTheWire(mark: string, action: ActionName, request: object, answer: object): Asked {
  const parameters = Object.entries(request).flatMap(([name, value]) => parametersOf(name, value));
  const ids = Object.values(answer).filter((value) => typeof value === "string");
  const made = ids.find((id) => id.startsWith(`${makes[action]}-`));
  return { t: 0, mark, action, parameters: Object.fromEntries(parameters), made };
}

function parametersOf(name: string, value: unknown): (readonly [string, string])[] {
  if (value === undefined || name === "clientToken") return [];
  if (name === "tags")
    return Object.entries(value as Tags).flatMap(([key, each], index) => [
      [`Tag.${index + 1}.Key`, key],
      [`Tag.${index + 1}.Value`, each],
    ]);
  if (name === "resourceIds") return [["ResourceId.1", (value as string[]).join()]];
  const text = String(value as string | number | boolean);
  if (name === "resourceId") return [["ResourceId.1", text]];
  return [[name === "isp" ? "ISP" : `${name.charAt(0).toUpperCase()}${name.slice(1)}`, text]];
}

/** The calls of the official plugin that were not refused. Of one kind, ids were given out in the order of the calls. */
export function recordedCalls(name: string): Asked[] {
  const calls = recorded(name).filter(({ code }) => code === undefined);
  const values = calls.flatMap(({ parameters }) => Object.values(parameters));
  const ids = [...new Set(values.filter((value) => value.includes("-fake")))].sort();
  return calls.map(({ t, call, parameters, mark }) => {
    const [, action = ""] = call.split(":");
    const at = ids.findIndex((id) => id.startsWith(`${makes[action]}-`));
    const [made] = at === -1 ? [] : ids.splice(at, 1);
    return { t, mark, action, parameters, made };
  });
}

/** What was asked about each resource while these steps were made, in its order; ids and addresses by their kinds. */
export function livesIn(asked: readonly Asked[], ...marks: readonly string[]): Record<string, string[]> {
  const named = new Map<string, string>();
  const lives: Record<string, { line: string; t: number }[]> = {};
  for (const { t, mark, action, parameters, made } of asked) {
    const name = names.map((each) => parameters[each]).find((each) => each !== undefined);
    if (made !== undefined) named.set(made, `${makes[action]} ${name}`);
    const about = made ?? subjects.map((each) => parameters[each]).find(Boolean) ?? "";
    if (!marks.includes(mark)) continue;
    const subject = named.get(about) ?? about;
    const life = lives[subject] ?? [];
    lives[subject] = life;
    const line = lineOf(action, parameters);
    const last = life.at(-1);
    // Asked again after a wait: what it waited for was the cloud's time.
    if (last?.line === line && t - last.t > 2000) life.pop();
    life.push({ line, t });
  }
  return Object.fromEntries(
    Object.entries(lives).map(([name, life]) => [name, life.map(({ line }) => line)]),
  );
}

function lineOf(action: string, parameters: Readonly<Record<string, string>>): string {
  const said = Object.entries(parameters)
    .map(([name, value]) => ` ${name}=${kindOf(value)}`)
    .sort();
  return unsaid.reduce((line, part) => line.replace(part, ""), [action, ...said].join(""));
}

function kindOf(value: string): string {
  if (/^\d+(\.\d+){3}$/.test(value)) return "<ip>";
  return value.replace(/^(eip|ngw|vtb|sg|snat|stb|vsw|vpc)-.*/, "<$1>");
}
