import { expect, test } from "vitest";
import { type BrokenRule, problemsAfter } from "../../support/broken-rules.ts";

const pem = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
const setKey = (route: string): string =>
  `pulumi config set --secret --path 'schoolgate:certificates.${route}.key' -s <school> < key.pem`;

const cases: readonly BrokenRule[] = [
  [
    "a Secret in the clear",
    "demo",
    "config/schoolgate:wecomSecret",
    "topsecretvalue",
    [
      "schoolgate:wecomSecret: the app's Secret is encrypted → pulumi config set --secret schoolgate:wecomSecret -s demo; renew the Secret in WeCom if this was pushed",
    ],
  ],
  ...[{ secure: 1 }, { secure: "v1:x", plain: "topsecretvalue" }].map(
    (value): BrokenRule => [
      `a Secret that is not one ciphertext: ${JSON.stringify(Object.keys(value))}`,
      "demo",
      "config/schoolgate:wecomSecret",
      value,
      [
        "schoolgate:wecomSecret: the app's Secret is encrypted → pulumi config set --secret schoolgate:wecomSecret -s demo; renew the Secret in WeCom if this was pushed",
      ],
    ],
  ),
  [
    "a private key in the clear",
    "northgate",
    "config/schoolgate:certificates/pay/key",
    pem("EC PRIVATE KEY"),
    [
      "schoolgate:certificates.pay.key: a private key is never in the clear → renew the key, and set it with pulumi config set --secret --path",
      `schoolgate:certificates.pay.key: a private key is encrypted → ${setKey("pay")}`,
    ],
  ],
];

test.each(cases)("%s", (_title, stack, path, value, problems) => {
  expect(problemsAfter(stack, path, value)).toEqual(problems);
});
