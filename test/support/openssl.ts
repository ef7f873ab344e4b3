import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
  const words = `${request} ${signed} -keyout key -out crt`.split(" ").filter((word) => word !== "");
  const { status, stderr } = spawnSync("openssl", words, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  return { chain: read("crt"), key: read("key"), folder };
}
