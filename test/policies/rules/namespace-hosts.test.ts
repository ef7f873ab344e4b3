import { expect, test } from "vitest";
import { namespaceHosts } from "../../../policies/rules/namespace-hosts.ts";
import { findings, given, object, types } from "../support.ts";

const namespace = (annotations: object) =>
  given("kubernetes:core/v1:Namespace", "namespace", {
    inputs: { metadata: { name: "school-demo", annotations } },
  });
const named = (hosts: string) => namespace({ "schoolgate/hosts": hosts });
const route = (name: string, host: string) => object(types.route, name, { spec: { hostnames: [host] } });
const served = [
  route("api2-https", "api2.xxxedu.cn"),
  route("api1-https", "api1.xxxedu.cn"),
  route("api1-http", "api1.xxxedu.cn"),
];

test("passes a Namespace that names what the routes serve, in any order, and one of a platform", () => {
  expect(findings(namespaceHosts, [named("api1.xxxedu.cn api2.xxxedu.cn"), ...served])).toEqual([]);
  expect(findings(namespaceHosts, [named("api2.xxxedu.cn api1.xxxedu.cn"), ...served])).toEqual([]);
  expect(findings(namespaceHosts, [namespace({})])).toEqual([]);
});

test.each([
  ["another school's host", "api1.xxxedu.cn api2.xxxedu.cn api1.lakeside.edu.cn"],
  ["one host less", "api1.xxxedu.cn"],
  ["another host", "api1.xxxedu.cn api3.xxxedu.cn"],
])("refuses %s", (_, hosts) => {
  expect(findings(namespaceHosts, [named(hosts), ...served])).toEqual([
    [
      "namespace",
      `names the hosts ${hosts}, and the stack's routes serve api1.xxxedu.cn api2.xxxedu.cn: name these`,
    ],
  ]);
});

test("refuses hosts where no route is", () => {
  expect(findings(namespaceHosts, [named("api1.xxxedu.cn")])).toEqual([
    ["namespace", "names the hosts api1.xxxedu.cn, and the stack's routes serve none: name these"],
  ]);
});
