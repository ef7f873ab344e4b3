import { describe, expect, test } from "vitest";
import { certificatesMatchHosts } from "../../../policies/rules/certificates-match-hosts.ts";
import { secret } from "../../../policies/value.ts";
import { certificateOf, onCurve } from "../../support/openssl.ts";
import { findings, object, types } from "../support.ts";

const host = "api1.xxxedu.cn";
const route = object(types.route, "api1", {
  spec: { parentRefs: [{ kind: "ListenerSet", name: "school", sectionName: "api1" }], hostnames: [host] },
});
const listeners = (listener: object) =>
  object(types.listenerSet, "school", {
    spec: {
      listeners: [
        { name: "api1", hostname: host, tls: { certificateRefs: [{ name: "api1-tls" }] }, ...listener },
      ],
    },
  });
const certificate = (spec: object = {}) =>
  object(types.certificate, "api1", { spec: { secretName: "api1-tls", dnsNames: [host], ...spec } });
const refused = (problem: string) => [["api1-object", `serves ${host} ${problem}`]];
const foreign = "with api1-tls, which is no certificate for it: declare one, or name its Secret";

test("passes a host with a certificate that is requested for it, or brought", () => {
  expect(findings(certificatesMatchHosts, [route, listeners({}), certificate()])).toEqual([]);
  const brought = object(types.secret, "api1-tls", {});
  expect(findings(certificatesMatchHosts, [route, listeners({}), brought])).toEqual([]);
});

test("passes a route on :80, which needs none", () => {
  const plain = object(types.route, "api1", {
    spec: { parentRefs: [{ name: "shared", namespace: "edge" }], hostnames: [host] },
  });
  expect(findings(certificatesMatchHosts, [plain])).toEqual([]);
});

test.each([
  ["no listeners", []],
  ["no listener of its name", [listeners({ name: "api2" })]],
])("refuses a host with %s", (_, others) => {
  expect(findings(certificatesMatchHosts, [route, certificate(), ...others])).toEqual(
    refused("on no listener: add one for it to the ListenerSet"),
  );
});

test.each([
  ["api2.xxxedu.cn", "api2.xxxedu.cn"],
  [undefined, "any host"],
])("refuses a host on the listener of %s", (hostname, named) => {
  expect(findings(certificatesMatchHosts, [route, certificate(), listeners({ hostname })])).toEqual(
    refused(`on the listener of ${named}: give it a listener of its own`),
  );
});

test("refuses a listener without a certificate", () => {
  expect(findings(certificatesMatchHosts, [route, certificate(), listeners({ tls: {} })])).toEqual(
    refused("without a certificate: its listener needs a certificateRef"),
  );
});

test.each([
  ["that nobody declares", []],
  ["that goes into another Secret", [certificate({ secretName: "api2-tls" })]],
])("refuses a certificate %s", (_, certificates) => {
  expect(findings(certificatesMatchHosts, [route, listeners({}), ...certificates])).toEqual(refused(foreign));
});

test("refuses a certificate for another host, whatever uses it", () => {
  const other = certificate({ dnsNames: ["api2.xxxedu.cn"] });
  const unused: [string, string] = [
    other.name,
    "is for api2.xxxedu.cn, which is no host of the stack: take it out",
  ];
  expect(findings(certificatesMatchHosts, [route, listeners({}), other])).toEqual([
    ...refused(foreign),
    unused,
  ]);
});

describe("a chain that a school brings is judged where it can be read", () => {
  const brought = (fields: object) => object(types.secret, "api1-tls", fields);
  const found = (fields: object) => findings(certificatesMatchHosts, [route, listeners({}), brought(fields)]);
  const weak = refused(
    "with api1-tls: a certificate's key is one that Envoy and phones take, and this one is on the curve secp224r1: " +
      "have one issued for a key of RSA of 2048, 3072 or 4096 bits, P-256 or P-384",
  );
  const shapes: [string, (chain: string) => object][] = [
    ["as it is declared", (chain) => ({ stringData: { "tls.crt": chain } })],
    ["as the provider keeps it", (chain) => ({ data: { "tls.crt": Buffer.from(chain).toString("base64") } })],
  ];

  test.each(shapes)("%s", (_, fields) => {
    expect(found(fields(certificateOf(onCurve("P-256"), host).chain))).toEqual([]);
    expect(found(fields(certificateOf(onCurve("P-224"), host).chain))).toEqual(weak);
    expect(found(fields(certificateOf(onCurve("P-256"), "api2.xxxedu.cn").chain))).toEqual(
      refused(
        `with api1-tls: a certificate is for its route's host ${host}, and this one is for api2.xxxedu.cn: bring one for that host`,
      ),
    );
  });

  test("and not where it is a secret", () => {
    expect(found({ stringData: secret })).toEqual([]);
    expect(found({ stringData: { "tls.crt": secret } })).toEqual([]);
  });
});
