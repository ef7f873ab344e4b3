import { createPrivateKey } from "node:crypto";

// What credentials look like, in their usual encodings.

/** Key names of credentials, without separators. */
const secretNames =
  /secret|passw|passphrase|token|credential|kubeconfig|(?:private|access|api|auth|client|signing|encryption|account|storage|shared)key|connectionstring|bearer|jwt|dsn$/;

/** Endings of key names that mean something other than the credential itself. */
const besides = /(?:name|names|id|ref|file|path|url|uri|ttl|seconds|type|kind|arn|enabled|mode)$/;

/** Whether a key is named like a credential. */
export function isSecretName(key: string): boolean {
  const name = key.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return secretNames.test(name.replace(/data$/, "")) && !besides.test(name);
}

/** Each kind of credential, and the text that is part of every one of them. */
const shapes: readonly (readonly [kind: string, shape: RegExp])[] = [
  ["a private key", /PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File|AGE-SECRET-KEY-1|openssh-key-v1/],
  ["a private key", /"d"\s*:\s*"[\w-]{20,}"/],
  ["an access key of Alibaba Cloud", /\bLTAI[A-Za-z0-9]{12,}/],
  ["an access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAKID[A-Za-z0-9]{16,}|\bAIza[\w-]{30,}/],
  [
    "a token",
    /\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|npm_|pul-|hvs\.|hvb\.|sk-|dop_v1_|pypi-)[\w-]{16,}/,
  ],
  ["a token", /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/],
  ["a password in a URL", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i],
  ["an authorization header", /\b(?:authorization\s*[:=]\s*|bearer\s+|basic\s+)["']?[\w.~+/-]{16,}/i],
  [
    "credentials",
    /(?:client-key-data|client_secret|secret|passw(?:or)?d|token|api_?key)["']?\s*[:=]\s*["']?[^\s"',{}[\]]{6,}/i,
  ],
];

/**
 * The kind of credential that a text holds, in the clear or encoded: base64 of either alphabet, hexadecimal, percent
 * signs, escaped line breaks, within one another; a private key or a PKCS #12 store in DER.
 */
export function credentialIn(text: string, depth = 0): string | undefined {
  const found = shapes.find(([, shape]) => shape.test(text))?.[0];
  if (found !== undefined || depth === 3) return found;
  for (const bytes of decodings(text)) {
    if (isKeyStore(bytes)) return "a private key";
    const inner = credentialIn(bytes.toString("latin1"), depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Whether a text has the form of the Secret of a WeCom app. */
export function isWecomSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(text));
}

/** The most characters of a text that are decoded. */
const mostDecoded = 64 * 1024;

function decodings(text: string): Buffer[] {
  const dense = text.slice(0, mostDecoded).replaceAll(/\\[nr]|\s/g, "");
  if (dense.length < 16) return [];
  const all: Buffer[] = [];
  if (/^[\w+/-]+={0,2}$/.test(dense)) all.push(Buffer.from(dense, "base64"));
  if (/^(?:0x)?(?:[0-9a-f]{2})+$/i.test(dense)) all.push(Buffer.from(dense.replace(/^0x/i, ""), "hex"));
  const unescaped = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (unescaped !== text) all.push(Buffer.from(unescaped, "latin1"));
  return all;
}

/** Content type of what a PKCS #12 store holds: 1.2.840.113549.1.7.1. */
const pkcs7Data = Buffer.from("2a864886f70d010701", "hex");

function isKeyStore(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30 || bytes.length < 40) return false;
  if (bytes.subarray(0, 64).includes(pkcs7Data)) return true;
  return (["pkcs8", "pkcs1", "sec1"] as const).some((type) => {
    try {
      return createPrivateKey({ key: bytes, format: "der", type }).type === "private";
    } catch {
      return false;
    }
  });
}
