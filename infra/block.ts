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
  if (!text.includes("/") || !Address4.isValid(text)) return undefined;
  const address = new Address4(text);
  const first = address.startAddress();
  return {
    start: Number(first.bigInt()),
    end: Number(address.endAddress().bigInt()),
    prefix: address.subnetMask,
    aligned: `${first.correctForm()}/${address.subnetMask}`,
  };
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
export const isPublicAddress = (ip: string): boolean => Address4.isValid(ip) && new Address4(ip).isGlobal();
