import { expect, test } from "vitest";
import { protectedAddresses } from "../../../policies/rules/protected-addresses.ts";
import { addressed, findings, given, types } from "../support.ts";

const wayOut =
  "an address on its way out is retired in its stack file, which takes all of its protection off together";
const adopted = (protect: boolean, deletionProtection: boolean) => [
  given(types.eip, "a-eip", {
    protect,
    inputs: { addressName: "as it came", deletionProtection },
    ignoreChanges: ["isp", "addressName"],
  }),
  given(types.binding, "a-binding", { protect, from: { allocationId: ["a-eip"] } }),
];

test.each([
  ["protected", addressed("a")],
  ["retired", addressed("a", { protect: false })],
  ["adopted", adopted(true, true)],
  ["adopted and retired", adopted(false, true)],
  ["not an address", [given(types.snat, "snat")]],
])("passes what is %s", (_, resources) => {
  expect(findings(protectedAddresses, resources)).toEqual([]);
});

test("refuses an address that Pulumi may delete", () => {
  expect(findings(protectedAddresses, addressed("a", { protect: false, kept: true }))).toEqual([
    ["a-eip", `Pulumi may delete it: it needs protect: true; ${wayOut}`],
  ]);
});

test.each([
  ["allocated", addressed("a", { kept: false })],
  ["adopted", adopted(true, false)],
])("refuses an %s address that Alibaba Cloud may release", (_, resources) => {
  expect(findings(protectedAddresses, resources)).toEqual([
    ["a-eip", `Alibaba Cloud may release it: it needs deletionProtection: true; ${wayOut}`],
  ]);
});

test("refuses a binding that Pulumi may undo", () => {
  const [address, binding] = addressed("a");
  const unprotected = [address, binding && { ...binding, protect: false }].filter(
    (each) => each !== undefined,
  );
  expect(findings(protectedAddresses, unprotected)).toEqual([
    ["a-binding", `Pulumi may unbind a-eip: it needs protect: true; ${wayOut}`],
  ]);
});
