import { createPrivateKey, X509Certificate } from "node:crypto";
import { messageOf } from "../../../lib/system-errors.ts";
import { isPlaceholder } from "../stack-config.ts";

/**
 * What is wrong with the private key of a brought certificate, which only the program sees decrypted. Envoy takes no change
 * of any listener while one of them has a key that is not its certificate's.
 *
 * @param chain PEM, the host's own certificate first; `gate check` has accepted it
 * @returns `undefined` for the certificate's own key, and for what a rehearsal or a plan has in its place
 */
export function keyProblem(chain: string, key: string): string | undefined {
  if (isPlaceholder(key)) return undefined;
  try {
    const isOwn = new X509Certificate(chain).checkPrivateKey(createPrivateKey(key));
    return isOwn ? undefined : "is not the key of its chain: bring the two that belong together";
  } catch (error) {
    return `is no private key in PEM without a passphrase (${messageOf(error)}): set it again from the issuer's file`;
  }
}

/** A key that nothing is wrong with, as PKCS#8: admission takes what openssl writes, and the way a key is written tells nothing. */
export function asPkcs8(key: string): string {
  return isPlaceholder(key) ? key : createPrivateKey(key).export({ type: "pkcs8", format: "pem" }).toString();
}
