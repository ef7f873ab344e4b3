import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schoolStack } from "../../../cli/school-stack.ts";
import { ActiveEdit, activeIn } from "../../../cli/swap/active-edit.ts";
import { egressState } from "../../../cli/swap/egress-state.ts";
import { type PlannedChange, planChanged, type SwapEngine, stackLocked } from "../../../cli/swap/engine.ts";
import { isSwapOnly, planLines } from "../../../cli/swap/guard.ts";
import { failure, success } from "../../../cli/swap/outcome.ts";
import { stateWith, usableView } from "../../../cli/swap/preconditions.ts";
import { passingCode, pauses } from "../../../cli/swap/retry.ts";
import { testDeps } from "../../support/gate.ts";
import { exampleText, stackFiles } from "../../support/stack-files.ts";
import { schoolStack as exampleStack } from "../../support/stacks.ts";

describe("what is tried again", () => {
  test.each([
    [["ModifySnatEntry failed: EIP_NOT_IN_GATEWAY: 203.0.113.2"], "EIP_NOT_IN_GATEWAY"],
    [["OperationUnsupported.EipInBinding"], "OperationUnsupported.EipInBinding"],
    [["IncorretSnatEntryStatus"], "IncorretSnatEntryStatus"],
    [["OperationConflict: a", "TaskConflict: b"], "OperationConflict"],
    [["Throttling.User: too many requests"], "Throttling"],
    [[stackLocked], stackLocked],
    [[planChanged], planChanged],
    [
      ['another run holds this stack: li\'s "up" (process 7), since then.\nWait until it has ended; …'],
      "another run holds this stack",
    ],
    [["InternalError"], undefined],
    [["OperationConflict", "InternalError"], undefined],
    [[], undefined],
  ])("%j", (errors, code) => {
    expect(passingCode(errors)).toBe(code);
  });

  test("seven times, within about two minutes", () => {
    expect(pauses).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });
});

describe("a plan that is the swap", () => {
  const snat: PlannedChange = {
    op: "update",
    type: "alicloud:vpc/snatEntry:SnatEntry",
    name: "demo-egress-snat",
    properties: ["snatIp"],
    to: { snatIp: "203.0.113.2" },
  };
  test.each<[string, readonly PlannedChange[], boolean]>([
    ["one update of snatIp", [snat], true],
    ["one update of a state that was refreshed", [{ ...snat, properties: [], to: {} }], true],
    ["nothing", [], false],
    ["twice", [snat, snat], false],
    ["to another IP", [{ ...snat, to: { snatIp: "203.0.113.3" } }], false],
    ["another property too", [{ ...snat, properties: ["snatEntryName", "snatIp"] }], false],
    ["a replacement", [{ ...snat, op: "replace" }], false],
    ["another school's entry", [{ ...snat, name: "lakeside-egress-snat" }], false],
    ["another kind of thing", [{ ...snat, type: "alicloud:ecs/eipAddress:EipAddress" }], false],
  ])("%s: %#", (_title, plan, expected) => {
    expect(isSwapOnly(plan, "demo", "203.0.113.2")).toBe(expected);
  });

  test("in lines, without values", () => {
    const plan = [snat, { ...snat, op: "replace" }, { ...snat, op: "refresh", properties: [] }];
    expect(planLines(plan)).toBe(
      "  ~  update SnatEntry demo-egress-snat (snatIp)\n  +- replace SnatEntry demo-egress-snat\n     refresh SnatEntry demo-egress-snat\n",
    );
  });
});

const urn = (name: string): string => `urn:pulumi:demo::schoolgate::type::${name}`;
const resource = (name: string, outputs: Record<string, unknown> = {}) => ({
  ...{ urn: urn(name), type: "type", id: `${name}-id`, outputs },
});

describe("a state", () => {
  const resources = [
    resource("demo-egress-snat", { snatIp: "203.0.113.1" }),
    resource("demo-egress-a-eip", { ipAddress: "203.0.113.1" }),
    resource("demo-egress-a-binding"),
    resource("demo-egress-b-eip", { ipAddress: "203.0.113.2" }),
    resource("lakeside-egress-c-eip", { ipAddress: "203.0.113.3" }),
  ];

  test("has the addresses that are bound, and what is open besides the SNAT entry", () => {
    const pending = [
      { kind: "update", urn: urn("demo-egress-snat") },
      { kind: "create", urn: urn("demo-egress-c-eip") },
    ];
    expect(egressState("demo", resources, pending)).toEqual({
      ips: { a: "203.0.113.1" },
      activeIp: "203.0.113.1",
      outputIp: undefined,
      pending: ["create demo-egress-c-eip"],
    });
  });

  test("has the IP that the stack's outputs name", () => {
    const root = {
      urn: "urn:pulumi:demo::schoolgate::pulumi:pulumi:Stack::schoolgate-demo",
      type: "pulumi:pulumi:Stack",
    };
    const outputs = { activeEgressIp: "203.0.113.2" };
    expect(egressState("demo", [...resources, { ...root, outputs }], [])?.outputIp).toBe("203.0.113.2");
  });

  test("without a SNAT entry is one that is not up", () => {
    expect(egressState("demo", resources.slice(1), [])).toBeUndefined();
  });
});

/** An engine of which only one answer is asked for. */
const answering = (answers: Partial<SwapEngine>): SwapEngine => ({
  name: "pulumi",
  flags: "",
  upCommand: "pulumi up -s demo",
  repairCommand: "pulumi up --refresh -s demo",
  state: () => Promise.reject(new Error("asked")),
  cloud: () => Promise.reject(new Error("asked")),
  refresh: () => Promise.reject(new Error("asked")),
  preview: () => Promise.reject(new Error("asked")),
  ...answers,
});

describe("refused", () => {
  test("an update that did not end", async () => {
    const engine = answering({
      state: async () => ({
        ips: { b: "203.0.113.2" },
        activeIp: "203.0.113.1",
        outputIp: "203.0.113.1",
        pending: ["create demo-egress-c-eip"],
      }),
    });
    await expect(stateWith(engine, "demo", "b")).rejects.toMatchObject({
      message: "an update of demo did not come to its end: create demo-egress-c-eip",
      fix: "finish it first: pulumi up --refresh -s demo",
    });
  });

  test("a cloud that cannot be asked", async () => {
    const engine = answering({ cloud: async () => ({ unknown: "no credentials" }) });
    await expect(usableView(engine, "demo", "b")).rejects.toMatchObject({
      message: "the cloud could not be asked about b: no credentials",
      fix: "see that the credentials and the network are right, then swap again",
    });
  });

  test("a stack file that is changed meanwhile: what is in it stays", () => {
    const root = stackFiles();
    const { deps } = testDeps(root);
    const stack = schoolStack(root, "demo", deps.now(), "cannot be swapped");
    const edit = new ActiveEdit(stack, "b", deps);
    edit.make();
    edit.make();
    expect(activeIn(stack, deps)).toBe("b");
    const other = exampleText("demo").replace("示例大学", "新名");
    writeFileSync(join(root, stack.file), other);
    expect(() => edit.make()).toThrow("stacks/Pulumi.demo.yaml was changed meanwhile, and was left as it is");
    edit.takeBack();
    edit.settle("a");
    expect([activeIn(stack, deps), exampleText("demo") === other]).toEqual(["a", false]);
  });

  test("an address with which the stack file would break a rule", () => {
    const root = stackFiles();
    const { deps } = testDeps(root);
    const stack = schoolStack(root, "northgate", deps.now(), "cannot be swapped");
    expect(() => new ActiveEdit(stack, "a", deps)).toThrow("with active: a, northgate would break rules");
  });
});

describe("what is said in the end", () => {
  const stack = exampleStack("demo");
  const ips = { a: "203.0.113.1", b: "203.0.113.2" };
  const pulumi = answering({});
  const state = { ips, activeIp: ips.a, outputIp: ips.a, pending: [] };

  test.each([
    [
      { activeIp: ips.a, status: "InUse" },
      state,
      "a",
      "The cloud sends calls from a (203.0.113.1); the state says a (203.0.113.1); stacks/Pulumi.demo.yaml says active: a.",
      "to stay with a there is nothing to do",
    ],
    [
      { unknown: "no network" },
      undefined,
      "b",
      "The cloud could not be asked; the state cannot be read; stacks/Pulumi.demo.yaml says active: b.",
      "to go back, after that: ./gate swap demo --to a",
    ],
    [
      { activeIp: "203.0.113.9", status: "InUse" },
      state,
      "b",
      "The cloud sends calls from 203.0.113.9, which is none of the school's; the state says a (203.0.113.1); stacks/Pulumi.demo.yaml says active: b.",
      "to go back, after that: ./gate swap demo --to a",
    ],
  ])("a failure: %j", (view, kept, fileKey, text, back) => {
    const found = { view, state: kept, fileKey };
    const { message, fix } = failure("no\n  answer.", stack, { to: "b", from: "a", ips }, pulumi, found);
    expect({ message, fix }).toEqual({
      message: `the swap of demo to b did not come to its end: no answer. ${text}`,
      fix: `to go on: ./gate swap demo --to b; ${back}`,
    });
  });

  const rest =
    "Connections that are kept alive may stay on a (203.0.113.1) for up to 15 minutes: restart the callers to be done with it.\n" +
    "Back: ./gate swap demo --to a. To give a up, not before those 15 minutes: ./gate retire demo address a\n";

  test.each([
    [undefined, "the SNAT table says so; what WeCom sees: ./gate probe"],
    [{ ip: ips.b }, "the SNAT table and WeCom say so"],
    [{ unknown: "no answer" }, "the SNAT table says so; WeCom could not be asked: no answer"],
  ])("a success, seen by WeCom: %j", (seen, proof) => {
    expect(success(stack, { to: "b", from: "a", ips }, pulumi, seen, "committed")).toBe(
      `Calls of demo leave from b (203.0.113.2): ${proof}.\n${rest}`,
    );
  });

  test("a success that is not committed", () => {
    expect(success(stack, { to: "b", from: "a", ips }, pulumi, { ip: ips.b }, "otherwise")).toBe(
      `Calls of demo leave from b (203.0.113.2): the SNAT table and WeCom say so.\n${rest}` +
        "stacks/Pulumi.demo.yaml says active: b; commit it, or the next up from the main line swaps back.\n",
    );
  });
});
