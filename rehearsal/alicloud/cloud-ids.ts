import type { CloudState } from "./cloud-state.ts";

/** Gives out the next id of a kind, e.g. `eip-bp10000001`. Ids come from a counter of the cloud and never come back. */
export function nextId(state: CloudState, prefix: string): string {
  return `${prefix}-bp1${String(count(state, prefix)).padStart(7, "0")}`;
}

// Ranges that are never routed: the three for documentation (RFC 5737), then the one for benchmarks (RFC 2544).
const ranges = [
  { first: [203, 0, 113, 0], blocks: 1 },
  { first: [198, 51, 100, 0], blocks: 1 },
  { first: [192, 0, 2, 0], blocks: 1 },
  { first: [198, 18, 0, 0], blocks: 512 },
] as const;
const hostsPerBlock = 254;

/** Gives out the next public IP. One that the world file placed on an existing EIP is passed over. */
export function nextIp(state: CloudState): string {
  const taken = new Set(Object.values(state.eips).map((eip) => eip.ipAddress));
  for (;;) {
    const ip = ipAt(count(state, "ip") - 1);
    if (!taken.has(ip)) return ip;
  }
}

function ipAt(index: number): string {
  let block = Math.floor(index / hostsPerBlock);
  for (const { first, blocks } of ranges) {
    if (block < blocks) {
      const [a, b, c] = first;
      return `${a}.${b + Math.floor((c + block) / 256)}.${(c + block) % 256}.${(index % hostsPerBlock) + 1}`;
    }
    block -= blocks;
  }
  throw new Error(
    `the stand-in cloud has given out all its ${index} public IPs; start with a new cloud file`,
  );
}

function count(state: CloudState, kind: string): number {
  const next = (state.counters[kind] ?? 0) + 1;
  state.counters[kind] = next;
  return next;
}
