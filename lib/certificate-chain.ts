// Checks a certificate chain for a host, by closed lists of what Envoy and phones accept.
import { X509Certificate } from "node:crypto";
import { isMustStaple, maySign } from "./certificate-extensions.ts";
import { curves, rsaSizes, tlsKeys } from "./tls-keys.ts";

/** No authority sends as many, and clients accept 100 KB in all. */
const most = 10;
const day = 24 * 60 * 60 * 1000;

/** The rule that a PEM chain breaks, and the way out. */
export type Broken = readonly [rule: string, fix: string];

/**
 * The first rule that a PEM chain breaks; `undefined` when it serves.
 *
 * @param host that it is for; absent: not known
 */
export function chainRule(chain: string, host: string | undefined, now: Date): Broken | undefined {
  const certificates = parseChain(chain);
  const [leaf] = certificates ?? [];
  if (certificates === undefined || leaf === undefined)
    return ["a chain is PEM certificates, the host's own first", "paste the chain as the issuer sent it"];
  return (
    lengthRule(certificates) ??
    keyRule(leaf) ??
    usageRule(leaf) ??
    orderRule(certificates) ??
    strengthRule(certificates) ??
    hostRule(leaf, host) ??
    datesRule(certificates, now)
  );
}

/** The DNS names that a PEM chain is for; none when the chain cannot be read. */
export function namesOf(chain: string): readonly string[] {
  const [leaf] = parseChain(chain) ?? [];
  return leaf?.subjectAltName?.match(/(?<=DNS:)[^,\s]+/g) ?? [];
}

/** When the first certificate of a PEM chain ends; `undefined` of one that cannot be read. */
export function chainEnds(chain: string): Date | undefined {
  const ends = (parseChain(chain) ?? []).map(({ validToDate }) => validToDate);
  return ends.sort((a, b) => a.getTime() - b.getTime())[0];
}

/** The certificates in a PEM text; `undefined` when any part of it is not a certificate. */
function parseChain(chain: string): X509Certificate[] | undefined {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const rest = blocks.reduce((text, block) => text.replace(block, ""), chain);
  if (rest.trim() !== "") return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

function lengthRule({ length }: readonly X509Certificate[]): Broken | undefined {
  if (length <= most) return undefined;
  return [
    `a chain is ${most} certificates at most, and this one is ${length}: clients read no more`,
    "remove duplicates and roots",
  ];
}

function keyRule(leaf: X509Certificate): Broken | undefined {
  const unfit = unfitKey(leaf);
  if (unfit === undefined) return undefined;
  const rule = `a certificate's key is one that Envoy and phones take, and this one is ${unfit}`;
  return [rule, `have one issued for a key of ${tlsKeys}`];
}

/** The kind of a key that Envoy or clients refuse; `undefined` when they accept it. */
function unfitKey({ publicKey }: X509Certificate): string | undefined {
  // OpenSSL gives no name to a kind that it does not know, such as SM2.
  const type = publicKey.asymmetricKeyType ?? "of an unknown kind";
  const { modulusLength = 0, namedCurve = "" } = publicKey.asymmetricKeyDetails ?? {};
  if (type === "rsa") return rsaSizes.includes(modulusLength) ? undefined : `RSA of ${modulusLength} bits`;
  if (type === "ec")
    return (curves as readonly string[]).includes(namedCurve) ? undefined : `on the curve ${namedCurve}`;
  return type;
}

/** TLS servers, and any use. */
const serverUsages = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

function usageRule(leaf: X509Certificate): Broken | undefined {
  // Node's name for the extended key usage.
  const usages: readonly string[] | undefined = leaf.keyUsage;
  if (usages !== undefined && !usages.some((usage) => serverUsages.includes(usage)))
    return [
      "a certificate is for servers, and this one is for other uses alone",
      "bring one for TLS servers",
    ];
  if (!maySign(leaf))
    return [
      "a certificate's key may sign, and this one's key usage leaves digitalSignature out: Envoy and browsers refuse it",
      "have one issued with the key usage digitalSignature",
    ];
  if (isMustStaple(leaf))
    return [
      "nothing here staples OCSP responses, and this certificate asks for it: Envoy refuses it",
      "have one issued without must-staple",
    ];
  return undefined;
}

/** Each certificate is signed by the next; a single one signs itself. */
function orderRule(certificates: readonly X509Certificate[]): Broken | undefined {
  const [leaf, ...issuers] = certificates;
  if (leaf !== undefined && issuers.length === 0 && !leaf.verify(leaf.publicKey))
    return [
      "a chain has the issuers between the host's own certificate and the root, and this is one certificate alone",
      "append the intermediate certificates, as the issuer hands them out beside it",
    ];
  const stray = issuers.findIndex((issuer, index) => !isIssuedBy(certificates[index] ?? issuer, issuer));
  if (stray < 0) return undefined;
  return [
    `each certificate of a chain is issued by the next, and number ${stray + 1} is not issued by number ${stray + 2}`,
    "put the host's own certificate first, then its issuers in order",
  ];
}

/** Checks the name and the key: an authority that renews its key keeps its name. */
const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

const signatures = [
  "sha256WithRSAEncryption",
  "sha384WithRSAEncryption",
  "sha512WithRSAEncryption",
  "ecdsa-with-SHA256",
  "ecdsa-with-SHA384",
  "ecdsa-with-SHA512",
];

/** Issuers' keys and signatures are strong enough too. Clients ignore how a root signs itself. */
function strengthRule(certificates: readonly X509Certificate[]): Broken | undefined {
  const fix =
    "have it issued anew: authorities have signed by SHA-256 and keys of 2048 bits or more for years";
  for (const [index, certificate] of certificates.entries()) {
    const number = `number ${index + 1}`;
    const unfit = index === 0 ? undefined : unfitKey(certificate);
    if (unfit !== undefined)
      return [`the keys of a chain are ones that phones take, and that of ${number} is ${unfit}`, fix];
    const { signatureAlgorithm = "an unknown kind" } = certificate;
    if (certificate.issuer !== certificate.subject && !signatures.includes(signatureAlgorithm))
      return [
        `a chain is signed in ways that phones take, and ${number} is signed by ${signatureAlgorithm}`,
        fix,
      ];
  }
  return undefined;
}

function hostRule(leaf: X509Certificate, host: string | undefined): Broken | undefined {
  // Browsers and WeCom's client ignore the common name: only the alternative names count.
  if (host === undefined || leaf.checkHost(host, { subject: "never" }) !== undefined) return undefined;
  const names = leaf.subjectAltName?.replaceAll("DNS:", "") ?? "no host at all";
  return [
    `a certificate is for its route's host ${host}, and this one is for ${names}`,
    "bring one for that host",
  ];
}

function datesRule([leaf, ...issuers]: readonly X509Certificate[], now: Date): Broken | undefined {
  if (leaf === undefined) return undefined;
  if (leaf.validToDate < now)
    return [
      `a certificate is in date, and this one ended on ${dateOf(leaf.validToDate)}`,
      "bring its successor",
    ];
  if (leaf.validFromDate.getTime() > now.getTime() + day)
    return [
      `a certificate is in date, and this one begins on ${dateOf(leaf.validFromDate)}`,
      "bring one that is valid now",
    ];
  const ended = issuers.findIndex(({ validToDate }) => validToDate < now);
  if (ended < 0) return undefined;
  return [
    `the issuers of a chain are in date, and number ${ended + 2} ended on ${dateOf(issuers[ended]?.validToDate ?? now)}`,
    "bring the chain as the issuer hands it out today",
  ];
}

/** The day of a time, in UTC. */
export const dateOf = (date: Date): string => date.toISOString().slice(0, 10);
