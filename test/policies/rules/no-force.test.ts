import { expect, test } from "vitest";
import { noForce } from "../../../policies/rules/no-force.ts";
import { findings, given, object, types } from "../support.ts";

const configMap = (annotations: object) => object(types.configMap, "content", { metadata: { annotations } });

test("passes what forces nothing", () => {
  const resources = [
    given(types.binding, "a-binding"),
    given(types.nat, "gateway", { inputs: { force: false } }),
    configMap({ "pulumi.com/patchForce": "false" }),
    given("schoolgate:egress:Egress", "egress", { inputs: { force: true } }),
  ];
  expect(findings(noForce, resources)).toEqual([]);
});

test.each([types.nat, types.binding])("refuses a forced removal of %s", (type) => {
  expect(findings(noForce, [given(type, "it", { inputs: { force: true } })])).toEqual([
    ["it", "would be removed although it is in use: leave force out, and remove what uses it first"],
  ]);
});

test("refuses an object that takes others' fields", () => {
  expect(findings(noForce, [configMap({ "pulumi.com/patchForce": "true" })])).toEqual([
    ["content-object", "takes fields from whoever else manages the object: leave pulumi.com/patchForce out"],
  ]);
});
