import { expect, test } from "vitest";
import { zonePrefixes } from "../../../../infra/config/rules/source.ts";
import { readSchool } from "../../../../infra/config/school-facts.ts";
import { type BrokenRule, problemsAfter } from "../../../support/broken-rules.ts";

const school = "config/schoolgate:school";
const egress = "schoolgate:school.egress";

const cases: readonly BrokenRule[] = [
  [
    "a block that is not aligned",
    "demo",
    `${school}/egress/source/cidr`,
    "10.20.8.1/24",
    [`${egress}.source.cidr "10.20.8.1/24": a block begins at its network address → write 10.20.8.0/24`],
  ],
  [
    "a zone's block that is not aligned",
    "demo",
    `${school}/egress/source/zones/cn-hangzhou-j`,
    "10.20.8.200/25",
    [
      `${egress}.source.zones.cn-hangzhou-j "10.20.8.200/25": a block begins at its network address → write 10.20.8.128/25`,
    ],
  ],
  [
    "a block that is the whole VPC",
    "demo",
    `${school}/egress/source/cidr`,
    "10.20.0.0/16",
    [
      `${egress}.source.cidr "10.20.0.0/16": a source is a part of the VPC, of /17 or smaller: other calls must not leave from the school's address → choose a free block such as 10.20.8.0/24`,
      `${egress}.source.cidr "10.20.0.0/16": schools' sources share no address, and lakeside has 10.20.16.0/23 → choose a part of the VPC's block that no school has`,
      `${egress}.source.cidr "10.20.16.0/23": schools' sources share no address, and demo has 10.20.0.0/16 → choose a part of the VPC's block that no school has`,
      `${egress}.source.cidr "10.20.32.0/23": schools' sources share no address, and demo has 10.20.0.0/16 → choose a part of the VPC's block that no school has`,
    ],
  ],
  [
    "no zone",
    "demo",
    `${school}/egress/source/zones`,
    {},
    [
      `${egress}.source.zones: a source has at least one zone → add one, such as zones: { cn-hangzhou-i: 10.20.8.0/25 }; two survive the loss of one`,
    ],
  ],
  [
    "a zone's block that is too small",
    "demo",
    `${school}/egress/source/zones/cn-hangzhou-j`,
    "10.20.8.128/30",
    [
      `${egress}.source.zones.cn-hangzhou-j "10.20.8.128/30": a vSwitch has a block of /16 to /29 → choose a prefix in this range`,
    ],
  ],
  [
    "a zone's block outside of the source",
    "demo",
    `${school}/egress/source/zones/cn-hangzhou-j`,
    "10.20.9.0/25",
    [
      `${egress}.source.zones.cn-hangzhou-j "10.20.9.0/25": a zone's block lies in the source's block 10.20.8.0/24 → choose a part of the source's block, or widen that`,
    ],
  ],
  [
    "zones that overlap",
    "demo",
    `${school}/egress/source/zones/cn-hangzhou-j`,
    "10.20.8.0/26",
    [
      `${egress}.source.zones.cn-hangzhou-j "10.20.8.0/26": the zones' blocks share no address, and cn-hangzhou-i has 10.20.8.0/25 → choose blocks that do not overlap`,
    ],
  ],
  [
    "adopted vSwitches without their block",
    "lakeside",
    `${school}/egress/source/cidr`,
    undefined,
    [
      `${egress}.source.vswitchIds ["vsw-bp1lakeside0000000001","vsw-bp1lakeside0000000002"]: more than one vSwitch needs cidr: a school has one SNAT entry, for one block → add cidr: the smallest block that covers them all`,
    ],
  ],
  [
    "a vSwitch twice",
    "lakeside",
    `${school}/egress/source/vswitchIds`,
    ["vsw-a", "vsw-a"],
    [`${egress}.source.vswitchIds[1] "vsw-a": a vSwitch is listed once → remove it here`],
  ],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});

test.each([
  ["10.20.0.0/15", 1],
  ["10.20.0.0/16", 0],
  ["10.20.0.0/29", 0],
  ["10.20.0.0/30", 1],
])("a vSwitch of %s breaks %i rules", (block, count) => {
  const { facts } = readSchool(
    { egress: { source: { cidr: block, zones: { "cn-hangzhou-i": block } } } },
    "x",
  );
  expect(zonePrefixes(facts)).toHaveLength(count);
});
