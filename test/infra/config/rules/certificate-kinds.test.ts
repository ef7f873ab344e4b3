// What Envoy or clients refuse of a certificate, `check` refuses first; lib/certificate-chain.ts says what that is.
import { expect, test } from "vitest";
import { checkStacks } from "../../../../infra/config/stacks.ts";
import { certificateOf, onCurve } from "../../../support/openssl.ts";
import { example, set, stackFiles } from "../../../support/stack-files.ts";

test.each<[key: string, problems: string[]]>([
  [onCurve("P-256"), []],
  [
    "rsa:1024",
    [
      "schoolgate:certificates.pay.chain: a certificate's key is one that Envoy and phones take, and this one is RSA of 1024 bits",
    ],
  ],
])("a key of %s", (kind, problems) => {
  const { chain } = certificateOf(kind, "pay.northgate.example.cn");
  const values = set(example("northgate"), ["config", "schoolgate:certificates", "pay", "chain"], chain);
  const found = checkStacks(stackFiles({ northgate: values }), new Date(), ["northgate"]).problems;
  expect(found.map(({ path, rule }) => `${path}: ${rule}`)).toEqual(problems);
});
