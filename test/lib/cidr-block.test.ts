import { expect, test } from "vitest";
import { blockAt, blockOf, isInside, isPrivate, isPublicAddress, overlap } from "../../lib/cidr-block.ts";
import { freeBlock, split } from "../../lib/free-cidr-block.ts";

const block = (text: string) => {
  const found = blockOf(text);
  if (!found) throw new Error(`${text} is no block`);
  return found;
};

test("a block is its numbers, and its network address", () => {
  expect(blockOf("10.20.8.77/24")).toEqual({
    start: 169084928,
    end: 169085183,
    prefix: 24,
    aligned: "10.20.8.0/24",
  });
  expect(blockOf("0.0.0.0/0")).toEqual({ start: 0, end: 2 ** 32 - 1, prefix: 0, aligned: "0.0.0.0/0" });
  expect(blockAt(2 ** 32 - 1, 32).aligned).toBe("255.255.255.255/32");
});

test.each([
  "10.20.8.0",
  "10.20.8.0/33",
  "10.20.8/24",
  "10.20.8.256/24",
  "::1/64",
  "10.20.8.0/24/1",
  "10.0.0.0/-1",
])("%s is no block", (text) => {
  expect(blockOf(text)).toBeUndefined();
});

test("inside and overlap count both ends", () => {
  expect(isInside(block("10.0.0.255/32"), block("10.0.0.0/24"))).toBe(true);
  expect(isInside(block("10.0.1.0/32"), block("10.0.0.0/24"))).toBe(false);
  expect(overlap(block("10.0.0.0/24"), block("10.0.0.255/32"))).toBe(true);
  expect(overlap(block("10.0.0.0/24"), block("10.0.1.0/24"))).toBe(false);
});

test("private and public addresses", () => {
  const ranges = ["10.1.0.0/16", "172.31.0.0/16", "192.168.5.0/24", "172.32.0.0/16", "9.0.0.0/7"];
  expect(ranges.map((text) => isPrivate(block(text)))).toEqual([true, true, true, false, false]);
  const addresses = [
    "47.111.68.103",
    "10.0.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "100.64.0.1",
    "224.0.0.1",
    "0.0.0.0",
  ];
  expect(addresses.map(isPublicAddress)).toEqual([true, false, false, false, false, false, false]);
});

test.each<[string, string, string[], number, string | undefined]>([
  ["behind the last school", "10.20.0.0/16", ["10.20.8.0/24", "10.20.32.0/23"], 24, "10.20.34.0/24"],
  ["aligned to its own size", "10.20.0.0/16", ["10.20.8.0/26"], 24, "10.20.9.0/24"],
  ["in an empty VPC: its front", "10.20.0.0/16", [], 24, "10.20.0.0/24"],
  ["with the end taken: the first gap", "10.20.0.0/22", ["10.20.0.0/24", "10.20.3.0/24"], 24, "10.20.1.0/24"],
  [
    "with a gap that is too small",
    "10.20.0.0/22",
    ["10.20.0.0/24", "10.20.1.128/25", "10.20.3.0/24"],
    24,
    "10.20.2.0/24",
  ],
  ["schools of other blocks do not count", "10.20.0.0/22", ["10.30.0.0/24"], 24, "10.20.0.0/24"],
  ["in a full VPC", "10.20.0.0/23", ["10.20.0.0/24", "10.20.1.0/24"], 24, undefined],
  ["at the end of all addresses", "255.255.255.0/24", ["255.255.255.0/24"], 24, undefined],
])("the free block %s", (_title, within, used, prefix, expected) => {
  expect(freeBlock(block(within), used.map(block), prefix)?.aligned).toBe(expected);
});

test("a block overlaps another from its first address to its last, either way round", () => {
  const all = block("10.20.8.0/24");
  for (const edge of ["10.20.8.0/32", "10.20.8.255/32"].map(block))
    expect([overlap(edge, all), overlap(all, edge)]).toEqual([true, true]);
  for (const beside of ["10.20.7.255/32", "10.20.9.0/32"].map(block))
    expect([overlap(beside, all), overlap(all, beside)]).toEqual([false, false]);
});

test("a block is split into equal parts, down to what a vSwitch can be", () => {
  const parts = (text: string, count: number) => split(block(text), count)?.map(({ aligned }) => aligned);
  expect(parts("10.20.8.0/24", 1)).toEqual(["10.20.8.0/24"]);
  expect(parts("10.20.8.0/24", 2)).toEqual(["10.20.8.0/25", "10.20.8.128/25"]);
  expect(parts("10.20.8.0/24", 3)).toEqual(["10.20.8.0/26", "10.20.8.64/26", "10.20.8.128/26"]);
  expect(parts("10.20.8.0/29", 2)).toBeUndefined();
});
