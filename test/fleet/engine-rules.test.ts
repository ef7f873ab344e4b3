// Two rules of Pulumi's engine that both the rehearsal's engine and a plan keep; here they are held together.
import fc from "fast-check";
import { expect, it } from "vitest";
import { withIgnoredChanges } from "../../fleet/ignore-changes.ts";
import { contains, formatPath, parsePath } from "../../fleet/property-path.ts";
import { withIgnoredChanges as rehearsedIgnoring } from "../../rehearsal/engine/ignore-changes.ts";
import * as rehearsed from "../../rehearsal/engine/property-path.ts";

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

it("a path is written and read as there", () => {
  fc.assert(
    fc.property(path, path, (one, other) => {
      expect(formatPath(one)).toBe(rehearsed.formatPath(one));
      expect(parsePath(formatPath(one))).toEqual(rehearsed.parsePath(formatPath(one)));
      expect(contains(one, other)).toBe(rehearsed.contains(one, other));
    }),
  );
});

it.each(["", 'a["b', "a[x]"])("what is no path is unheeded here: %s", (text) => {
  expect(parsePath(text)).toBeUndefined();
  expect(() => rehearsed.parsePath(text)).toThrow(/path/);
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
