import { expect, test } from "vitest";
import { hostsThatLeave } from "../../../plan/judge/hosts-leave.ts";
import { change } from "../../support/plans.ts";

const httpRoute = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute";
const moved = { path: "spec.hostnames[0]", from: "api2.xxxedu.cn", to: "open.xxxedu.cn" };
const route = change("demo", "update", httpRoute, "demo-api2-https", { properties: [moved] });

test("a host that another one takes the place of is said to be served no more", () => {
  expect(hostsThatLeave("demo", [route])).toEqual([
    {
      ...{ policy: "schoolgate-hosts-leave", level: "advisory", urn: route.urn },
      message:
        "api2.xxxedu.cn is not served any more, and open.xxxedu.cn is in its place: to serve both until people have moved, write the new one as a route of another key, and later ./gate retire demo route api2",
    },
  ]);
});

test.each([
  ["the same route on :80", { ...route, name: "demo-api2-http" }],
  ["a route that comes", { ...route, operation: "create" as const }],
  ["another property", { ...route, properties: [{ ...moved, path: "spec.rules[0].name" }] }],
  ["another type", { ...route, type: "kubernetes:core/v1:ConfigMap" }],
])("nothing is said of %s", (_, other) => {
  expect(hostsThatLeave("demo", [other])).toEqual([]);
});
