import { expect, test } from "vitest";
import { Platform, type PlatformArgs } from "../../../components/platform/platform.ts";
import { declare, named, outline } from "../../support/declare.ts";

const args: PlatformArgs = {
  name: "hz",
  gateway: { name: "shared", namespace: "edge", replicas: 2, memory: "1Gi" },
  upstreams: { hub: { host: "hub.17wanxiao.com", port: 8080 } },
  rewriteRedirects: true,
  issuer: { name: "letsencrypt" },
  authority: { acme: { email: "platform@campus.example.com", server: "https://acme.example/directory" } },
  admission: [
    {
      role: "kinds",
      kinds: { "example.com": ["*"] },
      validations: [{ expression: "false", message: "is refused: leave it" }],
    },
  ],
};
const platform = (changes: Partial<PlatformArgs> = {}) =>
  declare(() => {
    new Platform("hz", { ...args, ...changes });
  });
const withoutIssuer = `schoolgate:index:Platform hz
  schoolgate:edge:Admission hz-admission
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-kinds
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-kinds-binding
  schoolgate:edge:Gateway hz-edge
    kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy hz-edge-backends
    kubernetes:gateway.networking.k8s.io/v1:GatewayClass hz-edge-class
    kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy hz-edge-clients
    kubernetes:gateway.networking.k8s.io/v1:Gateway hz-edge-gateway
    kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy hz-edge-proxy
  schoolgate:edge:Upstream hz-hub
    kubernetes:gateway.envoyproxy.io/v1alpha1:Backend hz-hub-backend
    kubernetes:gateway.networking.k8s.io/v1:BackendTLSPolicy hz-hub-tls`;
const script = `
  schoolgate:edge:Redirects hz-redirects
    kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyExtensionPolicy hz-redirects-script`;

test("one namespace for the Gateway and the upstreams, and the issuer of the ACME account", async () => {
  const declaration = await platform();
  expect(outline(declaration)).toBe(
    `${withoutIssuer}
  schoolgate:edge:Issuer hz-issuer
    kubernetes:cert-manager.io/v1:ClusterIssuer hz-issuer-authority
  kubernetes:core/v1:Namespace hz-namespace${script}`,
  );
  const { inputs, options } = named(declaration, "hz-namespace");
  expect(inputs).toEqual({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "edge", labels: { "schoolgate/platform": "hz" } },
  });
  expect(options).toEqual({ protect: true });
});

test("without an authority the issuer is not ours", async () => {
  expect(outline(await platform({ authority: undefined }))).toBe(
    `${withoutIssuer}
  kubernetes:core/v1:Namespace hz-namespace${script}`,
  );
});

test("a platform that rewrites no redirects has no script", async () => {
  expect(outline(await platform({ authority: undefined, rewriteRedirects: false }))).toBe(
    `${withoutIssuer}
  kubernetes:core/v1:Namespace hz-namespace`,
  );
});

test("everything of the platform carries its label, and waits for its namespace where it lies in it", async () => {
  const { resources } = await platform();
  for (const { name, provider, inputs, dependencies } of resources) {
    if (provider === undefined) continue;
    const { labels, namespace } = inputs.metadata as { labels: object; namespace?: string };
    expect(labels, name).toEqual({ "schoolgate/platform": "hz" });
    expect(dependencies.includes("hz-namespace"), name).toBe(
      namespace !== undefined || name === "hz-edge-class",
    );
  }
});
