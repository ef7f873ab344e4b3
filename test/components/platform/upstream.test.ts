import { expect, test } from "vitest";
import { Upstream } from "../../../components/platform/upstream.ts";
import { declare, named, outline } from "../../support/declare.ts";

const declared = () =>
  declare(() => {
    new Upstream("hz-hub", {
      key: "hub",
      host: "hub.17wanxiao.com",
      port: 8080,
      namespace: "edge",
      labels: { "schoolgate/platform": "hz" },
    });
  });
const metadata = { name: "hub", namespace: "edge", labels: { "schoolgate/platform": "hz" } };

test("declares the vendor's host, and never without the policy that checks its certificate", async () => {
  expect(outline(await declared())).toBe(
    `schoolgate:edge:Upstream hz-hub
  kubernetes:gateway.envoyproxy.io/v1alpha1:Backend hz-hub-backend
  kubernetes:gateway.networking.k8s.io/v1:BackendTLSPolicy hz-hub-tls`,
  );
});

test("the host is found by name and port", async () => {
  expect(named(await declared(), "hz-hub-backend").inputs).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "Backend",
    metadata,
    spec: {
      endpoints: [{ fqdn: { hostname: "hub.17wanxiao.com", port: 8080 } }],
      appProtocols: ["gateway.envoyproxy.io/wss"],
    },
  });
});

test("its certificate must carry that name and come from a public authority", async () => {
  expect(named(await declared(), "hz-hub-tls").inputs).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "BackendTLSPolicy",
    metadata,
    spec: {
      targetRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "hub" }],
      validation: { hostname: "hub.17wanxiao.com", wellKnownCACertificates: "System" },
    },
  });
});
