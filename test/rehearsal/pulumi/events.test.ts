// The events of Pulumi's CLI as a rehearsal's result.
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import { EventReader } from "../../../rehearsal/pulumi/events.ts";

const stack = "urn:pulumi:demo::schoolgate::pulumi:pulumi:Stack::schoolgate-demo";
const eip = "urn:pulumi:demo::schoolgate::alicloud:ecs/eipAddress:EipAddress::a";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Told {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: object;
  readonly new?: object;
  readonly keys?: readonly string[];
  readonly diffs?: readonly string[];
}
const event = (kind: string, content: object) =>
  ({ sequence: 1, timestamp: 0, [kind]: content }) as unknown as EngineEvent;
const begins = (metadata: Told): EngineEvent => event("resourcePreEvent", { metadata });
const ends = (metadata: Told): EngineEvent => event("resOutputsEvent", { metadata });
const says = (severity: string, message: string, urn?: string): EngineEvent =>
  event("diagnosticEvent", { severity, message, urn });

function read(dryRun: boolean, ...events: readonly EngineEvent[]) {
  const reader = new EventReader(dryRun);
  for (const each of events) reader.add(each);
  return reader;
}

const root = { op: "update", urn: stack, type: "pulumi:pulumi:Stack" };
const address = { urn: eip, type: "alicloud:ecs/eipAddress:EipAddress" };
const state = (inputs: object) => ({ parent: stack, inputs, outputs: {} });

test("an update's steps are those that came to their end, a preview's those that began; the engine's own providers are none", () => {
  const provider = {
    ...{ op: "create", type: "pulumi:providers:alicloud" },
    urn: "urn:pulumi:demo::schoolgate::pulumi:providers:alicloud::default_3_108_0",
  };
  const step = { ...address, op: "create", new: state({ isp: "BGP" }) };
  const expected = { ...{ op: "create", urn: eip, type: address.type, name: "a", parent: stack }, diff: [] };
  expect(read(true, begins(provider), begins(step)).result(true, 7)).toEqual({
    result: "succeeded",
    changes: { create: 1, update: 0, replace: 0, delete: 0, same: 0, import: 0 },
    steps: [expected],
    outputs: {},
    outputChanges: [],
    durationMs: 7,
    problems: [],
  });
  expect(read(false, begins(step)).result(true, 7).steps).toEqual([]);
  expect(read(false, begins(step), ends(step), ends(step)).result(true, 7).steps).toEqual([expected]);
});

test("changed inputs, with why a replacement, and a secret that changed without its value", () => {
  const step = {
    ...{ ...address, op: "replace", keys: ["isp"], diffs: ["isp", "password", "name"] },
    old: state({ isp: "BGP", password: "[secret]", name: "a", same: "[secret]" }),
    new: state({ isp: unknown, password: "[secret]", name: "b", same: "[secret]" }),
  };
  expect(read(true, begins(step)).result(true, 0).steps[0]?.diff).toEqual([
    { path: "isp", from: "BGP", to: "[unknown]", replaces: true },
    { path: "name", from: "a", to: "b", replaces: false },
    { path: "password", from: "[secret]", to: "[secret]", replaces: false },
  ]);
});

test("outputs are the stack's own, and how they differ", () => {
  const told = { ...root, old: { outputs: { ip: "1", gone: 1 } }, new: { outputs: { ip: unknown } } };
  const { outputs, outputChanges } = read(true, ends(told)).result(true, 0);
  expect({ outputs, outputChanges }).toEqual({
    outputs: { ip: "[unknown]" },
    outputChanges: [
      { path: "gone", from: 1, replaces: false },
      { path: "ip", from: "1", to: "[unknown]", replaces: false },
    ],
  });
});

test("problems: without what programs on PATH are, the engine's colours, its last word, and what would unprotect", () => {
  const run = read(
    false,
    says("warning", "using pulumi-resource-alicloud from $PATH at /x"),
    says("debug", "nothing"),
    says("info#err", "noise"),
    says("error", "<{%reset%}>quota of addresses<{%reset%}>\n", eip),
    says(
      "error",
      `resource "${eip}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the \`protect\` flag from the resource in your Pulumi program and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${eip}'\``,
      eip,
    ),
    says("error", "update failed"),
  );
  expect(run.failed("code: 255", 0).problems).toEqual([
    { severity: "error", urn: eip, message: "quota of addresses" },
    {
      severity: "error",
      urn: eip,
      message: `resource "${eip}" cannot be deleted\nbecause it is protected.\nPut it back into the stack file. What shall really go is retired first: ./gate retire; to rehearse from nothing, which forgets this stand-in cloud: --reset.`,
    },
  ]);
});

test("an end that no event tells of says what the CLI said; one that was interrupted says that", () => {
  expect(read(false).failed("no plugin", 0)).toMatchObject({
    result: "failed",
    problems: [{ severity: "error", urn: "", message: "no plugin" }],
  });
  const stopped = read(false);
  stopped.interrupted("SIGINT");
  expect(stopped.failed("code: 255", 0).problems).toEqual([
    {
      ...{ severity: "error", urn: "" },
      message: "interrupted by SIGINT: what was under way was finished, the rest was left as it is",
    },
  ]);
});
