import { expect, test } from "vitest";
import { Issuer } from "../../../components/platform/issuer.ts";
import { declare, named, outline } from "../../support/declare.ts";

test("challenges are answered by the shared Gateway's :80", async () => {
  const declaration = await declare(() => {
    new Issuer("hz-issuer", {
      name: "letsencrypt",
      authority: {
        acme: { email: "platform@campus.example.com", server: "https://acme.example/directory" },
      },
      gateway: { name: "shared", namespace: "edge" },
      labels: { "schoolgate/platform": "hz" },
    });
  });
  expect(outline(declaration)).toBe(
    `schoolgate:edge:Issuer hz-issuer
  kubernetes:cert-manager.io/v1:ClusterIssuer hz-issuer-authority`,
  );
  expect(named(declaration, "hz-issuer-authority").inputs).toEqual({
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name: "letsencrypt", labels: { "schoolgate/platform": "hz" } },
    spec: {
      acme: {
        email: "platform@campus.example.com",
        server: "https://acme.example/directory",
        privateKeySecretRef: { name: "letsencrypt-account" },
        solvers: [
          {
            http01: {
              gatewayHTTPRoute: {
                parentRefs: [
                  {
                    group: "gateway.networking.k8s.io",
                    kind: "Gateway",
                    name: "shared",
                    namespace: "edge",
                    sectionName: "http",
                  },
                ],
              },
            },
          },
        ],
      },
    },
  });
});

test("an authority of one's own signs by its Secret, under the same identity", async () => {
  const declaration = await declare(() => {
    new Issuer("hz-issuer", {
      name: "campus",
      authority: { ca: { secretName: "campus-ca" } },
      gateway: { name: "shared", namespace: "edge" },
      labels: { "schoolgate/platform": "hz" },
    });
  });
  expect(named(declaration, "hz-issuer-authority").inputs).toEqual({
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name: "campus", labels: { "schoolgate/platform": "hz" } },
    spec: { ca: { secretName: "campus-ca" } },
  });
});
