import { expect, test } from "vitest";
import { tokens } from "../../../components/tokens.ts";
import { activeTrusted } from "../../../policies/rules/active-trusted.ts";
import { addressed, component, findings, given, snat, types } from "../support.ts";

const outputs = { activeEgressIp: "203.0.113.1", trustedIps: "203.0.113.2;203.0.113.1" };

test("passes calls from an address that is bound, kept and listed", () => {
  const resources = [...addressed("a"), ...addressed("b", { retired: true }), snat("a")];
  expect(findings(activeTrusted, resources)).toEqual([]);
  expect(findings(activeTrusted, resources, outputs)).toEqual([]);
});

test("passes a platform, and outputs of which one is not known", () => {
  expect(findings(activeTrusted, [], {})).toEqual([]);
  expect(findings(activeTrusted, [], { activeEgressIp: "203.0.113.3" })).toEqual([]);
  expect(findings(activeTrusted, [], { trustedIps: "203.0.113.3" })).toEqual([]);
});

test("refuses an address of somebody else's", () => {
  const foreign = given(types.snat, "snat", { inputs: { snatIp: "198.51.100.1" } });
  expect(findings(activeTrusted, [...addressed("a"), foreign])).toEqual([
    ["snat", "uses an address that is none of the stack's: give it the IP of one"],
  ]);
});

test("refuses an address that is retired", () => {
  expect(findings(activeTrusted, [...addressed("a", { retired: true }), snat("a")])).toEqual([
    ["snat", "uses a-eip, which is not protected: swap to one that is not retired"],
  ]);
});

test("passes one that is retired with its whole school", () => {
  const school = component(tokens.School, "demo-component", true);
  expect(findings(activeTrusted, [...addressed("a", { retired: true }), snat("a"), school])).toEqual([]);
});

test.each([
  ["that is not bound", addressed("a").slice(0, 1)],
  [
    "whose binding comes later",
    [...addressed("a").slice(0, 1), given(types.binding, "later", { from: { allocationId: ["a-eip"] } })],
  ],
])("refuses an address %s", (_, resources) => {
  expect(findings(activeTrusted, [...resources, snat("a")])).toEqual([
    ["snat", "does not wait until a-eip is bound: make it depend on the binding"],
  ]);
});

test("refuses an address that the school is not told to list", () => {
  expect(findings(activeTrusted, [], { ...outputs, trustedIps: "203.0.113.2;203.0.113.10" })).toEqual([
    [
      undefined,
      "calls leave from 203.0.113.1, and trustedIps has only 203.0.113.2;203.0.113.10: put it in there",
    ],
  ]);
});

test("refuses more addresses than one", () => {
  const pool = given(types.snat, "snat", { from: { snatIp: ["a-eip", "b-eip"] } });
  expect(findings(activeTrusted, [...addressed("a"), ...addressed("b"), pool])).toEqual([
    ["snat", "uses more than one address, in turn: give it the IP of one"],
  ]);
});
