import fc from "fast-check";
import { expect, test } from "vitest";
import { type DiffLine, folded, lineDiff } from "../../../plan/report/line-diff.ts";

const signed = (lines: readonly DiffLine[]): string[] => lines.map(({ sign, text }) => `${sign}${text}`);

test("two edits far apart are two edits", () => {
  expect(signed(lineDiff(["a", "b", "c", "d", "e"], ["a", "B", "c", "e", "f"]))).toEqual([
    " a",
    "-b",
    "+B",
    " c",
    "-d",
    " e",
    "+f",
  ]);
});

test("any two texts: the old lines and the new ones are all there, in order, and no diff is shorter", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (from, to) => {
      const diff = lineDiff(from, to);
      const without = (sign: string): string[] =>
        diff.filter((line) => line.sign !== sign).map(({ text }) => text);
      expect(without("+")).toEqual(from);
      expect(without("-")).toEqual(to);
      const common = diff.filter(({ sign }) => sign === " ").length;
      expect(common).toBe(longest(from, to));
    }),
  );
});

/** Length of the longest common subsequence, by its definition. */
function longest([first, ...rest]: readonly string[], to: readonly string[]): number {
  if (first === undefined) return 0;
  const at = to.indexOf(first);
  const without = longest(rest, to);
  return at < 0 ? without : Math.max(without, 1 + longest(rest, to.slice(at + 1)));
}

test("too many lines to compare: what lies between the first and the last change is shown whole", () => {
  const numbers = (count: number, from = 0): string[] =>
    Array.from({ length: count }, (_, at) => `${from + at}`);
  const diff = lineDiff(["x", ...numbers(1_500), "y"], ["x", "new", ...numbers(1_500, 1), "y"]);
  expect(diff.filter(({ sign }) => sign === "-").length).toBe(1_500);
  expect(diff.filter(({ sign }) => sign === "+").length).toBe(1_501);
  expect([diff[0], diff.at(-1)]).toEqual([
    { sign: " ", text: "x" },
    { sign: " ", text: "y" },
  ]);
});

test("equal lines far from a change are counted", () => {
  const from = ["1", "2", "3", "4", "5", "6", "7"];
  expect(folded(lineDiff(from, from.with(5, "x")), 1)).toEqual([
    { equal: 4 },
    { sign: " ", text: "5" },
    { sign: "-", text: "6" },
    { sign: "+", text: "x" },
    { sign: " ", text: "7" },
  ]);
});
