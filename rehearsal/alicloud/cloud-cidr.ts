import { Address4 } from "ip-address";
import { CloudError } from "./cloud-error.ts";

/** A CIDR block in canonical form; refused when it is malformed or has bits beyond its prefix. */
export function cidr(text: string, code: string): Address4 {
  if (!/^[\d.]+\/\d+$/.test(text) || !Address4.isValid(text))
    throw new CloudError(code, `"${text}" is not an IPv4 CIDR block`);
  const block = new Address4(text);
  const canonical = `${block.startAddress().correctForm()}/${block.subnetMask}`;
  if (canonical !== text) throw new CloudError(code, `"${text}" is not a network address; ${canonical} is`);
  return block;
}

/** Whether the blocks share an address: two CIDR blocks overlap only when one holds the other. */
export function overlap(a: Address4, b: Address4): boolean {
  return a.isInSubnet(b) || b.isInSubnet(a);
}
