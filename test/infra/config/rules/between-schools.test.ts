import { expect, test } from "vitest";
import { fleetFindings, type Member } from "../../../../infra/config/rules/between-schools.ts";
import { readSchool } from "../../../../infra/config/school-facts.ts";
import { checkStacks } from "../../../../infra/config/stacks.ts";
import { lineOf } from "../../../support/broken-rules.ts";
import { example, exampleText, now, set, stackFiles } from "../../../support/stack-files.ts";

const school = "schoolgate:school";

test("a host, a vSwitch, an elastic IP and a block of two schools are reported at both, an external IP is not", () => {
  const second = set(example("lakeside"), ["config", school, "domain"], "hill.example.cn");
  set(second, ["config", school, "routes"], {
    api1: { host: "api1.lakeside.example.cn", upstream: "hub" },
    api2: "open",
  });
  set(second, ["config", school, "egress", "source", "cidr"], "10.20.17.0/24");
  const { problems } = checkStacks(stackFiles({ hill: second }), now);
  const foreign =
    'stacks/Pulumi.hill.yaml schoolgate:school.routes.api1.host "api1.lakeside.example.cn": a host is under the school\'s domain hill.example.cn → write it like api1.hill.example.cn, or write the filed domain that it is under into otherDomains';
  expect(problems.map((problem) => `${problem.file} ${lineOf(problem)}`)).toEqual([
    ...["hill", "lakeside"].flatMap((slug) => {
      const other = slug === "hill" ? "lakeside" : "hill";
      const [own, others] =
        slug === "hill" ? ["10.20.17.0/24", "10.20.16.0/23"] : ["10.20.16.0/23", "10.20.17.0/24"];
      const file = `stacks/Pulumi.${slug}.yaml schoolgate:school`;
      const host = `${file}.routes.api1 "api1.lakeside.example.cn": a host belongs to one school, and ${other} has it too → give one of the schools another host`;
      const rest = [
        ...["vsw-bp1lakeside0000000001", "vsw-bp1lakeside0000000002"].map(
          (id, index) =>
            `${file}.egress.source.vswitchIds[${index}] "${id}": a vSwitch belongs to one school, and ${other} has it too → give each school vSwitches of its own`,
        ),
        `${file}.egress.source.cidr "${own}": schools' sources share no address, and ${other} has ${others} → choose a part of the VPC's block that no school has`,
        `${file}.egress.addresses.a.allocationId "eip-bp1lakeside00000001": an elastic IP belongs to one school, and ${other} has it too → give one of the schools another address`,
      ];
      return slug === "hill" ? [...rest, host, foreign] : [host, ...rest];
    }),
  ]);
});

test("two platforms of one cluster share no gateway, namespace or issuer; those of two contexts may", () => {
  const second = (context?: string) => {
    const file = example("hz");
    if (context !== undefined) set(file, ["config", "schoolgate:platform", "kubeContext"], context);
    return checkStacks(stackFiles({ bj: file }), now).problems.map(
      (problem) => `${problem.file} ${lineOf(problem)}`,
    );
  };
  const fix = "give one of the platforms another name, or its own kubeContext if it is in another cluster";
  expect(second()).toEqual(
    ["bj", "hz"].flatMap((name) => {
      const both = `belongs to one platform of a cluster, and ${name === "bj" ? "hz" : "bj"} has it too → ${fix}`;
      const path = `stacks/Pulumi.${name}.yaml schoolgate:platform`;
      return [
        `${path}.gateway.name "shared": a gateway's class ${both}`,
        `${path}.gateway.namespace "edge": a gateway's namespace ${both}`,
        `${path}.issuer.name "letsencrypt": an issuer that a platform makes ${both}`,
      ];
    }),
  );
  expect(second("beijing")).toEqual([]);
});

test("with names, only what touches them is reported", () => {
  const root = stackFiles({ copy: exampleText("demo"), broken: "config: [" });
  const files = (names?: string[]) => [
    ...new Set(checkStacks(root, now, names).problems.map(({ file }) => file)),
  ];
  expect(files()).toEqual([
    "stacks/Pulumi.broken.yaml",
    "stacks/Pulumi.copy.yaml",
    "stacks/Pulumi.demo.yaml",
  ]);
  expect(files(["demo"])).toEqual(["stacks/Pulumi.demo.yaml"]);
  expect(files(["lakeside"])).toEqual([]);
});

/** A school with nothing but a block, in a VPC. */
const member = (slug: string, cidr: string, vpcId = "vpc-1"): Member => ({
  facts: readSchool({ egress: { source: { cidr, zones: {} } } }, slug).facts,
  vpcId,
});

/** Who is told of whom. */
const told = (members: Member[]): string[] =>
  [...fleetFindings(members)]
    .flatMap(([slug, findings]) => findings.map(({ rule }) => `${slug}: ${/and (\S+) has/.exec(rule)?.[1]}`))
    .sort();

test.each<[string, Member[], string[]]>([
  ["blocks that touch", [member("a", "10.0.0.0/24"), member("b", "10.0.1.0/24")], []],
  ["the same block", [member("a", "10.0.0.0/24"), member("b", "10.0.0.0/24")], ["a: b", "b: a"]],
  ["the same block in two VPCs", [member("a", "10.0.0.0/24"), member("b", "10.0.0.0/24", "vpc-2")], []],
  [
    "two blocks inside of one, apart from each other",
    [
      member("in1", "10.0.1.0/24"),
      member("out", "10.0.0.0/16"),
      member("in2", "10.0.9.0/24"),
      member("far", "10.1.0.0/24"),
    ],
    ["in1: out", "in2: out", "out: in1"],
  ],
  [
    "nested blocks",
    [member("a", "10.0.0.0/16"), member("b", "10.0.0.0/20"), member("c", "10.0.0.0/24")],
    ["a: b", "b: a", "c: a"],
  ],
])("sources: %s", (_title, members, expected) => {
  expect(told(members)).toEqual(expected);
});
