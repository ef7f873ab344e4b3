import { expect, test } from "vitest";
import { upstreamTls } from "../../../policies/rules/upstream-tls.ts";
import { findings, object, types } from "../support.ts";

const backend = (spec: object = {}) =>
  object(
    types.backend,
    "hub",
    { spec: { endpoints: [{ fqdn: { hostname: "hub.example.com", port: 443 } }], ...spec } },
    { of: "Platform" },
  );
const system = { hostname: "hub.example.com", wellKnownCACertificates: "System" };
const policy = (validation: object, target = "hub") =>
  object(
    types.tlsPolicy,
    "policy",
    { spec: { targetRefs: [{ kind: "Backend", name: target }], validation } },
    { of: "Platform" },
  );
const judged = (validation: object) => findings(upstreamTls, [backend(), policy(validation)]);

test("passes an upstream whose certificate is checked by the system's authorities, or by its own", () => {
  expect(judged(system)).toEqual([]);
  expect(judged({ hostname: "hub.example.com", caCertificateRefs: [{ name: "authority" }] })).toEqual([]);
});

test("refuses one that takes any certificate", () => {
  const open = backend({ tls: { insecureSkipVerify: true } });
  expect(findings(upstreamTls, [open, policy(system)])).toEqual([
    ["hub-object", "takes any certificate: leave insecureSkipVerify out"],
  ]);
});

test.each([
  ["no policy", []],
  ["a policy of another upstream", [policy(system, "open")]],
  [
    "a policy of another namespace",
    [
      object(types.tlsPolicy, "policy", {
        spec: { targetRefs: [{ kind: "Backend", name: "hub" }], validation: system },
      }),
    ],
  ],
])("refuses one with %s", (_, policies) => {
  expect(findings(upstreamTls, [backend(), ...policies])).toEqual([
    ["hub-object", "is spoken to without TLS: it needs a BackendTLSPolicy"],
  ]);
});

test.each([
  [{ ...system, hostname: undefined }, "checks no name: validation needs the upstream's hostname"],
  [{ ...system, hostname: "" }, "checks no name: validation needs the upstream's hostname"],
  [
    { ...system, hostname: "example.org" },
    "checks the certificate for example.org, and the upstream is hub.example.com: name that",
  ],
  [
    { hostname: "hub.example.com", caCertificateRefs: [] },
    "trusts no authority: validation needs wellKnownCACertificates or caCertificateRefs",
  ],
])("refuses a policy of %o", (validation, problem) => {
  expect(judged(validation)).toEqual([["policy-object", problem]]);
});
