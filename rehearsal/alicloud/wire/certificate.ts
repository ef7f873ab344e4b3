import { X509Certificate } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates, type SecureContextOptions } from "node:tls";
import { generate } from "selfsigned";
import { replaceFile } from "../../../lib/write-file.ts";

/** The certificate of a front, and where clients find it. */
export interface FrontCertificate extends Required<Pick<SecureContextOptions, "cert" | "key">> {
  readonly cert: string;
  readonly key: string;
  /** PEM file with the certificate alone. */
  readonly certificateFile: string;
  /** PEM file with the certificate and all that the machine trusts: for programs that take one file in place of all. */
  readonly trustFile: string;
}

const years = 10;
const day = 24 * 60 * 60 * 1000;

/**
 * The certificate of a front for 127.0.0.1 and localhost: the one in its folder, as long as it holds, or a new one. It
 * is its own authority and can sign no other.
 */
export async function frontCertificate(folder: string, now: Date): Promise<FrontCertificate> {
  const certificateFile = join(folder, "certificate.pem");
  const keyFile = join(folder, "key.pem");
  const trustFile = join(folder, "trust.pem");
  let pair = await read(certificateFile, keyFile);
  if (pair === undefined || Date.parse(new X509Certificate(pair.cert).validTo) < now.getTime() + day) {
    pair = await make(now);
    replaceFile(keyFile, pair.key, 0o600);
    replaceFile(certificateFile, pair.cert, 0o644);
  }
  const machine = getCACertificates("system");
  const trusted = machine.length > 0 ? machine : getCACertificates("bundled");
  replaceFile(trustFile, [pair.cert.trim(), ...trusted.map((pem) => pem.trim()), ""].join("\n"), 0o644);
  await chmod(keyFile, 0o600);
  return { ...pair, certificateFile, trustFile };
}

async function read(
  certificateFile: string,
  keyFile: string,
): Promise<{ cert: string; key: string } | undefined> {
  try {
    const [cert, key] = [await readFile(certificateFile, "utf8"), await readFile(keyFile, "utf8")];
    return new X509Certificate(cert).checkIP("127.0.0.1") === undefined ? undefined : { cert, key };
  } catch {
    return undefined;
  }
}

async function make(now: Date): Promise<{ cert: string; key: string }> {
  const notBeforeDate = new Date(now.getTime() - day);
  const notAfterDate = new Date(now.getTime() + years * 365 * day);
  const { cert, private: key } = await generate(
    [{ name: "commonName", value: "schoolgate stand-in cloud" }],
    {
      keyType: "ec",
      curve: "P-256",
      algorithm: "sha256",
      notBeforeDate,
      notAfterDate,
      extensions: [
        { name: "basicConstraints", cA: false, critical: true },
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        {
          name: "subjectAltName",
          altNames: [
            { type: 2, value: "localhost" },
            { type: 7, ip: "127.0.0.1" },
          ],
        },
      ],
    },
  );
  return { cert, key };
}
