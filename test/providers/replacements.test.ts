// The tables of a plan and the rules of the stand-ins are two views of the same providers; here they are held together.
import { describe, expect, it } from "vitest";
import { propertyChanges } from "../../plan/compare/property-changes.ts";
import { alicloudRules } from "../../providers/alicloud.ts";
import { kubernetesRules } from "../../providers/kubernetes.ts";
import type { Inputs } from "../../providers/rules.ts";
import { rulesOf } from "../../providers/tables.ts";
import { resourceTypes } from "../../rehearsal/alicloud/resource-types.ts";
import { replacingFields } from "../../rehearsal/kubernetes/immutability.ts";
import { kindOf, resourceTypes as kubernetesTypes } from "../../rehearsal/kubernetes/kinds.ts";
import { declaredIn } from "../support/declared.ts";
import { repository } from "../support/projects.ts";

describe("Alibaba Cloud", () => {
  it("has the types that the stand-in keeps, and no others", () => {
    expect([...alicloudRules.keys()].sort()).toEqual([...resourceTypes.keys()].sort());
  });

  it.each([...resourceTypes.values()])(
    "$token: the table says what the stand-in does",
    ({ token, inputs, refused }) => {
      const rules = alicloudRules.get(token);
      const told = Object.keys(inputs).map((input) => ({
        input,
        onChange: rules?.replaces.includes(input) ? "replace" : "update",
        // Of one that must be given it makes no difference.
        computed:
          inputs[input]?.required ?? (rules?.computed?.has(input) || input in (rules?.defaults ?? {})),
        isKnown: rules?.known?.has(input),
      }));
      const kept = Object.entries(inputs).map(([input, { onChange, required, computed = false }]) => ({
        ...{ input, onChange, computed: required ?? computed, isKnown: true },
      }));
      expect(told).toEqual(kept);
      // What the stand-in refuses, the provider has; there is no other input.
      expect([...(rules?.known ?? [])].sort()).toEqual(
        [...Object.keys(inputs), ...Object.keys(refused)].sort(),
      );
    },
  );
});

describe("what Alibaba Cloud's provider does not see", () => {
  const rule = { ipProtocol: "tcp", cidrIp: "10.20.0.0/16" };
  const nat = { natType: "Normal", vswitchId: "vsw-a" };
  const group = { securityGroupType: "enterprise", innerAccessPolicy: "Accept" };
  const changedIn = (token: string, olds: Inputs, news: Inputs) =>
    propertyChanges(olds, news, alicloudRules.get(token)).map(({ path }) => path);

  it.each<[type: string, olds: Inputs, news: Inputs, seen: string[]]>([
    ["ecs/securityGroupRule:SecurityGroupRule", { ...rule, portRange: "1/9" }, rule, []],
    ["ecs/securityGroupRule:SecurityGroupRule", rule, { ...rule, portRange: "1/9" }, ["portRange"]],
    [
      "ecs/securityGroupRule:SecurityGroupRule",
      { ipProtocol: "all", portRange: "1/9" },
      { ipProtocol: "all" },
      ["portRange"],
    ],
    [
      "ecs/securityGroupRule:SecurityGroupRule",
      { ipProtocol: "icmp" },
      { ipProtocol: "icmp", portRange: "1/9" },
      [],
    ],
    ["ecs/securityGroupRule:SecurityGroupRule", rule, { ...rule, prefixListId: "pl-a" }, []],
    [
      "ecs/securityGroupRule:SecurityGroupRule",
      { prefixListId: "pl-a" },
      { prefixListId: "pl-b" },
      ["prefixListId"],
    ],
    [
      "ecs/securityGroupRule:SecurityGroupRule",
      { ipv6CidrIp: "2408::/32" },
      { ipv6CidrIp: "2408:0:0::/32" },
      [],
    ],
    [
      "ecs/securityGroupRule:SecurityGroupRule",
      { ipv6CidrIp: "2408::1" },
      { ipv6CidrIp: "2408:0::0001" },
      [],
    ],
    [
      "ecs/securityGroupRule:SecurityGroupRule",
      { ipv6CidrIp: "2408::/32" },
      { ipv6CidrIp: "2409::/32" },
      ["ipv6CidrIp"],
    ],
    [
      "ecs/securityGroupRule:SecurityGroupRule",
      { ipv6CidrIp: "2408::/32" },
      { ipv6CidrIp: "none" },
      ["ipv6CidrIp"],
    ],
    ["ecs/securityGroup:SecurityGroup", group, { ...group, innerAccessPolicy: "Drop" }, []],
    [
      "ecs/securityGroup:SecurityGroup",
      { innerAccessPolicy: "Accept" },
      { innerAccessPolicy: "Drop" },
      ["innerAccessPolicy"],
    ],
    ["vpc/natGateway:NatGateway", nat, { ...nat, vswitchId: "vsw-b" }, []],
    ["vpc/natGateway:NatGateway", { vswitchId: "vsw-a" }, { vswitchId: "vsw-b" }, ["vswitchId"]],
    ["vpc/natGateway:NatGateway", {}, { specification: "Small", period: 1 }, []],
  ])("of %s: %j that becomes %j changes %j", (type, olds, news, seen) => {
    expect(changedIn(`alicloud:${type}`, olds, news)).toEqual(seen);
  });
});

describe("Kubernetes", () => {
  // Part of an object's URN, so that a change of either is another resource.
  const inUrn = ["apiVersion", "kind"];
  const cases = kubernetesTypes().flatMap((token) =>
    [false, true].flatMap((mutable) => [false, true].map((immutable) => ({ token, mutable, immutable }))),
  );

  it.each(cases)("$token, mutable $mutable, immutable $immutable", ({ token, mutable, immutable }) => {
    const [, group = "", kind = ""] = token.split(":");
    const inputs = { apiVersion: group.replace(/^core\//, ""), kind, immutable };
    const options = { enableConfigMapMutable: mutable, enableSecretMutable: mutable };
    const kept = replacingFields(kindOf(inputs.apiVersion, kind), inputs, options);
    expect([...inUrn, ...(kubernetesRules(token, inputs, options)?.replaces ?? [])].sort()).toEqual(
      kept.sort(),
    );
  });

  it.each([
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:core/v1:Pod",
    "kubernetes:core/v1:ConfigMapPatch",
    "kubernetes:core/v1:ConfigMapList",
  ])("does not know %s", (token) => {
    expect(kubernetesRules(token, {}, {})).toBeUndefined();
  });
});

describe("a Kubernetes provider", () => {
  const replaces = (olds: object, news: object) =>
    rulesOf("pulumi:providers:kubernetes", { ...olds }, { ...news }, {})?.replaces;

  it.each([
    { olds: {}, news: { context: "hz" }, told: ["renderYamlToDirectory"] },
    {
      olds: { kubeconfig: "a" },
      news: { kubeconfig: "b" },
      told: ["renderYamlToDirectory", "kubeconfig", "context", "cluster"],
    },
    {
      olds: { kubeconfig: "/home/one/.kube/config" },
      news: { kubeconfig: "" },
      told: ["renderYamlToDirectory"],
    },
    { olds: { kubeconfig: "" }, news: { kubeconfig: "", context: "hz" }, told: ["renderYamlToDirectory"] },
    {
      olds: { kubeconfig: "a", clusterIdentifier: "x" },
      news: { kubeconfig: "b", clusterIdentifier: "x" },
      told: [],
    },
    {
      olds: { clusterIdentifier: "x" },
      news: { clusterIdentifier: "y" },
      told: ["clusterIdentifier", "renderYamlToDirectory"],
    },
    { olds: {}, news: { clusterIdentifier: "y" }, told: ["renderYamlToDirectory"] },
  ])("of $olds that becomes $news is replaced for $told", ({ olds, news, told }) => {
    expect(replaces(olds, news)).toEqual(told);
  });
});

it("has a table for every type that the project's stacks declare", async () => {
  const stacks = await declaredIn(repository, "demo", "lakeside", "northgate", "hz");
  const types = new Set(stacks.flatMap(({ resources }) => resources.map(({ type }) => type)));
  expect(types.size).toBeGreaterThan(30);
  expect([...types].filter((type) => rulesOf(type, {}, {}, {}) === undefined)).toEqual([]);
});

it("nothing that the program leaves out replaces a resource when the cloud answers it", async () => {
  const stacks = await declaredIn(repository, "demo", "lakeside", "northgate");
  const open = stacks.flatMap(({ resources }) =>
    resources.flatMap(({ type, name, inputs, options }) => {
      const { replaces = [], computed, defaults = {} } = alicloudRules.get(type) ?? {};
      // Of an input that is computed too, what is left out stays as it is; a default is what the program means.
      const ignored = [...Object.keys(inputs), ...Object.keys(defaults), ...(options.ignoreChanges ?? [])];
      return replaces
        .filter((input) => computed?.has(input) !== true && !ignored.includes(input))
        .map((input) => `${name}: ${input}`);
    }),
  );
  expect(open).toEqual([]);
});
