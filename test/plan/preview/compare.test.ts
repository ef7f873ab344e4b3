import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import type { Change, PropertyChange } from "../../../plan/model.ts";
import { comparePreview } from "../../../plan/preview/compare.ts";
import { symbolOf } from "../../../plan/symbols.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const snatType = "alicloud:vpc/snatEntry:SnatEntry";
const eipType = "alicloud:ecs/eipAddress:EipAddress";
const urnOf = (type: string, name: string) => `urn:pulumi:demo::schoolgate::${type}::${name}`;

type Values = Record<string, unknown>;

/** A step of the engine, as its events tell it. */
function step(
  op: string,
  type: string,
  name: string,
  { before, after, outputs = {} }: { before?: Values; after?: Values; outputs?: Values },
): StepEventMetadata {
  const urn = urnOf(type, name);
  const state = (inputs: Values) => ({
    type,
    urn,
    id: `${name}-id`,
    parent: "",
    inputs,
    outputs,
    provider: "",
  });
  const sides = { old: before && state(before), new: after && state(after) };
  return { op, urn, type, ...sides, provider: "" } as unknown as StepEventMetadata;
}

/** The stack itself, with its outputs before and after. */
function rootOf(before: Values, after: Values): StepEventMetadata {
  const type = "pulumi:pulumi:Stack";
  return {
    ...step("same", type, "schoolgate-demo", {}),
    ...{ old: { outputs: before }, new: { outputs: after } },
  } as unknown as StepEventMetadata;
}

function change(
  operation: Change["operation"],
  type: string,
  name: string,
  ...properties: PropertyChange[]
): Change {
  return { operation, urn: urnOf(type, name), type, name, properties, options: [] };
}

const eip = (key: string, ip: string) =>
  step("same", eipType, `demo-egress-${key}-eip`, { before: {}, after: {}, outputs: { ipAddress: ip } });
const addresses = [eip("a", "203.0.113.1"), eip("b", "203.0.113.2"), eip("c", "203.0.113.3")];
const ipOf = (key: string) => symbolOf(`demo-egress-${key}-eip.ipAddress`);
const swap = change("update", snatType, "demo-egress-snat", {
  path: "snatIp",
  from: ipOf("a"),
  to: ipOf("b"),
});
const snat = (op: string, from: unknown, to: unknown, more: Values = {}) =>
  step(op, snatType, "demo-egress-snat", { before: { snatIp: from }, after: { snatIp: to, ...more } });
const compare = (
  changes: readonly Change[],
  steps: readonly StepEventMetadata[],
  outputs?: [Values, Values],
) => comparePreview({ changes }, { steps: [...addresses, ...steps], root: outputs && rootOf(...outputs) });

describe("a preview that is what was reviewed", () => {
  it("has the values that the plan names by their resources", () => {
    expect(compare([swap], [snat("update", "203.0.113.1", "203.0.113.2")])).toEqual({
      ...{ differences: [], isUp: false },
    });
  });

  it("may have less: what the state has already", () => {
    const made = change("create", eipType, "demo-egress-c-eip");
    expect(compare([swap, made], [snat("same", "203.0.113.2", "203.0.113.2")])).toEqual({
      ...{ differences: [], isUp: true },
    });
  });

  it("creates what refers to what is yet to be made, and a provider may add to it", () => {
    const create = change("create", snatType, "demo-egress-snat", {
      ...{ path: "snatIp", to: symbolOf("demo-egress-d-eip.ipAddress") },
    });
    const d = change("create", eipType, "demo-egress-d-eip", { path: "isp", to: "BGP" });
    expect(
      compare(
        [create, d],
        [
          step("create", eipType, "demo-egress-d-eip", { after: { isp: "BGP", bandwidth: "5" } }),
          step("create", snatType, "demo-egress-snat", { after: { snatIp: unknown } }),
        ],
      ),
    ).toEqual({ differences: [], isUp: false });
  });

  it("has outputs that only the up knows", () => {
    const outputs: [Values, Values] = [
      { egressIps: { a: "1", b: "2" } },
      { egressIps: { a: "1", b: unknown } },
    ];
    expect(compare([], [], outputs)).toEqual({ differences: [], isUp: true });
  });

  it("has a secret where one was reviewed, however the engine marks it", () => {
    const type = "kubernetes:core/v1:Secret";
    const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "" };
    const gone = change("delete", type, "x", { path: "data", from: symbolOf("secret 0123") });
    for (const data of ["[secret]", marked])
      expect(compare([gone], [step("delete", type, "x", { before: { data } })])).toEqual({
        ...{ differences: [], isUp: false },
      });
  });

  it("may look again at what was not ready", () => {
    expect(compare([], [snat("update", "203.0.113.1", "203.0.113.1")])).toEqual({
      ...{ differences: [], isUp: false },
    });
  });
});

describe("a preview that is not", () => {
  const withheld = (
    changes: readonly Change[],
    steps: readonly StepEventMetadata[],
    outputs?: [Values, Values],
  ) => compare(changes, steps, outputs).differences;

  it.each([
    [
      "another value",
      withheld([swap], [snat("update", "203.0.113.1", "203.0.113.3")]),
      [
        'snatIp of SnatEntry demo-egress-snat is "203.0.113.3" where "‹demo-egress-b-eip.ipAddress›" was reviewed',
      ],
    ],
    [
      "another starting value",
      withheld([swap], [snat("update", "203.0.113.3", "203.0.113.2")]),
      [
        'snatIp of SnatEntry demo-egress-snat is "203.0.113.3" where "‹demo-egress-a-eip.ipAddress›" was reviewed as the value from which it changes',
      ],
    ],
    [
      "another property",
      withheld([swap], [snat("update", "203.0.113.1", "203.0.113.2", { snatEntryName: "x" })]),
      ["snatEntryName of SnatEntry demo-egress-snat changes, which was not reviewed"],
    ],
    [
      "another operation",
      withheld([swap], [snat("replace", "203.0.113.1", "203.0.113.2")]),
      ["replace of SnatEntry demo-egress-snat, and update was reviewed"],
    ],
    [
      "another resource",
      withheld([], [step("delete", eipType, "demo-egress-d-eip", { before: {} })]),
      ["delete of EipAddress demo-egress-d-eip was not reviewed"],
    ],
    [
      "an operation that is not there, and was not made",
      withheld([change("delete", eipType, "demo-egress-c-eip")], []),
      ["delete of EipAddress demo-egress-c-eip was reviewed, and the preview does not have it"],
    ],
    [
      "a reviewed value that the state does not have",
      withheld([swap], [snat("same", "203.0.113.3", "203.0.113.3")]),
      [
        'snatIp of SnatEntry demo-egress-snat is "203.0.113.3" where "‹demo-egress-b-eip.ipAddress›" was reviewed',
      ],
    ],
    [
      "a created resource with another value",
      withheld(
        [change("create", eipType, "demo-egress-d-eip", { path: "isp", to: "BGP" })],
        [step("create", eipType, "demo-egress-d-eip", { after: { isp: "BGP_PRO" } })],
      ),
      ['isp of EipAddress demo-egress-d-eip is "BGP_PRO" where "BGP" was reviewed'],
    ],
    [
      "a secret that may change",
      withheld(
        [],
        [
          step("update", "kubernetes:core/v1:Secret", "x", {
            before: { data: "[secret]" },
            after: { data: "[secret]" },
          }),
        ],
      ),
      ["update of Secret x was not reviewed"],
    ],
    [
      "a change that the provider alone sees",
      withheld([], [{ ...snat("update", "203.0.113.1", "203.0.113.1"), diffs: ["snatIp"] }]),
      ["update of SnatEntry demo-egress-snat was not reviewed"],
    ],
    [
      "another output",
      withheld([], [], [{ trustedIps: "a" }, { trustedIps: "a;b" }]),
      ["the output trustedIps changes, which was not reviewed"],
    ],
    [
      "an update after an import",
      withheld(
        [change("import", eipType, "demo-egress-d-eip")],
        [
          step("import", eipType, "demo-egress-d-eip", { after: {} }),
          step("update", eipType, "demo-egress-d-eip", { before: { isp: "BGP" }, after: {} }),
        ],
      ),
      ["update of EipAddress demo-egress-d-eip after its import: the resource is not as it is declared"],
    ],
  ])("%s", (_, differences, expected) => {
    expect(differences).toEqual(expected);
  });
});
