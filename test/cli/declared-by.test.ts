import { expect, test } from "vitest";
import { declaredBy } from "../../cli/declared-by.ts";
import { platformStack, schoolStack } from "../support/stacks.ts";

const urn = (types: string, name: string): string => `urn:pulumi:demo::schoolgate::${types}::${name}`;
const school = "schoolgate:index:School";
const route = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute";

test.for([
  [`${school}$schoolgate:edge:Route$${route}`, "demo-api1-https", "schoolgate:school.routes.api1"],
  [
    `${school}$schoolgate:edge:VerifyFile$kubernetes:core/v1:ConfigMap`,
    "demo-api1-WW_verify_54wuPnLpuTWkAF0Z.txt-content",
    "schoolgate:school.wecom.verifyFiles.api1",
  ],
  [
    `${school}$schoolgate:edge:Listeners$kubernetes:gateway.networking.k8s.io/v1:ListenerSet`,
    "demo-listeners-set",
    "schoolgate:school.routes",
  ],
  [
    `${school}$schoolgate:edge:Certificate$kubernetes:cert-manager.io/v1:Certificate`,
    "demo-api2-tls-certificate",
    "schoolgate:school.certificate",
  ],
  [`${school}$kubernetes:core/v1:Namespace`, "demo-namespace", "schoolgate:school"],
] as const)("%s %s follows from %s", ([types, name, field]) => {
  expect(declaredBy(urn(types, name), schoolStack("demo"))).toBe(`stacks/Pulumi.demo.yaml: ${field}`);
});

test("what a platform shares follows from the platform's file", () => {
  const types =
    "schoolgate:index:Platform$schoolgate:edge:Upstream$kubernetes:gateway.envoyproxy.io/v1alpha1:Backend";
  expect(declaredBy(urn(types, "hz-hub-backend"), platformStack("hz"))).toBe(
    "stacks/Pulumi.hz.yaml: schoolgate:platform.upstreams.hub",
  );
});
