import { spawnSync } from "node:child_process";
import { createPublicKey, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

/** A certificate and its key, in PEM. */
export interface OpensslPair {
  readonly chain: string;
  readonly key: string;
  /** What further ones are signed with. */
  readonly folder: string;
}

/** Words of `openssl req` for a key on a curve. */
export const onCurve = (curve: string): string => `ec -pkeyopt ec_paramgen_curve:${curve}`;

/**
 * A certificate of any kind, by the system's openssl.
 *
 * @param key as `openssl req -newkey` names it, with options
 * @param host that it is for
 * @param more further words: signature, dates, extensions
 * @param issuer absent: it signs itself
 */
export function certificateOf(key: string, host: string, more = "", issuer?: OpensslPair): OpensslPair {
  const folder = temporaryFolder();
  const request = `req -x509 -newkey ${key} -nodes -subj /CN=test -addext subjectAltName=DNS:${host} ${more}`;
  const signed = issuer === undefined ? "" : `-CA ${issuer.folder}/crt -CAkey ${issuer.folder}/key`;
  openssl(`${request} ${signed} -keyout key -out crt`, folder);
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  return { chain: read("crt"), key: read("key"), folder };
}

/**
 * A certificate over an RSA key of that many bits. Primes of a large key take seconds to find: its modulus is any odd
 * number, and nobody has the private half.
 */
export function rsaCertificate(bits: number, host: string, issuer: OpensslPair): string {
  const folder = temporaryFolder();
  const modulus = randomBytes(bits / 8);
  modulus[0] = 0xff;
  modulus[modulus.length - 1] = 0xff;
  const jwk = { kty: "RSA", n: modulus.toString("base64url"), e: "AQAB" };
  const publicKey = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
  writeFileSync(join(folder, "public"), publicKey);
  writeFileSync(join(folder, "names"), `subjectAltName=DNS:${host}\n`);
  const signed = `-CA ${issuer.folder}/crt -CAkey ${issuer.folder}/key`;
  openssl(`x509 -new -subj /CN=test -force_pubkey public -extfile names ${signed} -out crt`, folder);
  return readFileSync(join(folder, "crt"), "utf8");
}

function openssl(words: string, cwd: string): void {
  const args = words.split(" ").filter((word) => word !== "");
  const { status, stderr } = spawnSync("openssl", args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}
