import { describe, expect, test } from "vitest";
import { driftOf } from "../../../fleet/drift/drift.ts";
import { driftPlan, type Outcome } from "../../../fleet/drift/survey.ts";
import { driftTexts } from "../../../fleet/drift/texts.ts";
import type { Value } from "../../../lib/value.ts";
import { textOf } from "../../../plan/report/text.ts";

type Outputs = Readonly<Record<string, Value>>;
const eip = "alicloud:ecs/eipAddress:EipAddress";
const snat = "alicloud:vpc/snatEntry:SnatEntry";
const urnOf = (stack: string, type: string, name: string) =>
  `urn:pulumi:${stack}::schoolgate::schoolgate:index:School$${type}::${stack}-${name}`;

/** The export of a stack that has an address and a SNAT entry. */
const exported = (stack: string, snatOutputs: Outputs = { snatIp: "203.0.113.1", status: "Available" }) => ({
  version: 3,
  deployment: {
    resources: [
      resource(stack, eip, "egress-a-eip", { bandwidth: "5" }, { bandwidth: "5", ipAddress: "203.0.113.1" }),
      resource(stack, snat, "egress-snat", { snatIp: "203.0.113.1" }, snatOutputs),
    ],
  },
});

function resource(stack: string, type: string, name: string, inputs: Outputs, outputs: Outputs) {
  return { urn: urnOf(stack, type, name), type, custom: true, id: `${name}-id`, inputs, outputs };
}

const read = (stack: string, type: string, name: string, outputs: Outputs | "gone") =>
  new Map([[urnOf(stack, type, name), outputs]]);

describe("the drift of a stack", () => {
  const changesOf = (name: string, type: string, outputs: Outputs | "gone", of: unknown = exported("hx")) => {
    const drift = driftOf({ exported: of, found: read("hx", type, name, outputs) });
    return "changes" in drift ? drift.changes : drift;
  };

  test("is a property that the stack sets, and that is another", () => {
    expect(changesOf("egress-snat", snat, { snatIp: "203.0.113.9", status: "Available" })).toEqual([
      {
        ...{ operation: "update", urn: urnOf("hx", snat, "egress-snat"), type: snat, name: "hx-egress-snat" },
        properties: [{ path: "snatIp", from: "203.0.113.1", to: "203.0.113.9" }],
        options: [],
      },
    ]);
  });

  test("is one that is set no more", () => {
    expect(changesOf("egress-snat", snat, {})).toMatchObject([
      { properties: [{ path: "snatIp", from: "203.0.113.1" }] },
    ]);
  });

  test("is not what the stack does not set", () => {
    expect(changesOf("egress-snat", snat, { snatIp: "203.0.113.1", status: "Modifying", more: 1 })).toEqual(
      [],
    );
  });

  test("is a resource that is gone", () => {
    expect(changesOf("egress-a-eip", eip, "gone")).toEqual([
      {
        ...{ operation: "delete", urn: urnOf("hx", eip, "egress-a-eip"), type: eip, name: "hx-egress-a-eip" },
        properties: [{ path: "bandwidth", from: "5" }],
        options: [],
      },
    ]);
  });

  test("is not in a secret, which neither side shows", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "x",
    };
    expect(
      changesOf("egress-snat", snat, { snatIp: "[secret]" }, exported("hx", { snatIp: secret })),
    ).toEqual([]);
  });

  test("is not in lists that are alike, and is an element that somebody added", () => {
    const rules = [{ name: "a", ports: [1] }];
    const of = {
      version: 3,
      deployment: {
        resources: [resource("hx", snat, "egress-snat", { rules }, { rules: [{ ...rules[0], id: 1 }] })],
      },
    };
    expect(changesOf("egress-snat", snat, { rules: [{ ...rules[0], id: 2 }] }, of)).toEqual([]);
    expect(changesOf("egress-snat", snat, { rules: [{ ...rules[0] }, { name: "b" }] }, of)).toMatchObject([
      { properties: [{ path: "rules[1]", to: { name: "b" } }] },
    ]);
  });
});

test("equal drift is one group, the worst first; an address that is lost is said; what could not be asked too", () => {
  const swapped = (stack: string) => ({
    exported: exported(stack),
    found: read(stack, snat, "egress-snat", { snatIp: "203.0.113.9" }),
  });
  const plan = driftPlan(
    new Map<string, Outcome>([
      ["hx", swapped("hx")],
      ["hy", swapped("hy")],
      ["hz", { exported: exported("hz"), found: read("hz", eip, "egress-a-eip", "gone") }],
      ["ok", { exported: exported("ok"), found: new Map() }],
      ["new", "not up"],
      ["no", { failure: "Pulumi's backend has no stack no" }],
    ]),
  );
  expect(textOf(plan, driftTexts("en"))).toBe(`Cloud and cluster, compared with the states
hz-egress-a-eip of hz is released, and its IP may be somebody else's by now: the school takes it off its trusted IPs. An up makes another address in its place, which the school enters before calls leave from it.
Not up yet, and not asked: new.
To put it back: \`pulumi up --refresh -s <stack>\`. Where the change is meant, write it into the stack file first; then that up changes nothing.

1 of 2  hz  gone EipAddress
  - gone  alicloud:ecs/eipAddress:EipAddress  hz-egress-a-eip
      bandwidth: "5"

2 of 2  2 stacks  changed SnatEntry (snatIp)
  hx, hy
  shown: hx
  ~ changed  alicloud:vpc/snatEntry:SnatEntry  hx-egress-snat
      snatIp: "203.0.113.1" → "203.0.113.9"

✗ problem  no
  Pulumi's backend has no stack no

3 of 6 stacks have drifted: 1 gone, 2 changed.
1 stack could not be asked.
`);
  expect(textOf(plan, driftTexts("zh"))).toContain("6 个 stack 中有 3 个发生漂移：已不存在 1、已改动 2。");
});
