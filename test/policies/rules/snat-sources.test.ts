import { expect, test } from "vitest";
import { snatSources } from "../../../policies/rules/snat-sources.ts";
import { findings, given, types } from "../support.ts";

const entry = (name: string, inputs: Record<string, unknown>) => given(types.snat, name, { inputs });

test("passes entries whose sources do not meet", () => {
  const resources = [
    entry("one", { sourceCidr: "10.20.8.0/24" }),
    entry("two", { sourceCidr: "10.20.9.0/24" }),
    entry("three", { sourceVswitchId: "vsw-1" }),
    entry("four", { sourceVswitchId: "vsw-2" }),
    entry("five", { sourceCidr: "10.21.0.0/17" }),
  ];
  expect(findings(snatSources, resources)).toEqual([]);
});

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

test.each([
  ["blocks, the wider first", { sourceCidr: "10.20.8.0/23" }, { sourceCidr: "10.20.9.0/24" }],
  ["blocks, the wider last", { sourceCidr: "10.20.9.0/24" }, { sourceCidr: "10.20.8.0/23" }],
  ["vSwitches", { sourceVswitchId: "vsw-1" }, { sourceVswitchId: "vsw-1" }],
])("refuses two of the same %s", (_, one, two) => {
  expect(findings(snatSources, [entry("one", one), entry("two", two)])).toEqual([
    ["two", "takes calls that one takes too: choose sources that do not overlap"],
  ]);
});
