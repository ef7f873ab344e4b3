import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { changedInputs, checkInputs } from "../../../rehearsal/alicloud/inputs.ts";
import { resourceTypes } from "../../../rehearsal/alicloud/resource-types.ts";
import { unknown } from "../../../rehearsal/values.ts";

const require = createRequire(import.meta.url);

function tableOf(token: string) {
  const type = resourceTypes.get(token);
  if (type === undefined) throw new Error(`no ${token}`);
  return type;
}

/** Every input as `name`, `name?` (Computed, or with a default) or `name!` (required), by what its change does. */
function summary(token: string) {
  const { inputs, refused, rules } = tableOf(token);
  const isLeft = (name: string) => rules.computed?.has(name) || name in (rules.defaults ?? {});
  const names = (isReplacing: boolean) =>
    Object.entries(inputs)
      .filter(([name]) => rules.replaces.includes(name) === isReplacing)
      .map(([name, { required }]) => `${name}${required ? "!" : isLeft(name) ? "?" : ""}`)
      .join(" ");
  return { replace: names(true), update: names(false), refused: Object.keys(refused).join(" ") };
}

describe("the input tables", () => {
  it.each([
    [
      "alicloud:vpc/snatEntry:SnatEntry",
      {
        replace: "snatTableId! sourceCidr? sourceVswitchId?",
        update: "snatIp! snatEntryName eipAffinity",
        refused: "",
      },
    ],
    [
      "alicloud:ecs/eipAddress:EipAddress",
      {
        replace: "internetChargeType? paymentType? isp? netmode? securityProtectionTypes",
        update: "addressName? description? bandwidth? deletionProtection? tags",
        refused:
          "name instanceChargeType ipAddress allocationId mode period pricingCycle autoPay activityId zone publicIpAddressPoolId resourceGroupId highDefinitionMonitorLogStatus logProject logStore",
      },
    ],
    [
      "alicloud:ecs/eipAssociation:EipAssociation",
      {
        replace: "allocationId! instanceId! instanceType?",
        update: "force",
        refused: "mode privateIpAddress vpcId",
      },
    ],
    [
      "alicloud:vpc/natGateway:NatGateway",
      {
        replace: "vpcId! internetChargeType? paymentType? availabilityMode?",
        update:
          "vswitchId natType? networkType? natGatewayName? description eipBindMode? icmpReplyEnabled? deletionProtection? force tags",
        refused: "name instanceChargeType specification period dryRun privateLinkEnabled accessMode",
      },
    ],
    [
      "alicloud:vpc/switch:Switch",
      {
        replace: "vpcId! cidrBlock! zoneId!",
        update: "vswitchName? description tags",
        refused: "name availabilityZone isDefault enableIpv6 ipv6CidrBlockMask vpcIpv6CidrBlock",
      },
    ],
    [
      "alicloud:vpc/routeTable:RouteTable",
      {
        replace: "vpcId! associateType?",
        update: "routeTableName? description routePropagationEnable? tags",
        refused: "name",
      },
    ],
    [
      "alicloud:vpc/routeEntry:RouteEntry",
      {
        replace: "routeTableId! destinationCidrblock! nexthopType! nexthopId! name description",
        update: "",
        refused: "",
      },
    ],
    [
      "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
      { replace: "routeTableId! vswitchId!", update: "", refused: "" },
    ],
    [
      "alicloud:ecs/securityGroup:SecurityGroup",
      {
        replace: "vpcId! securityGroupType?",
        update: "securityGroupName? innerAccessPolicy? description tags",
        refused: "name innerAccess resourceGroupId",
      },
    ],
    [
      "alicloud:ecs/securityGroupRule:SecurityGroupRule",
      {
        replace: "securityGroupId! type! ipProtocol! cidrIp! nicType! portRange? policy? priority?",
        update: "description",
        refused: "ipv6CidrIp prefixListId sourceGroupOwnerAccount sourceGroupOwnerId sourceSecurityGroupId",
      },
    ],
  ])("say of %s what replaces, what updates and what is refused", (token, expected) => {
    expect(summary(token)).toEqual(expected);
  });

  it("have every input that the SDK has, and no other, under the SDK's own token", () => {
    for (const [token, type] of resourceTypes) {
      const path = token.split(":")[1];
      const file = require.resolve(`@pulumi/alicloud/${path}.js`);
      expect(readFileSync(file, "utf8")).toContain(`static __pulumiType = '${token}'`);
      const types = readFileSync(file.replace(/\.js$/, ".d.ts"), "utf8");
      const args = types.slice(types.search(/^export interface \w+Args \{/m));
      const names = [...args.matchAll(/^ {4}(\w+)\??:/gm)].map((match) => match[1]);
      expect([...Object.keys(type.inputs), ...Object.keys(type.refused)].sort()).toEqual(names.sort());
    }
  });
});

describe("checking inputs", () => {
  const check = (token: string, inputs: Record<string, unknown>) => {
    const { inputs: table, refused } = tableOf(token);
    return checkInputs(table, refused, inputs).map(({ property, reason }) => `${property}: ${reason}`);
  };
  const entry = { snatTableId: "stb-1", snatIp: "203.0.113.1", sourceCidr: "10.20.8.0/24" };

  it("accepts what the program gives, also where a value is not known yet", () => {
    expect(check("alicloud:vpc/snatEntry:SnatEntry", entry)).toEqual([]);
    expect(
      check("alicloud:vpc/snatEntry:SnatEntry", { ...entry, snatIp: unknown, eipAffinity: unknown }),
    ).toEqual([]);
  });

  it.each([
    [{ snatTableId: "stb-1" }, ['snatIp: "snatIp" is required']],
    [{ ...entry, snatIp: "" }, ['snatIp: "snatIp" is required']],
    [{ ...entry, snatIP: "x" }, ['snatIP: there is no input "snatIP"; the nearest is "snatIp"']],
    [{ ...entry, eipAffinity: "1" }, ['eipAffinity: "eipAffinity" must be a number']],
    [
      { ...entry, sourceVswitchId: "vsw-1" },
      [
        'sourceCidr: "sourceCidr" conflicts with "sourceVswitchId"',
        'sourceVswitchId: "sourceVswitchId" conflicts with "sourceCidr"',
      ],
    ],
    [{ ...entry, sourceVswitchId: "" }, []],
  ])("finds every problem %#", (inputs, problems) => {
    expect(check("alicloud:vpc/snatEntry:SnatEntry", inputs)).toEqual(problems);
  });

  it.each([
    [{ isp: "BPG" }, /^isp: "isp" must be one of BGP, BGP_PRO, .*; it is "BPG"$/],
    [{ bandwidth: 5 }, /^bandwidth: "bandwidth" must be a string$/],
    [{ deletionProtection: "true" }, /^deletionProtection: "deletionProtection" must be true or false$/],
    [
      { securityProtectionTypes: [1] },
      /^securityProtectionTypes: "securityProtectionTypes" must be a list of strings$/,
    ],
    [{ tags: { school: 1 } }, /^tags: "tags" must be a map of strings$/],
    [{ tags: ["school"] }, /^tags: "tags" must be a map of strings$/],
    [{ name: "a" }, /^name: "name" is not kept by the stand-in: it is deprecated, use "addressName"$/],
  ])("knows values and types %#", (inputs, problem) => {
    const problems = check("alicloud:ecs/eipAddress:EipAddress", inputs);
    expect(problems.length).toBe(1);
    expect(problems[0]).toMatch(problem);
  });
});

it.each<[token: string, input: string, right: unknown[], wrong: unknown[], said: string]>([
  [
    ...(["alicloud:vpc/routeEntry:RouteEntry", "name", ["ab", "a".repeat(128)]] as const),
    ["", "a", "a".repeat(129), "校".repeat(43)],
    'name: "name" must be of 2 to 128 characters',
  ],
  [
    ...(["alicloud:ecs/securityGroupRule:SecurityGroupRule", "priority", [1, 100, unknown]] as const),
    [0, -1, 101],
    'priority: "priority" must be 1 to 100',
  ],
] as never)("of %s, %s has bounds", (token, input, right, wrong, said) => {
  const { inputs, refused } = tableOf(token);
  const problems = (value: unknown) =>
    checkInputs(inputs, refused, { [input]: value })
      .filter(({ property }) => property === input)
      .map(({ property, reason }) => `${property}: ${reason}`);
  expect(right.flatMap(problems)).toEqual([]);
  expect(wrong.map(problems)).toEqual(wrong.map(() => [said]));
});

describe("comparing inputs with the cloud", () => {
  const diff = (token: string, state: Record<string, unknown>, inputs: Record<string, unknown>) =>
    changedInputs(tableOf(token), state, inputs);
  const eip = "alicloud:ecs/eipAddress:EipAddress";
  const snat = "alicloud:vpc/snatEntry:SnatEntry";

  it.each([
    ["a computed input left out stays", eip, { bandwidth: "5", isp: "BGP" }, {}, [], []],
    ["a computed input that differs replaces", eip, { isp: "BGP" }, { isp: "BGP_PRO" }, ["isp"], []],
    [
      "security protection left out replaces, as it is not computed",
      eip,
      { securityProtectionTypes: ["AntiDDoS_Enhanced"] },
      {},
      ["securityProtectionTypes"],
      [],
    ],
    ["an empty list is none", eip, { securityProtectionTypes: [] }, {}, [], []],
    ["tags left out are taken away", eip, { tags: { school: "demo" } }, {}, [], ["tags"]],
    [
      "the order of tags means nothing",
      eip,
      { tags: { a: "1", b: "2" } },
      { tags: { b: "2", a: "1" } },
      [],
      [],
    ],
    ["an unknown value is a change", eip, { bandwidth: "5" }, { bandwidth: unknown }, [], ["bandwidth"]],
    ["snatIp updates", snat, { snatIp: "203.0.113.1" }, { snatIp: "203.0.113.2" }, [], ["snatIp"]],
    ["the order of IPs is a change", snat, { snatIp: "a,b" }, { snatIp: "b,a" }, [], ["snatIp"]],
    [
      "the source that the program leaves out is no change",
      snat,
      { snatIp: "a", sourceCidr: "10.20.4.0/24", sourceVswitchId: "vsw-1" },
      { snatIp: "a", sourceVswitchId: "vsw-1" },
      [],
      [],
    ],
    [
      "another source replaces",
      snat,
      { sourceCidr: "10.20.4.0/24" },
      { sourceCidr: "10.20.5.0/24" },
      ["sourceCidr"],
      [],
    ],
    [
      "the policy within an enterprise group is not seen",
      "alicloud:ecs/securityGroup:SecurityGroup",
      { securityGroupType: "enterprise", innerAccessPolicy: "Accept" },
      { securityGroupType: "enterprise", innerAccessPolicy: "Drop" },
      [],
      [],
    ],
    [
      "a default left out is what the provider takes for it",
      "alicloud:ecs/securityGroupRule:SecurityGroupRule",
      { ipProtocol: "tcp", portRange: "1/9", policy: "drop", priority: 5 },
      { ipProtocol: "tcp", portRange: "1/9" },
      ["policy", "priority"],
      [],
    ],
    ["zero is none", snat, { eipAffinity: 0, snatEntryName: "" }, {}, [], []],
    ["a name left out is taken away", snat, { snatEntryName: "demo" }, {}, [], ["snatEntryName"]],
  ])("%s", (_, token, state, inputs, replaces, updates) => {
    expect(diff(token, state, inputs)).toEqual({ replaces, updates });
  });
});
