import { describe, expect, onTestFinished, test } from "vitest";
import { checkStacks } from "../../../../infra/config/stacks.ts";
import { type BrokenRule, problemsAfter } from "../../../support/broken-rules.ts";
import { Authority } from "../../../support/certificates.ts";
import { example, set, stackFiles } from "../../../support/stack-files.ts";

const school = "config/schoolgate:school";
const pem = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
const setKey = (route: string): string =>
  `pulumi config set --secret --path 'schoolgate:certificates.${route}.key' -s <school> < key.pem`;
const bring = (route: string): string =>
  `pulumi config set --path 'schoolgate:certificates.${route}.chain' -s <school> < chain.pem, and ${setKey(route)}`;
const [chainOfPay, chainOfCampus] = ["pay", "campus"].map((route) => {
  const brought = example("northgate").config["schoolgate:certificates"] as Record<string, { chain: string }>;
  return brought[route]?.chain ?? "";
});

const cases: readonly BrokenRule[] = [
  [
    "certificates that nothing asks for",
    "northgate",
    `${school}/certificate`,
    undefined,
    [
      "schoolgate:certificates: certificates are brought only with certificate: { from: secret } → write that into schoolgate:school, or remove this key",
    ],
  ],
  [
    "certificates that are missing",
    "demo",
    `${school}/certificate`,
    { from: "secret" },
    [
      `schoolgate:school.certificate.from "secret": certificate.from is secret, and schoolgate:certificates is missing → ${bring("<route>")}`,
    ],
  ],
  [
    "certificates encrypted as a whole",
    "northgate",
    "config/schoolgate:certificates",
    { secure: "v1:x" },
    [
      `schoolgate:certificates: certificates are a map of routes, each with chain in the clear and key encrypted → ${bring("<route>")}`,
    ],
  ],
  [
    "a route without a certificate",
    "northgate",
    "config/schoolgate:certificates/pay",
    undefined,
    [`schoolgate:certificates.pay: the route pay has no certificate → ${bring("pay")}`],
  ],
  [
    "a certificate of no route",
    "northgate",
    "config/schoolgate:certificates/payy",
    { chain: chainOfPay, key: { secure: "v1:x" } },
    ["schoolgate:certificates.payy: no route has this key → did you mean pay?"],
  ],
  [
    "a key with something beside its ciphertext, which Pulumi hands on as it is",
    "northgate",
    "config/schoolgate:certificates/pay/key",
    { secure: "v1:x", a: "b" },
    [`schoolgate:certificates.pay.key: a private key is encrypted → ${setKey("pay")}`],
  ],
  [
    "a certificate without its key",
    "northgate",
    "config/schoolgate:certificates/pay/key",
    undefined,
    [`schoolgate:certificates.pay.key: a certificate has its private key → ${setKey("pay")}`],
  ],
  [
    "a key that a certificate has not",
    "northgate",
    "config/schoolgate:certificates/pay/cain",
    "x",
    ["schoolgate:certificates.pay.cain: this key is not known here → did you mean chain?"],
  ],
  [
    "a certificate without its chain",
    "northgate",
    "config/schoolgate:certificates/pay/chain",
    undefined,
    [
      `schoolgate:certificates.pay.chain: a certificate has its chain in the clear, as PEM text → ${bring("pay")}`,
    ],
  ],
  [
    "a chain that is not PEM",
    "northgate",
    "config/schoolgate:certificates/pay/chain",
    "x",
    [
      "schoolgate:certificates.pay.chain: a chain is PEM certificates, the host's own first → paste the chain as the issuer sent it",
    ],
  ],
  [
    "a chain that is no certificate",
    "northgate",
    "config/schoolgate:certificates/pay/chain",
    pem("CERTIFICATE"),
    [
      "schoolgate:certificates.pay.chain: a chain is PEM certificates, the host's own first → paste the chain as the issuer sent it",
    ],
  ],
  [
    "a chain out of order",
    "northgate",
    "config/schoolgate:certificates/pay/chain",
    `${chainOfPay}${chainOfCampus}`,
    [
      "schoolgate:certificates.pay.chain: each certificate of a chain is issued by the next, and number 1 is not issued by number 2 → put the host's own certificate first, then its issuers in order",
    ],
  ],
  [
    "a certificate for another host",
    "northgate",
    "config/schoolgate:certificates/pay/chain",
    chainOfCampus,
    [
      "schoolgate:certificates.pay.chain: a certificate is for its route's host pay.northgate.example.cn, and this one is for campus.northgate.example.cn → bring one for that host",
    ],
  ],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});

describe("certificates are in date", () => {
  test.each([
    ["2126-10-29T00:00:00Z", []],
    ["2127-01-01T00:00:00Z", ["this one ended on 2126-10-29", "this one ended on 2126-10-29"]],
    ["2026-11-21T15:00:00Z", []],
    // To the second: campus ends one before pay does, and pay begins one after campus.
    ["2126-10-29T14:34:04Z", []],
    ["2126-10-29T14:34:05Z", ["this one ended on 2126-10-29"]],
    ["2026-11-21T14:34:05Z", []],
    ["2026-11-21T14:34:04Z", ["this one begins on 2026-11-22"]],
    ["2026-11-20T00:00:00Z", ["this one begins on 2026-11-22", "this one begins on 2026-11-22"]],
  ])("at %s", (time, expected) => {
    const { problems } = checkStacks(stackFiles(), new Date(time), ["northgate"]);
    expect(problems.map(({ rule }) => rule)).toEqual(
      expected.map((what) => `a certificate is in date, and ${what}`),
    );
  });
});

test("a certificate that another one has issued comes with its issuers", () => {
  const authority = new Authority();
  onTestFinished(() => authority.remove());
  const { cert } = authority.issue(["pay.northgate.example.cn"]);
  const said = (chain: string) =>
    checkStacks(
      stackFiles({
        northgate: set(example("northgate"), ["config", "schoolgate:certificates", "pay", "chain"], chain),
      }),
      new Date(),
      ["northgate"],
    ).problems.map(({ rule }) => rule);
  expect([said(cert), said(`${cert}${authority.root}`)]).toEqual([
    [
      "a chain has the issuers between the host's own certificate and the root, and this is one certificate alone",
    ],
    [],
  ]);
});

test.each([
  ["by its name", ["pay.northgate.example.cn", "api1.xxxedu.cn"], "api1.xxxedu.cn of demo"],
  ["by a wildcard", ["pay.northgate.example.cn", "*.xxxedu.cn"], "api1.xxxedu.cn of demo"],
  ["not where it is for its own school's", ["*.northgate.example.cn"], undefined],
  ["not where a wildcard has one label less", ["pay.northgate.example.cn", "*.cn"], undefined],
])("a certificate is for no other school's host: %s", (_title, names, other) => {
  const authority = new Authority();
  onTestFinished(() => authority.remove());
  const chain = `${authority.issue(names).cert}${authority.root}`;
  const said = problemsAfter("northgate", "config/schoolgate:certificates/pay/chain", chain);
  expect(said).toEqual(
    other === undefined
      ? []
      : [
          `schoolgate:certificates.pay.chain: a certificate is for no other school's host, and this one is for ${other} too: both would lose HTTP/2 → have one issued without it`,
        ],
  );
});
