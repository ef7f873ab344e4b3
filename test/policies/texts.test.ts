import { expect, test } from "vitest";
import { pathsOf } from "../../policies/texts.ts";

test("finds texts wherever they stand, by paths that Pulumi would write", () => {
  const inputs = {
    plain: "x",
    list: ["x", { deep: "x" }, ["y", "x"]],
    "a.b": { 'c"d': "x", "e\\f[": "x" },
    not: [1, true, null, undefined, "y"],
  };
  expect(pathsOf(inputs, (text) => text === "x")).toEqual([
    "plain",
    "list[0]",
    "list[1].deep",
    "list[2][1]",
    '["a.b"]["c\\"d"]',
    '["a.b"]["e\\\\f["]',
  ]);
});
