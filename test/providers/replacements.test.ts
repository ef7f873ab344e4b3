// What the tables say, by which plans, policies and stand-ins judge a change.
import { describe, expect, it } from "vitest";
import { propertyChanges } from "../../plan/compare/property-changes.ts";
import { alicloudRules } from "../../providers/alicloud.ts";
import { kubernetesRules } from "../../providers/kubernetes.ts";
import type { Inputs } from "../../providers/rules.ts";
import { rulesOf } from "../../providers/tables.ts";
import { resourceTypes } from "../../rehearsal/alicloud/resource-types.ts";
import { resourceTypes as kubernetesTypes } from "../../rehearsal/kubernetes/kinds.ts";
import { declaredIn } from "../support/declared.ts";
import { repository } from "../support/projects.ts";

/** What the provider is told of data, and the object says of itself. */
interface Sealing {
  readonly mutable?: boolean | string;
  readonly immutable?: boolean;
}

describe("Alibaba Cloud", () => {
  it("has the types that the stand-in keeps, and no others", () => {
    expect([...alicloudRules.keys()].sort()).toEqual([...resourceTypes.keys()].sort());
  });

  it.each([...resourceTypes.values()])(
    "$token: the stand-in keeps or refuses each of its inputs, and no other",
    ({ inputs, refused, rules }) => {
      expect([...(rules.known ?? [])].sort()).toEqual(
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
  const identity = ["metadata.name", "metadata.namespace"];
  const config = ["data", "binaryData"];
  const secret = ["data", "stringData"];

  it.each([
    ["core/v1:Namespace", {}, []],
    ["core/v1:ConfigMap", {}, config],
    ["core/v1:ConfigMap", { mutable: "true" }, []],
    ["core/v1:ConfigMap", { mutable: true, immutable: true }, config],
    ["core/v1:Secret", {}, ["type", ...secret]],
    ["core/v1:Secret", { mutable: true }, ["type"]],
    ["core/v1:Secret", { mutable: true, immutable: true }, ["type", ...secret]],
    ["core/v1:Service", {}, ["spec.clusterIP"]],
    ["apps/v1:Deployment", {}, ["spec.selector"]],
    ["policy/v1:PodDisruptionBudget", {}, []],
    ["gateway.networking.k8s.io/v1:HTTPRoute", {}, []],
  ])("%s, %j", (kind, { mutable = false, immutable = false }: Sealing, more) => {
    const options = { enableConfigMapMutable: mutable, enableSecretMutable: mutable };
    expect(kubernetesRules(`kubernetes:${kind}`, { immutable }, options)?.replaces).toEqual([
      ...identity,
      ...more,
    ]);
  });

  it("has a table for every kind that the stand-in keeps", () => {
    expect(kubernetesTypes().filter((token) => kubernetesRules(token, {}, {}) === undefined)).toEqual([]);
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
