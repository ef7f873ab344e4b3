import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Refusal } from "../../lib/refusal.ts";
import { isRecord, isSecret, reveal, secretSignature, signatureKey } from "../values.ts";

const algorithm = "aes-256-gcm";
const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what is secret in wire values, so that state lies on disk without secrets in clear while diffs against
 * it still work. A value keeps its ciphertext for as long as the box lives: unchanged state stays the same text.
 */
export class SecretBox {
  readonly #key: Buffer;
  readonly #sealed = new Map<string, string>();

  /** @param key made by newKey */
  constructor(key: string) {
    this.#key = Buffer.from(key, "base64");
  }

  /** Whether a text may be a key: base64 of 32 bytes. */
  static isKey(text: string): boolean {
    return Buffer.from(text, "base64").length === keyBytes;
  }

  static newKey(): string {
    return randomBytes(keyBytes).toString("base64");
  }

  /** A wire value fit for disk: each secret replaced by its ciphertext. */
  seal(value: unknown): unknown {
    if (isSecret(value)) return { [signatureKey]: secretSignature, ciphertext: this.#encrypt(reveal(value)) };
    if (Array.isArray(value)) return value.map((each) => this.seal(each));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, this.seal(child)]));
  }

  /** The wire value that seal was given. @throws Refusal when it was sealed under another key or changed since */
  open(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.open(each));
    if (!isRecord(value)) return value;
    if (isSecret(value) && typeof value.ciphertext === "string") {
      return { [signatureKey]: secretSignature, value: this.#decrypt(value.ciphertext) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, this.open(child)]));
  }

  #encrypt(value: unknown): string {
    const text = JSON.stringify(value);
    const known = this.#sealed.get(text);
    if (known !== undefined) return known;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#key, iv);
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
    this.#sealed.set(text, sealed);
    return sealed;
  }

  #decrypt(sealed: string): unknown {
    const bytes = Buffer.from(sealed, "base64");
    try {
      const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      const text =
        decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
      this.#sealed.set(text, sealed);
      return JSON.parse(text) as unknown;
    } catch {
      throw new Refusal("a secret in it cannot be decrypted: secrets.key is missing, or of another state");
    }
  }
}
