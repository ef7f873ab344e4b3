// A rule of Pulumi's engine that both the rehearsal's engine and a plan keep; here they are held together.
import fc from "fast-check";
import { expect, it } from "vitest";
import { formatPath } from "../../lib/property-path.ts";
import { withIgnoredChanges } from "../../plan/compare/ignore-changes.ts";
import { withIgnoredChanges as rehearsedIgnoring } from "../../rehearsal/engine/ignore-changes.ts";

const key = fc.constantFrom("a", "b", "a.b", 'c"d', "e[0]");
const part = fc.oneof(key, fc.nat(2), fc.constant("*"));
const path = fc.array(part, { minLength: 1, maxLength: 3 });
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(1, "x", true, null),
    fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
}));
const inputs = fc.dictionary(key, value as fc.Arbitrary<never>, { maxKeys: 3, noNullPrototype: true });

it.each([
  ["a list that became an object", { a: [1] }, { a: {} }, ["a[0]", "a[*]", '["*"][0]'], { a: {} }],
  ["an object that became a list", { a: { b: 1 } }, { a: [2] }, ["a[0]", "a[*]"], { a: [2] }],
  ["an index of an object", { a: { 0: 1 } }, { a: { 0: 2 } }, ["a[0]"], { a: { 0: 2 } }],
  ["all of what is new", {}, { a: { b: 1 } }, ["a[*]"], { a: { b: 1 } }],
  ["a key of what is new", {}, { a: { b: 1 } }, ["a.b"], { a: { b: 1 } }],
  ["a key that is new", { a: {} }, { a: { b: 1 } }, ["a.b"], { a: {} }],
])("%s is treated as the engine treats it", (_, olds, news, paths, expected) => {
  expect(withIgnoredChanges(news, olds, paths)).toEqual(expected);
  expect(rehearsedIgnoring(news, olds, paths)).toEqual(expected);
});

it("what is ignored is set back as there", () => {
  fc.assert(
    fc.property(inputs, inputs, fc.array(path, { maxLength: 2 }), (olds, news, paths) => {
      const texts = paths.map(formatPath);
      expect(withIgnoredChanges(news, olds, texts)).toEqual(rehearsedIgnoring(news, olds, texts));
    }),
    { numRuns: 500 },
  );
});
