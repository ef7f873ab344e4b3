// The API server hands CEL a Secret's values in base64, and CEL has nothing that decodes them. So a private key is told by how
// its text begins: the header of PEM, and the DER up to where its kind is settled.
import { curves, rsaSizes } from "../../lib/tls-keys.ts";

/** Bytes in hexadecimal; `??` is any. */
type Hex = string;

const inDer: Readonly<Record<(typeof curves)[number], { readonly oid: Hex; readonly bytes: number }>> = {
  prime256v1: { oid: "06082a8648ce3d030107", bytes: 32 },
  secp384r1: { oid: "06052b81040022", bytes: 48 },
};
const rsaEncryption = "300d06092a864886f70d0101010500";
const ecPublicKey = "06072a8648ce3d0201";
const version = "020100";

/** PKCS#1 and PKCS#8. How long the whole is differs from key to key, how long the modulus is does not. */
function rsaKeys(size: number): [label: string, der: Hex][] {
  const modulus = `0282${(size / 8 + 1).toString(16).padStart(4, "0")}00`;
  const key = `3082????${version}${modulus}`;
  return [
    ["RSA PRIVATE KEY", key],
    ["PRIVATE KEY", `3082????${version}${rsaEncryption}0482????${key}`],
  ];
}

/** SEC1 and PKCS#8. */
function ecKeys(curve: (typeof curves)[number]): [label: string, der: Hex][] {
  const { oid, bytes } = inDer[curve];
  const point = item("03", `0004${"??".repeat(2 * bytes)}`);
  const key = (named: Hex) =>
    item("30", `020101${item("04", "??".repeat(bytes))}${named}${item("a1", point)}`);
  return [
    ["EC PRIVATE KEY", key(item("a0", oid))],
    ["PRIVATE KEY", item("30", `${version}${item("30", `${ecPublicKey}${oid}`)}${item("04", key(""))}`)],
  ];
}

/** An item of DER. */
function item(tag: Hex, content: Hex): Hex {
  const length = (content.length / 2).toString(16).padStart(2, "0");
  return `${tag}${content.length / 2 < 128 ? "" : "81"}${length}${content}`;
}

/** What a byte may be. */
type Byte = ReadonlySet<number>;

const anyByte: Byte = new Set(Array.from({ length: 256 }, (_, byte) => byte));
const alphabet = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const bytesOfText = (text: string): Byte[] => [...Buffer.from(text)].map((byte) => new Set([byte]));

function bytesOfHex(hex: Hex): Byte[] {
  const each = hex.match(/../g) ?? [];
  return each.map((byte) => (byte === "??" ? anyByte : new Set([Number.parseInt(byte, 16)])));
}

/** Each character of base64 is six bits, of one byte or of two. */
function base64Of(bytes: readonly Byte[]): Byte[] {
  return Array.from({ length: Math.floor((bytes.length * 4) / 3) }, (_, index) => {
    const first = (index * 3) >> 2;
    const [high = anyByte, low = anyByte] = [bytes[first], bytes[first + 1]];
    if (high === anyByte && low === anyByte) return anyByte;
    const behind = [10, 4, 6, 8][index % 4] ?? 0;
    const values = new Set(
      [...high].flatMap((begin) => [...low].map((end) => (((begin << 8) | end) >> behind) & 63)),
    );
    return values.size === 64 ? anyByte : new Set([...values].map((value) => alphabet[value] ?? 0));
  });
}

/** What the base64 of a PEM file begins with, of a key whose DER begins so. */
function patternOf([label, der]: readonly [label: string, der: Hex]): string {
  const body = base64Of(bytesOfHex(der.replace(/(\?\?)+$/, "")));
  const pem = [
    ...bytesOfText(`-----BEGIN ${label}-----\n`),
    ...body.flatMap((byte, index) => (index > 0 && index % 64 === 0 ? [...bytesOfText("\n"), byte] : [byte])),
  ];
  return base64Of(pem)
    .map((byte) => (byte === anyByte ? "." : classOf(byte)))
    .join("")
    .replace(/\.+$/, "")
    .replace(/\.{2,}/g, (run) => `.{${run.length}}`);
}

function classOf(byte: Byte): string {
  const characters = String.fromCharCode(...[...byte].sort((a, b) => a - b));
  return characters.length === 1 && characters !== "+" ? characters : `[${characters}]`;
}

const keys = [...rsaSizes.flatMap(rsaKeys), ...curves.flatMap(ecKeys)];

/** Matches the base64 of a private key of the kinds that Envoy takes, in PEM as openssl and cert-manager write it. */
export const tlsKeyPattern = `^(?:${keys.map(patternOf).join("|")})`;
