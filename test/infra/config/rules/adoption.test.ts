import { expect, test } from "vitest";
import { checkStacks } from "../../../../infra/config/stacks.ts";
import { type BrokenRule, lineOf, problemsAfter } from "../../../support/broken-rules.ts";
import { example, now, set, stackFiles } from "../../../support/stack-files.ts";

const path = "config/schoolgate:school/egress";
const egress = "schoolgate:school.egress";
const nat = { natGatewayId: "ngw-1", snatTableId: "stb-1" };
const source = { vswitchIds: ["vsw-bp1lakeside0000000001"] };
const bound = { allocationId: "eip-1", bound: true };
const live = { nat: "shared", source, addresses: { a: bound, b: {} }, active: "a", snatEntryId: "snat-1" };
const retired = [{ ...live, active: "b" }, true] as const;

const cases: readonly BrokenRule[] = [
  ["an entry and an address at the platform's NAT gateway", "lakeside", path, live, []],
  ["an entry and an address at a NAT gateway of the school's own", "lakeside", path, { ...live, nat }, []],
  [
    "a NAT gateway alone",
    "lakeside",
    path,
    { nat, source, addresses: { a: { allocationId: "eip-1" } }, active: "a" },
    [],
  ],
  ["an entry that uses another address by now", "lakeside", path, { ...live, active: "b" }, []],
  [
    "a NAT gateway without its table",
    "lakeside",
    path,
    { ...live, nat: { natGatewayId: "ngw-1" } },
    [
      `${egress}.nat.snatTableId: snatTableId is required → add snatTableId: Id of its SNAT table, shown on its page in the console.`,
    ],
  ],
  [
    "another kind of NAT gateway",
    "lakeside",
    `${path}/nat`,
    "own",
    [`${egress}.nat "own": this is one of dedicated, shared → choose one of dedicated, shared`],
  ],
  [
    "a NAT gateway that is made",
    "lakeside",
    path,
    { ...live, nat: "dedicated" },
    [
      `${egress}.addresses.a.bound true: nat: dedicated makes a NAT gateway, and nothing is bound to one that is not there → write nat: shared, or nat: { natGatewayId, snatTableId } of the one that it is at`,
      `${egress}.snatEntryId "snat-1": nat: dedicated makes a NAT gateway, and a new one has no entry → write nat: shared, or nat: { natGatewayId, snatTableId } of the one that it is at`,
    ],
  ],
  [
    "new vSwitches at a NAT gateway that exists",
    "lakeside",
    path,
    { ...live, nat, source: { cidr: "10.20.40.0/24", zones: { "cn-hangzhou-i": "10.20.40.0/25" } } },
    [
      `${egress}.source.zones: no route leads from new vSwitches to a NAT gateway that exists → write vswitchIds, of vSwitches whose routes lead to it, in the place of zones`,
    ],
  ],
  [
    "an entry without the address that it uses",
    "lakeside",
    path,
    { ...live, addresses: { a: { allocationId: "eip-1" } } },
    [
      `${egress}.snatEntryId "snat-1": an adopted entry uses an address that is bound already, and is handed back with it → write bound: true of the address that it uses; or take snatEntryId out, and the entry leaves with the school`,
    ],
  ],
  [
    "the platform's NAT gateway as the school's own",
    "lakeside",
    path,
    { ...live, nat: { natGatewayId: "ngw-bp1hz0shared00000001", snatTableId: "stb-1" } },
    [
      `${egress}.nat.natGatewayId "ngw-bp1hz0shared00000001": an adopted NAT gateway is one school's, and this one is the platform's for all → write nat: shared`,
    ],
  ],
];

test.each(cases)("%s", (_, stack, changed, value, problems) => {
  expect(problemsAfter(stack, changed, value)).toEqual(problems);
});

test("a retired school hands its entry back with an address that stays", () => {
  const file = set(
    set(example("lakeside"), path.split("/"), retired[0]),
    ["config", "schoolgate:school", "retired"],
    retired[1],
  );
  expect(checkStacks(stackFiles({ lakeside: file }), now).problems.map(lineOf)).toEqual([
    `${egress}.active "b": a retired school hands its SNAT entry back, and b would leave under it → swap to a first; or take snatEntryId out, and the entry leaves with the school`,
  ]);
});

test("a NAT gateway and an entry belong to one school", () => {
  const file = (address: string, vswitch: string) =>
    set(example("lakeside"), path.split("/"), {
      ...{ ...live, nat, source: { vswitchIds: [vswitch] } },
      addresses: { a: { ...bound, allocationId: address } },
    });
  const hill = set(file("eip-2", "vsw-2"), ["config", "schoolgate:school", "domain"], "hill.example.cn");
  const { problems } = checkStacks(stackFiles({ lakeside: file("eip-1", "vsw-1"), hill }), now);
  expect(problems.map((problem) => `${problem.file} ${lineOf(problem)}`)).toEqual(
    ["hill", "lakeside"].flatMap((slug) => {
      const other = slug === "hill" ? "lakeside" : "hill";
      const at = `stacks/Pulumi.${slug}.yaml ${egress}`;
      return [
        `${at}.nat.natGatewayId "ngw-1": an adopted NAT gateway belongs to one school, and ${other} has it too → make it the platform's network.sharedNat, and write nat: shared in both`,
        `${at}.snatEntryId "snat-1": a SNAT entry belongs to one school, and ${other} has it too → give one of the schools an entry of its own`,
      ];
    }),
  );
});
