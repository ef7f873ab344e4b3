import { expect, test } from "vitest";
import { Certificate, type CertificateArgs } from "../../../components/edge/certificate.ts";
import { type Declaration, declare, named, outline } from "../../support/declare.ts";

function certificate(from: CertificateArgs["from"]): Promise<Declaration> {
  return declare(() => {
    const { secretName } = new Certificate("demo-api1-tls", {
      route: "api1",
      host: "api1.xxxedu.cn",
      namespace: "school-demo",
      labels: { "schoolgate/school": "demo" },
      from,
    });
    return { secretName };
  });
}

test("the platform's issuer is asked for one certificate of one host, renewed by a share of its lifetime", async () => {
  const declaration = await certificate({ issuer: { kind: "ClusterIssuer", name: "letsencrypt" } });
  expect(outline(declaration)).toBe(
    `schoolgate:edge:Certificate demo-api1-tls
  kubernetes:cert-manager.io/v1:Certificate demo-api1-tls-certificate`,
  );
  expect(named(declaration, "demo-api1-tls-certificate").inputs).toEqual({
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "api1", namespace: "school-demo", labels: { "schoolgate/school": "demo" } },
    spec: {
      secretName: "api1-tls",
      secretTemplate: { labels: { "schoolgate/school": "demo" } },
      dnsNames: ["api1.xxxedu.cn"],
      issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "letsencrypt" },
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      renewBeforePercentage: 33,
    },
  });
  expect(declaration.outputs).toEqual({ secretName: "api1-tls" });
});

test("a certificate that the school brings becomes the Secret itself, its content a secret to Pulumi", async () => {
  const declaration = await certificate({ brought: { chain: "CHAIN", key: "KEY" } });
  expect(outline(declaration)).toBe(
    `schoolgate:edge:Certificate demo-api1-tls
  kubernetes:core/v1:Secret demo-api1-tls-secret`,
  );
  expect(named(declaration, "demo-api1-tls-secret").inputs).toEqual({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "api1-brought-tls",
      namespace: "school-demo",
      labels: { "schoolgate/school": "demo" },
    },
    type: "kubernetes.io/tls",
    stringData: { secret: { "tls.crt": "CHAIN", "tls.key": "KEY" } },
  });
  expect(declaration.outputs).toEqual({ secretName: "api1-brought-tls" });
});
