// Extensions of a certificate that Node does not tell of, found by their identifiers in DER.
import type { X509Certificate } from "node:crypto";

const keyUsage = Buffer.from("0603551d0f", "hex");
const tlsFeature = Buffer.from("06082b06010505070118", "hex");

/** Whether a certificate's key may sign, as each handshake of today asks it to; it may where no usage is written. */
export function maySign({ raw }: X509Certificate): boolean {
  const at = raw.indexOf(keyUsage);
  if (at < 0) return true;
  const rest = raw.subarray(at + keyUsage.length);
  // `critical`, where it is written, is three bytes; then five before the bits, of which the first is digitalSignature.
  const bits = rest[(rest[0] === 0x01 ? 3 : 0) + 5] ?? 0;
  return (bits & 0x80) !== 0;
}

/** Whether a certificate asks its server to staple an OCSP response. */
export const isMustStaple = ({ raw }: X509Certificate): boolean => raw.includes(tlsFeature);
