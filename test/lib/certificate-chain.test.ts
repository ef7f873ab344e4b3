// Certificates that Envoy, phones or browsers refuse, made by the system's openssl.
import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { chainRule } from "../../lib/certificate-chain.ts";
import { certificateOf, onCurve, rsaCertificate } from "../support/openssl.ts";

const host = "api1.school.edu.cn";
const sound = onCurve("P-256");
const anew =
  "have it issued anew: authorities have signed by SHA-256 and keys of 2048 bits or more for years";
const kinds = "have one issued for a key of RSA of 2048, 3072 or 4096 bits, P-256 or P-384";
const order = "put the host's own certificate first, then its issuers in order";

const broken = (chain: string) => chainRule(chain, host, new Date());

test.each<[key: string, is: string | undefined]>([
  ["rsa:2048", undefined],
  [onCurve("P-256"), undefined],
  [onCurve("P-384"), undefined],
  ["rsa:512", "RSA of 512 bits"],
  ["rsa:1024", "RSA of 1024 bits"],
  ["rsa-pss -pkeyopt rsa_keygen_bits:2048", "rsa-pss"],
  [onCurve("P-224"), "on the curve secp224r1"],
  [onCurve("P-521"), "on the curve secp521r1"],
  [onCurve("secp256k1"), "on the curve secp256k1"],
  [onCurve("brainpoolP256r1"), "on the curve brainpoolP256r1"],
  [onCurve("SM2"), "of an unknown kind"],
  ["ed25519", "ed25519"],
  ["ed448", "ed448"],
])("a key of %s", (key, is) => {
  const rule = `a certificate's key is one that Envoy and phones take, and this one is ${is}`;
  expect(broken(certificateOf(key, host).chain)).toEqual(is === undefined ? undefined : [rule, kinds]);
});

test.each([
  [2048, undefined],
  [2304, "RSA of 2304 bits"],
  [3072, undefined],
  [4096, undefined],
  [4104, "RSA of 4104 bits"],
])("a signed RSA key of %i bits", (bits, is) => {
  const issuer = certificateOf(sound, "authority", "-subj /CN=authority");
  const rule = `a certificate's key is one that Envoy and phones take, and this one is ${is}`;
  expect(broken(rsaCertificate(bits, host, issuer) + issuer.chain)).toEqual(
    is === undefined ? undefined : [rule, kinds],
  );
});

test.each<[extension: string, rule: string | undefined]>([
  ["serverAuth,clientAuth", undefined],
  ["anyExtendedKeyUsage", undefined],
  ["clientAuth", "a certificate is for servers, and this one is for other uses alone"],
  ["codeSigning", "a certificate is for servers, and this one is for other uses alone"],
])("a certificate for %s", (usage, rule) => {
  const { chain } = certificateOf(sound, host, `-addext extendedKeyUsage=${usage}`);
  expect(broken(chain)?.[0]).toBe(rule);
});

const unsigned =
  "a certificate's key may sign, and this one's key usage leaves digitalSignature out: Envoy and browsers refuse it";

test.each<[extension: string, rule: string | undefined]>([
  ["keyUsage=digitalSignature", undefined],
  ["keyUsage=critical,digitalSignature,keyEncipherment", undefined],
  ["keyUsage=digitalSignature,keyAgreement,decipherOnly", undefined],
  ["keyUsage=keyAgreement", unsigned],
  ["keyUsage=critical,keyEncipherment", unsigned],
  ["keyUsage=critical,keyAgreement,decipherOnly", unsigned],
  [
    "tlsfeature=status_request",
    "nothing here staples OCSP responses, and this certificate asks for it: Envoy refuses it",
  ],
])("a certificate with %s", (extension, rule) => {
  expect(broken(certificateOf(sound, host, `-addext ${extension}`).chain)?.[0]).toBe(rule);
});

test("a chain that an authority signed serves", () => {
  const issuer = certificateOf("rsa:2048", "authority", "-subj /CN=authority");
  const leaf = certificateOf(sound, host, "", issuer);
  expect(broken(leaf.chain + issuer.chain)).toBeUndefined();
});

test("each is signed by the next one's key, and not by one of its name alone", () => {
  const issuer = certificateOf(sound, "authority", "-subj /CN=authority");
  const anew = certificateOf(sound, "authority", "-subj /CN=authority");
  const leaf = certificateOf(sound, host, "", issuer);
  expect(broken(leaf.chain + anew.chain)).toEqual([
    "each certificate of a chain is issued by the next, and number 1 is not issued by number 2",
    order,
  ]);
});

test.each([
  ["rsa:1024", "RSA of 1024 bits"],
  [onCurve("P-224"), "on the curve secp224r1"],
])("an issuer with a key of %s", (key, is) => {
  const issuer = certificateOf(key, "authority", "-subj /CN=authority");
  const leaf = certificateOf(sound, host, "", issuer);
  expect(broken(leaf.chain + issuer.chain)).toEqual([
    `the keys of a chain are ones that phones take, and that of number 2 is ${is}`,
    anew,
  ]);
});

test.each([
  ["-sha1", "sha1WithRSAEncryption"],
  ["-sha224", "sha224WithRSAEncryption"],
  ["-sigopt rsa_padding_mode:pss", "rsassaPss"],
])("a certificate signed with %s", (option, algorithm) => {
  const issuer = certificateOf("rsa:2048", "authority", "-subj /CN=authority");
  const leaf = certificateOf(sound, host, option, issuer);
  expect(broken(leaf.chain + issuer.chain)).toEqual([
    `a chain is signed in ways that phones take, and number 1 is signed by ${algorithm}`,
    anew,
  ]);
});

test("nobody looks at how a root signs itself", () => {
  const root = certificateOf("rsa:2048", "authority", "-subj /CN=authority -sha1");
  expect(broken(certificateOf(sound, host, "-sha256", root).chain + root.chain)).toBeUndefined();
});

test("an issuer that has ended", () => {
  const issuer = certificateOf(sound, "authority", "-subj /CN=authority -days 10");
  const leaf = certificateOf(sound, host, "-days 30", issuer);
  const then = new Date(Date.now() + 20 * 24 * 60 * 60 * 1000);
  const ended = new X509Certificate(issuer.chain).validToDate.toISOString().slice(0, 10);
  expect(chainRule(leaf.chain + issuer.chain, host, then)).toEqual([
    `the issuers of a chain are in date, and number 2 ended on ${ended}`,
    "bring the chain as the issuer hands it out today",
  ]);
});

test.each([
  [10, undefined],
  [
    11,
    [
      "a chain is 10 certificates at most, and this one is 11: clients read no more",
      "remove duplicates and roots",
    ],
  ],
])("a chain of %i certificates", (count, problem) => {
  expect(broken(certificateOf(sound, host).chain.repeat(count))).toEqual(problem);
});

test.each([
  ["nothing", ""],
  ["another text", "garbage"],
  ["garbage before it", "garbage\n{}"],
  ["garbage after it", "{}garbage\n"],
  ["a part of it", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"],
])("%s is no chain", (_, text) => {
  const chain = text.replace("{}", certificateOf(sound, host).chain);
  expect(broken(chain)).toEqual([
    "a chain is PEM certificates, the host's own first",
    "paste the chain as the issuer sent it",
  ]);
});
