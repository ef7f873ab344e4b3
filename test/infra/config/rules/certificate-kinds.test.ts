// Certificates that Envoy or clients refuse, made by the system's openssl.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkStacks } from "../../../../infra/config/stacks.ts";
import { example, set, stackFiles } from "../../../support/stack-files.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** A certificate for pay.northgate.example.cn that signs itself, with a key and extensions as openssl names them. */
function selfSigned(key: string, extension?: string): string {
  const folder = temporaryFolder();
  const words = `req -x509 -newkey ${key} -nodes -days 30 -subj /CN=test -addext subjectAltName=DNS:pay.northgate.example.cn`;
  const more = extension === undefined ? [] : ["-addext", extension];
  const out = ["-keyout", "key", "-out", "crt"];
  const { status, stderr } = spawnSync("openssl", [...words.split(" "), ...more, ...out], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(join(folder, "crt"), "utf8");
}

/** What is said of northgate with this chain for its route pay. */
function rulesOf(chain: string): string[] {
  const values = set(example("northgate"), ["config", "schoolgate:certificates", "pay", "chain"], chain);
  return checkStacks(stackFiles({ northgate: values }), new Date(), ["northgate"]).problems.map(
    ({ path, rule }) => `${path}: ${rule}`,
  );
}

const at = "schoolgate:certificates.pay.chain";
const key = `${at}: a certificate's key is one that Envoy and phones take, and this one is`;

test.each<[key: string, problems: string[]]>([
  ["rsa:2048", []],
  ["rsa:4096", []],
  ["ec -pkeyopt ec_paramgen_curve:P-256", []],
  ["ec -pkeyopt ec_paramgen_curve:P-384", []],
  ["rsa:1024", [`${key} RSA of 1024 bits`]],
  ["ec -pkeyopt ec_paramgen_curve:P-521", [`${key} on the curve secp521r1`]],
  ["ec -pkeyopt ec_paramgen_curve:secp256k1", [`${key} on the curve secp256k1`]],
  ["ed25519", [`${key} ed25519`]],
])("a key of %s", (kind, problems) => {
  expect(rulesOf(selfSigned(kind))).toEqual(problems);
});

test.each<[extension: string, problems: string[]]>([
  ["extendedKeyUsage=serverAuth,clientAuth", []],
  ["extendedKeyUsage=anyExtendedKeyUsage", []],
  [
    "extendedKeyUsage=clientAuth",
    [`${at}: a certificate is for servers, and this one is for other uses alone`],
  ],
])("a certificate with %s", (extension, problems) => {
  expect(rulesOf(selfSigned("ec -pkeyopt ec_paramgen_curve:P-256", extension))).toEqual(problems);
});
