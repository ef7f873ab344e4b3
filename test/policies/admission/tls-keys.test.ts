// Keys as openssl and Node write them: what admission takes of them, and what it does not.
import { createPrivateKey } from "node:crypto";
import { expect, test } from "vitest";
import { tlsKeyPattern } from "../../../policies/admission/tls-keys.ts";
import { certificateOf, onCurve } from "../../support/openssl.ts";

const isTaken = (key: string): boolean => new RegExp(tlsKeyPattern).test(Buffer.from(key).toString("base64"));
const keyOf = (kind: string): string => certificateOf(kind, "api1.school.edu.cn").key;

/** A key as PKCS#8, and as its kind's own standard has it. */
function bothWays(kind: string): string[] {
  const key = createPrivateKey(keyOf(kind));
  const own = key.asymmetricKeyType === "ec" ? "sec1" : "pkcs1";
  return (["pkcs8", own] as const).map((type) => key.export({ type, format: "pem" }).toString());
}

// How long parts of an RSA key are differs from key to key, so several are looked at; 4096 bits at the edge.
test.each(["rsa:2048", "rsa:2048", "rsa:2048", "rsa:3072", onCurve("P-256"), onCurve("P-384")])(
  "a key of %s is taken, both ways",
  (kind) => {
    expect(bothWays(kind).map(isTaken)).toEqual([true, true]);
  },
);

test.each([
  "rsa:1024",
  "rsa:2047",
  "rsa:2056",
  "rsa:2304",
  onCurve("P-224"),
  onCurve("P-521"),
  onCurve("secp256k1"),
])("a key of %s is not, either way", (kind) => {
  expect(bothWays(kind).map(isTaken)).toEqual([false, false]);
});

test.each([
  "rsa-pss -pkeyopt rsa_keygen_bits:2048",
  onCurve("brainpoolP256r1"),
  onCurve("SM2"),
  "ed25519",
  "ed448",
])("a key of %s is not", (kind) => {
  expect(isTaken(keyOf(kind))).toBe(false);
});

test.each<readonly [what: string, of: (key: string) => string]>([
  ["nothing", () => ""],
  ["no PEM", () => "not PEM"],
  ["a text before it", (key) => `# mine\n${key}`],
  ["another header", (key) => key.replaceAll("PRIVATE", "PUBLIC")],
  ["lines that end as on Windows", (key) => key.replaceAll("\n", "\r\n")],
  ["one line", (key) => key.replace("KEY-----\n", "KEY-----")],
  ["a passphrase", withPassphrase],
])("a key with %s is not", (_, of) => {
  const [key = ""] = bothWays(onCurve("P-256"));
  expect([isTaken(key), isTaken(of(key))]).toEqual([true, false]);
});

function withPassphrase(key: string): string {
  const lock = { cipher: "aes256", passphrase: "a" };
  return createPrivateKey(key)
    .export({ type: "pkcs8", format: "pem", ...lock })
    .toString();
}
