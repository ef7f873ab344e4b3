import { expect, test } from "vitest";
import { platform } from "../../infra/platform.ts";
import { type Declaration, declare, named, outline } from "../support/declare.ts";
import { platformStack } from "../support/stacks.ts";

const { platform: hz } = platformStack("hz");
const declared = (config = hz): Promise<Declaration> =>
  declare(() => platform("hz", config), { stack: "hz" });

test("the platform in Hangzhou: every resource, and the host name that its schools point at", async () => {
  const declaration = await declared();
  expect(outline(declaration)).toBe(
    `pulumi:providers:kubernetes cluster
schoolgate:index:Platform hz
  schoolgate:edge:Admission hz-admission
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-certificates
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-certificates-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-configmaps
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-configmaps-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-httproutefilters
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-httproutefilters-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-httproutes
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-httproutes-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-kinds
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-kinds-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-listenersets
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-listenersets-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-namespaces
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-namespaces-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-secrets
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-secrets-binding
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy hz-admission-writers
    kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding hz-admission-writers-binding
  schoolgate:edge:Gateway hz-edge
    kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy hz-edge-backends
    kubernetes:gateway.networking.k8s.io/v1:GatewayClass hz-edge-class
    kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy hz-edge-clients
    kubernetes:gateway.networking.k8s.io/v1:Gateway hz-edge-gateway
    kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy hz-edge-proxy
  schoolgate:edge:Upstream hz-hub
    kubernetes:gateway.envoyproxy.io/v1alpha1:Backend hz-hub-backend
    kubernetes:gateway.networking.k8s.io/v1:BackendTLSPolicy hz-hub-tls
  schoolgate:edge:Issuer hz-issuer
    kubernetes:cert-manager.io/v1:ClusterIssuer hz-issuer-authority
  kubernetes:core/v1:Namespace hz-namespace
  schoolgate:edge:Upstream hz-open
    kubernetes:gateway.envoyproxy.io/v1alpha1:Backend hz-open-backend
    kubernetes:gateway.networking.k8s.io/v1:BackendTLSPolicy hz-open-tls
  schoolgate:edge:Redirects hz-redirects
    kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyExtensionPolicy hz-redirects-script
schoolgate:index:DestroyGuard hz-guard`,
  );
  expect(declaration.outputs).toEqual({ cnameTarget: "gw-hz.campus.example.com" });
});

test("an issuer that exists already is not declared", async () => {
  const { acme: _, ...withoutAcme } = hz;
  const types = (await declared(withoutAcme)).resources.map(({ type }) => type);
  expect(types.filter((type) => type.includes("Issuer"))).toEqual([]);
  expect(types).toHaveLength(37);
});

test("an authority of one's own takes the ACME account's place", async () => {
  const { acme: _, ...withoutAcme } = hz;
  const declaration = await declared({ ...withoutAcme, ca: { secretName: "campus-ca" } });
  expect(named(declaration, "hz-issuer-authority").inputs.spec).toEqual({ ca: { secretName: "campus-ca" } });
});

test("every upstream is spoken to by its own name, its certificate checked, and nothing turns that off", async () => {
  const { resources } = await declared();
  const policies = resources.filter(({ type }) => type.endsWith(":BackendTLSPolicy"));
  expect(policies.map(({ inputs }) => inputs.spec)).toEqual([
    {
      targetRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "hub" }],
      validation: { hostname: "hub.17wanxiao.com", wellKnownCACertificates: "System" },
    },
    {
      targetRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "open" }],
      validation: { hostname: "open.17wanxiao.com", wellKnownCACertificates: "System" },
    },
  ]);
  expect(JSON.stringify(resources)).not.toContain("insecureSkipVerify");
});

test("the cluster is the current context's, or the one that the file names", async () => {
  const mutable = { kubeconfig: "", enableConfigMapMutable: "true", enableSecretMutable: "true" };
  expect(named(await declared(), "cluster").inputs).toEqual(mutable);
  expect(named(await declared({ ...hz, kubeContext: "ack-hz" }), "cluster").inputs).toEqual({
    ...mutable,
    context: "ack-hz",
  });
});

test("where a machine keeps its kubeconfig is no input, so it is in no state", async () => {
  const before = process.env.KUBECONFIG;
  try {
    process.env.KUBECONFIG = "/home/one/.kube/config:/home/one/.kube/ack";
    expect(named(await declared(), "cluster").inputs.kubeconfig).toBe("");
  } finally {
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  }
});

test("everything goes to that cluster", async () => {
  const { resources } = await declared();
  const providers = resources.flatMap(({ type, provider }) =>
    type.startsWith("kubernetes:") ? [provider] : [],
  );
  expect(providers).toEqual(Array(30).fill("cluster"));
});

test("a retired platform is as before, and Pulumi lets all of it go", async () => {
  const [before, after] = [await declared(), await declared({ ...hz, retired: true })];
  const protectedNames = ({ resources }: Declaration) =>
    resources.filter(({ options }) => options.protect).map(({ name }) => name);
  expect(protectedNames(before)).toEqual(["hz-edge-gateway", "hz-guard", "hz-namespace"]);
  expect(protectedNames(after)).toEqual([]);
  expect(outline(after)).toBe(outline(before));
  const told = after.resources.filter(({ inputs }) => inputs.retired === true).map(({ name }) => name);
  expect(told).toEqual(["hz", "hz-edge", "hz-guard"]);
});
