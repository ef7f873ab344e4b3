import { expect, test } from "vitest";
import { celOf, type Facts } from "../../../policies/admission/cel.ts";
import {
  anything,
  encrypted,
  known,
  listOf,
  oneOf,
  optional,
  type Template,
  text,
  wholeNumber,
} from "../../../policies/template.ts";

const own = (value: string) => `${value} in variables.hosts`;
const facts = { "a host of the school": own } as Facts;
const cel = (template: Template) => celOf(template, "v", facts);

test.each<readonly [what: string, template: Template, expression: string]>([
  ["a text", 'say "a"', 'v == "say \\"a\\""'],
  ["a number", 443, "v == 443"],
  ["a truth", true, "v == true"],
  ["the school's name", "school-<stack>", 'v == ("school-" + variables.school + "")'],
  ["a pattern", text(/[a-z]\d+\.txt/, "a name"), 'v.matches("^(?:[a-z]\\\\d+\\\\.txt)$")'],
  ["what is known", known("a host of the school", "x"), "v in variables.hosts"],
  ["one of several", oneOf("a", "b"), '((v == "a") || (v == "b"))'],
  ["a list of so many", [1, 2], "size(v) == 2 && v[0] == 1 && v[1] == 2"],
  ["a list of any length", listOf(1), "v.all(x0, x0 == 1)"],
  [
    "a list with items that are there once",
    listOf(1, 2, 3),
    "v.all(x0, ((x0 == 1) || (x0 == 2) || (x0 == 3))) && v.exists_one(x0, x0 == 2) && v.exists_one(x0, x0 == 3)",
  ],
  ["lists in lists", listOf(listOf(1)), "v.all(x0, x0.all(x1, x1 == 1))"],
  [
    "an object, closed",
    { a: 1, "b.c": 2 },
    'v.all(key, key in ["a","b.c"]) && "a" in v && v.a == 1 && "b.c" in v && v["b.c"] == 2',
  ],
  ["what may be missing", { a: optional(1) }, 'v.all(key, key in ["a"]) && ((!("a" in v)) || (v.a == 1))'],
])("%s", (_, template, expression) => {
  expect(cel(template)).toBe(expression);
});

test.each([
  [anything, "anything"],
  [wholeNumber, "wholeNumber"],
  [encrypted, "encrypted"],
])("what the API server cannot judge is an error", (template, is) => {
  expect(() => cel(template)).toThrow(`the API server cannot judge what is ${is}`);
});
