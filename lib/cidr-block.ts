import { isIPv4 } from "node:net";
import { Address4 } from "ip-address";

/** An IPv4 block as numbers: `start` to `end`, both inside. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly prefix: number;
  /** The block as it should be written: with its network address. */
  readonly aligned: string;
}

/** Reads `a.b.c.d/n`; `undefined` when it is no IPv4 block. */
export function blockOf(text: string): Block | undefined {
  const [address = "", prefix = "", ...rest] = text.split("/");
  if (!isIPv4(address) || !/^(3[0-2]|[12]?\d)$/.test(prefix) || rest.length > 0) return undefined;
  return blockAt(
    address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0),
    Number(prefix),
  );
}

/** The block of a size that an address, as a number, lies in. */
export function blockAt(address: number, prefix: number): Block {
  const size = 2 ** (32 - prefix);
  const start = address - (address % size);
  const octets = [24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256);
  return { start, end: start + size - 1, prefix, aligned: `${octets.join(".")}/${prefix}` };
}

/** Whether one block lies in another, or is the same. */
export const isInside = (inner: Block, outer: Block): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

/** Whether two blocks share an address. */
export const overlap = (a: Block, b: Block): boolean => a.start <= b.end && b.start <= a.end;

/** Whether a block lies in one of the three private ranges of RFC 1918. */
export function isPrivate(block: Block): boolean {
  return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].some((range) => {
    const outer = blockOf(range);
    return outer !== undefined && isInside(block, outer);
  });
}

/** Whether an address can be met on the internet. */
export const isPublicAddress = (ip: string): boolean => isIPv4(ip) && new Address4(ip).isGlobal();
