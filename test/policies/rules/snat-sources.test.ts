import { expect, test } from "vitest";
import { snatSources } from "../../../policies/rules/snat-sources.ts";
import { findings, given, types } from "../support.ts";

const entry = (name: string, inputs: Record<string, unknown>) => given(types.snat, name, { inputs });

test.each([{ sourceCidr: "10.20.8.0/24" }, { sourceCidr: "10.21.0.0/17" }, { sourceVswitchId: "vsw-1" }])(
  "passes the one entry of a school, with %o",
  (inputs) => {
    expect(findings(snatSources, [entry("one", inputs)])).toEqual([]);
  },
);

test.each([
  [{}, "takes the calls of its whole VPC: name the school's sourceCidr or sourceVswitchId"],
  [{ sourceCidr: "all" }, "takes calls from all: write a block such as 10.20.8.0/24"],
  [
    { sourceCidr: "10.20.0.0/16" },
    "takes the calls of a whole VPC, 10.20.0.0/16: name the school's own block, /17 or smaller",
  ],
  [
    { sourceCidr: "0.0.0.0/0" },
    "takes the calls of a whole VPC, 0.0.0.0/0: name the school's own block, /17 or smaller",
  ],
])("refuses the source %o", (inputs, problem) => {
  expect(findings(snatSources, [entry("one", inputs)])).toEqual([["one", problem]]);
});

test("refuses a second entry, whatever it takes", () => {
  const resources = [
    entry("one", { sourceCidr: "10.20.8.0/24" }),
    entry("two", { sourceVswitchId: "vsw-1" }),
  ];
  expect(findings(snatSources, resources)).toEqual([
    ["two", "is a second entry beside one: a school has one, for all its calls"],
  ]);
});
