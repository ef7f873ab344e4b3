import { describe, expect, test } from "vitest";
import { tokens } from "../../../components/tokens.ts";
import type { StackResource } from "../../../policies/rule.ts";
import { protectedUntilRetired } from "../../../policies/rules/protected-until-retired.ts";
import { addressed, component, findings, given, types } from "../support.ts";

const wayOut =
  "what is on its way out is retired in its stack file, which takes all of its protection off together";
const mayDelete = `Pulumi may delete it: it needs protect: true; ${wayOut}`;
const mayRelease = `Alibaba Cloud may delete it: it needs deletionProtection: true; ${wayOut}`;
const stillProtected = `is retired, and Pulumi would refuse to delete it: take protect off; ${wayOut}`;
const stillKept = `is retired, and Alibaba Cloud would refuse to delete it: take deletionProtection off; ${wayOut}`;

const adopted = (retired: boolean, protect: boolean, deletionProtection: boolean) => [
  given(types.eip, "a-eip", {
    ...{ in: "a-component", protect },
    inputs: { addressName: "as it came", deletionProtection },
    ignoreChanges: ["isp", "addressName"],
  }),
  component(tokens.Address, "a-component", retired),
];
const nat = (retired: boolean, protect: boolean, deletionProtection: boolean) => [
  given(types.nat, "nat", { in: "nat-component", protect, inputs: { deletionProtection } }),
  component(tokens.DedicatedNat, "nat-component", retired),
];
const adoptedNat = (retired: boolean, protect: boolean) => [
  given(types.nat, "nat", {
    ...{ in: "nat-component", protect },
    inputs: { deletionProtection: true },
    ignoreChanges: ["natGatewayName"],
  }),
  component(tokens.AdoptedNat, "nat-component", retired),
];
const within = (token: string, type: string) => (retired: boolean, protect: boolean) => [
  given(`kubernetes:${type}`, "object", { in: "its-component", protect }),
  component(token, "its-component", retired),
];
const verifyFile = within(tokens.VerifyFile, types.configMap);
const answer = within(tokens.VerifyFile, types.filter);
const gateway = within(tokens.Gateway, "gateway.networking.k8s.io/v1:Gateway");
const namespace = within(tokens.Platform, "core/v1:Namespace");
const guard = (retired: boolean, protect: boolean): StackResource[] => [
  { ...component(tokens.DestroyGuard, "guard-component", retired), protect },
];

test.each([
  ["a protected address", addressed("a")],
  ["a retired one", addressed("a", { retired: true })],
  ["an adopted one", adopted(false, true, true)],
  ["an adopted and retired one", adopted(true, false, true)],
  ["an adopted NAT gateway", adoptedNat(false, true)],
  ["an adopted and retired NAT gateway", adoptedNat(true, false)],
  ["what is no address", [given(types.snat, "snat")]],
  ["a namespace of a school", within(tokens.School, "core/v1:Namespace")(false, false)],
  ["a ConfigMap of a relay", within(tokens.Relay, types.configMap)(false, false)],
])("passes %s", (_, resources) => {
  expect(findings(protectedUntilRetired, resources)).toEqual([]);
});

describe("protection that is off, although nothing says that it is retired", () => {
  test.each([
    [
      "Pulumi's of an address",
      addressed("a", { protect: false, kept: true }),
      [
        ["a-eip", mayDelete],
        ["a-binding", mayDelete],
      ],
    ],
    ["the cloud's of an address", addressed("a", { kept: false }), [["a-eip", mayRelease]]],
    [
      "both of an address, together",
      addressed("a", { protect: false }),
      [
        ["a-eip", mayDelete],
        ["a-eip", mayRelease],
        ["a-binding", mayDelete],
      ],
    ],
    [
      "of an address beside any component",
      addressed("a", { protect: false }).slice(1, 2),
      [["a-binding", mayDelete]],
    ],
    ["the cloud's of an adopted address", adopted(false, true, false), [["a-eip", mayRelease]]],
    [
      "both of a NAT gateway",
      nat(false, false, false),
      [
        ["nat", mayDelete],
        ["nat", mayRelease],
      ],
    ],
    ["of a verify file's content", verifyFile(false, false), [["object", mayDelete]]],
    ["of a verify file's answer", answer(false, false), [["object", mayDelete]]],
    ["of a platform's Gateway", gateway(false, false), [["object", mayDelete]]],
    ["of a platform's namespace", namespace(false, false), [["object", mayDelete]]],
    ["of what refuses a destroy", guard(false, false), [["guard-component", mayDelete]]],
  ])("%s", (_, resources, expected) => {
    expect(findings(protectedUntilRetired, resources)).toEqual(expected);
  });
});

describe("protection that stays on what is retired would refuse the step after", () => {
  test.each([
    [
      "of an address",
      addressed("a", { retired: true, protect: true }),
      [
        ["a-eip", stillProtected],
        ["a-eip", stillKept],
        ["a-binding", stillProtected],
      ],
    ],
    ["of an adopted address", adopted(true, true, true), [["a-eip", stillProtected]]],
    [
      "of a NAT gateway",
      nat(true, true, true),
      [
        ["nat", stillProtected],
        ["nat", stillKept],
      ],
    ],
    ["of a verify file", verifyFile(true, true), [["object", stillProtected]]],
    ["of what refuses a destroy", guard(true, true), [["guard-component", stillProtected]]],
  ])("%s", (_, resources, expected) => {
    expect(findings(protectedUntilRetired, resources)).toEqual(expected);
  });

  test("and an adopted address, which keeps the cloud's, has lost that", () => {
    expect(findings(protectedUntilRetired, adopted(true, false, false))).toEqual([["a-eip", mayRelease]]);
  });
});
