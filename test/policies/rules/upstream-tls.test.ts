import { expect, test } from "vitest";
import { upstreamTls } from "../../../policies/rules/upstream-tls.ts";
import { findings, object, types } from "../support.ts";

const backend = object(
  types.backend,
  "hub",
  { spec: { endpoints: [{ fqdn: { hostname: "hub.example.com", port: 443 } }] } },
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
const judged = (validation: object) => findings(upstreamTls, [backend, policy(validation)]);

test("passes an upstream whose certificate is checked for its own name", () => {
  expect(judged(system)).toEqual([]);
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
  expect(findings(upstreamTls, [backend, ...policies])).toEqual([
    ["hub-object", "is spoken to without TLS: it needs a BackendTLSPolicy"],
  ]);
});

test.each([undefined, "example.org"])("refuses a policy that checks for %o", (hostname) => {
  expect(judged({ ...system, hostname })).toEqual([
    [
      "policy-object",
      `checks the certificate for ${hostname ?? "no name"}, and the upstream is hub.example.com: name that`,
    ],
  ]);
});
