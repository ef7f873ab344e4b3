import { expect, test } from "vitest";
import { protectedNatGateways } from "../../../policies/rules/protected-nat-gateways.ts";
import { findings, given, types } from "../support.ts";

const gateway = (protect: boolean, inputs: Record<string, unknown>) =>
  findings(protectedNatGateways, [given(types.nat, "gateway", { protect, inputs })]);

test("passes a gateway that is protected twice, and what is no gateway", () => {
  expect(gateway(true, { deletionProtection: true })).toEqual([]);
  expect(findings(protectedNatGateways, [given(types.snat, "snat")])).toEqual([]);
});

test("refuses one that Pulumi may delete", () => {
  expect(gateway(false, { deletionProtection: true })).toEqual([
    ["gateway", "Pulumi may delete it: it needs protect: true"],
  ]);
});

test.each([{ deletionProtection: false }, {}])("refuses one that Alibaba Cloud may delete: %o", (inputs) => {
  expect(gateway(true, inputs)).toEqual([
    ["gateway", "Alibaba Cloud may delete it: it needs deletionProtection: true"],
  ]);
});
