import { expect, test } from "vitest";
import { escapeControls, show, shownPath } from "../../lib/problem.ts";
import { report } from "../../lib/report.ts";

test("a report has a block for each problem, in the order of files and lines, and counts them", () => {
  const text = report([
    { file: "b", path: "x", line: 2, column: 1, rule: "rule 3", fix: "fix 3" },
    {
      file: "a",
      path: "schoolgate:school.name",
      line: 10,
      column: 5,
      value: '"x"',
      rule: "rule 2",
      fix: "fix 2",
    },
    { file: "a", path: "", line: 9, column: 11, source: "    name: 大学: x", rule: "rule 1", fix: "fix 1" },
    { file: "c", path: "", rule: "rule 4", fix: "fix 4" },
  ]);
  expect(text).toBe(`a:9:11
  9 |     name: 大学: x
                ^
  rule   rule 1
  fix    fix 1

a:10:5  schoolgate:school.name
  value  "x"
  rule   rule 2
  fix    fix 2

b:2:1  x
  rule   rule 3
  fix    fix 3

c
  rule   rule 4
  fix    fix 4

4 problems in 3 files`);
});

test("the caret stands under a wide character's place, in a window of a long line", () => {
  const source = `${"x".repeat(200)}大!${"y".repeat(200)}`;
  const [, line, caret] = report([
    { file: "a", path: "", line: 1, column: 202, source, rule: "r", fix: "f" },
  ]).split("\n");
  expect(line).toBe(`  1 | ${"x".repeat(58)}大!${"y".repeat(40)}`);
  expect(caret).toBe(`      ${" ".repeat(58)}\u3000^`);
});

test("colours are written only when asked for", () => {
  const problem = { file: "a", path: "p", line: 1, column: 1, rule: "r", fix: "f" };
  expect(report([problem], true).split("\n")[1]).toBe("  \u001b[31mrule\u001b[39m   r");
  expect(report([problem])).not.toContain("\u001b");
});

test("values are shown short, without control characters and ciphertexts", () => {
  expect(show("a\u001b[31m\u202Eb")).toBe('"a\\u001b[31m\\u{202e}b"');
  expect(show({ a: { secure: "v1:ciphertext" }, b: 1 })).toBe('{"a":{"secure":"(encrypted)"},"b":1}');
  expect(show("x".repeat(100))).toBe(`"${"x".repeat(78)}…`);
  expect(show(undefined)).toBe("undefined");
  expect(escapeControls("a\nb")).toBe("a\\u{a}b");
});

test("paths are written as Pulumi writes them, short and printable", () => {
  expect(shownPath(["schoolgate:school", "a", 0, "b.txt", "c-d"])).toBe(
    'schoolgate:school.a[0]["b.txt"].c-d',
  );
  expect(shownPath(["a", "b\n", "c".repeat(100)])).toBe(`a.b\\u{a}.${"c".repeat(79)}…`);
});
