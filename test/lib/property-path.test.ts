import fc from "fast-check";
import { expect, test } from "vitest";
import { contains, formatPath, parsePath, pathIn } from "../../lib/property-path.ts";

test.each([
  ["a", ["a"]],
  ["a.b", ["a", "b"]],
  ["a[0].b", ["a", 0, "b"]],
  ['a["b.c"]', ["a", "b.c"]],
  ["[0]", [0]],
  ["*", ["*"]],
  ["a[*].b", ["a", "*", "b"]],
  ["a.*", ["a", "*"]],
])("%s is a path", (text, parts) => {
  expect(parsePath(text)).toEqual(parts);
});

test.each(["", "a[b]", "a[", 'a["b'])("%s is no path, and nothing where that may be", (text) => {
  expect(pathIn(text)).toBeUndefined();
});

test("what is no path is refused with its place", () => {
  expect(() => parsePath("a[b]")).toThrow('"a[b]" is not a property path: see character 2');
  expect(() => parsePath("")).toThrow("a property path may not be empty");
});

test("a path is read as it was written", () => {
  const part = fc.oneof(fc.string(), fc.nat(99));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      expect(parsePath(formatPath(parts))).toEqual(parts);
      expect(pathIn(formatPath(parts))).toEqual(parts);
    }),
  );
});

test.each([
  ["a", "a.b", true],
  ["a", "ab", false],
  ["a.b", "a", false],
  ["a.*.c", "a.b.c", true],
  ["a[*].c", "a[3].c", true],
])("%s contains %s: %s", (path, other, expected) => {
  expect(contains(parsePath(path), parsePath(other))).toBe(expected);
});
