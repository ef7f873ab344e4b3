import { describe, expect, test } from "vitest";
import { compare } from "../../../cli/review/compare.ts";
import type { Operation } from "../../../plan/model.ts";
import { urn } from "../../support/review.ts";

const eip = urn("demo", "alicloud:ecs/eipAddress:EipAddress", "demo-a");
const route = urn("demo", "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", "demo-api1");
const stack = "urn:pulumi:demo::schoolgate::pulumi:pulumi:Stack::schoolgate-demo";
const provider = (name: string) => `urn:pulumi:demo::schoolgate::pulumi:providers:kubernetes::${name}`;

const group = (...changes: [Operation, string][]) => ({
  changes: changes.map(([operation, urn]) => ({ operation, urn })),
});
const steps = (...list: [string, string][]) => list.map(([op, urn]) => ({ op, urn }));

describe("the plan and the engine agree", () => {
  test.each(["create", "update", "delete", "replace", "import"] as const)("on %s", (operation) => {
    expect(compare(group([operation, eip]), steps([operation, eip]))).toEqual([]);
  });

  test.each(["same", "read", "refresh", "discard", "remove-pending-replace"])("on nothing: %s", (op) => {
    expect(compare(group(), steps([op, eip]))).toEqual([]);
  });

  test.each([
    [["create-replacement", "replace", "delete-replaced"]],
    [["delete-replaced", "create", "create-replacement"]],
    [["import-replacement"]],
  ])("on a replacement in its steps %j", (ops) => {
    expect(compare(group(["replace", eip]), steps(...ops.map((op): [string, string] => [op, eip])))).toEqual(
      [],
    );
  });

  test("on a change of options, which is no step; on the stack; on default providers", () => {
    expect(
      compare(
        group(["options", eip], ["create", stack]),
        steps(["same", eip], ["same", stack], ["update", provider("default_4_34_2")]),
      ),
    ).toEqual([]);
  });
});

test("every difference, by URN", () => {
  const gone = urn("demo", "kubernetes:core/v1:ConfigMap", "gone");
  expect(
    compare(
      group(["update", route], ["delete", gone], ["options", eip]),
      steps(
        ["replace", route],
        ["update", eip],
        ["create", provider("own")],
        ["frobnicate", stack.replace("Stack", "Other")],
      ),
    ),
  ).toEqual(
    [
      { urn: stack.replace("Stack", "Other"), plan: "nothing", preview: "frobnicate" },
      { urn: provider("own"), plan: "nothing", preview: "create" },
      { urn: eip, plan: "nothing", preview: "update" },
      { urn: gone, plan: "delete", preview: "nothing" },
      { urn: route, plan: "update", preview: "replace" },
    ].sort((a, b) => (a.urn < b.urn ? -1 : 1)),
  );
});

test("an operation named like a property of every object is itself", () => {
  expect(compare(group(), steps(["constructor", eip]))).toEqual([
    { urn: eip, plan: "nothing", preview: "constructor" },
  ]);
});
