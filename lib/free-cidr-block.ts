import { type Block, blockAt, isInside } from "./cidr-block.ts";

/**
 * The next block that no school has: behind the last one that is used, as the front of a VPC is where its nodes and NAT
 * gateways tend to lie; else the first gap.
 *
 * @param within the VPC's block
 * @param used blocks of the schools in it
 * @param prefix size of the block wanted
 * @returns `undefined` when there is no room
 */
export function freeBlock(within: Block, used: readonly Block[], prefix: number): Block | undefined {
  const sorted = used.filter((block) => isInside(block, within)).sort((a, b) => a.start - b.start);
  const size = 2 ** (32 - prefix);
  const last = Math.max(within.start - 1, ...sorted.map(({ end }) => end));
  const behind = blockAt(Math.ceil((last + 1) / size) * size, prefix);
  if (isInside(behind, within)) return behind;
  let start = within.start;
  for (const block of sorted) {
    if (start + size - 1 < block.start) break;
    start = Math.max(start, Math.ceil((block.end + 1) / size) * size);
  }
  const gap = blockAt(start, prefix);
  return isInside(gap, within) ? gap : undefined;
}

/**
 * Parts of a block, one for each zone, of the same size.
 *
 * @returns `undefined` when the parts would be smaller than a vSwitch can be (/29)
 */
export function split(block: Block, parts: number): Block[] | undefined {
  const prefix = block.prefix + Math.ceil(Math.log2(parts));
  if (prefix > 29) return undefined;
  const size = 2 ** (32 - prefix);
  return Array.from({ length: parts }, (_, index) => blockAt(block.start + index * size, prefix));
}
