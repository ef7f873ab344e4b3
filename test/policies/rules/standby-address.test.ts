import { expect, test } from "vitest";
import { tokens } from "../../../components/tokens.ts";
import { standbyAddress } from "../../../policies/rules/standby-address.ts";
import { addressed, component, findings, snat } from "../support.ts";

const none = [["snat", "has no address to swap to: add one to the school's addresses, such as b: {}"]];

test("is advice", () => expect(standbyAddress.level).toBe("advisory"));

test("passes a school with a second address, and a platform", () => {
  expect(findings(standbyAddress, [...addressed("a"), ...addressed("b"), snat("a")])).toEqual([]);
  expect(findings(standbyAddress, [])).toEqual([]);
});

test("says nothing of a school that is retired as a whole", () => {
  const school = component(tokens.School, "demo-component", true);
  expect(findings(standbyAddress, [...addressed("a", { retired: true }), snat("a"), school])).toEqual([]);
});

test.each([
  ["no second address", []],
  ["a retired one", addressed("b", { retired: true })],
  ["one that is not bound", addressed("b").slice(0, 1)],
])("tells of a school with %s", (_, others) => {
  expect(findings(standbyAddress, [...addressed("a"), ...others, snat("a")])).toEqual(none);
});
