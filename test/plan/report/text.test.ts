import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";

import type { Value } from "../../../lib/value.ts";
import type { PropertyChange } from "../../../plan/model.ts";
import { textOf } from "../../../plan/report/text.ts";
import { en } from "../../../plan/report/texts/en.ts";
import { zh } from "../../../plan/report/texts/zh.ts";

import { change, group, mixedPlan, planOf, schoolNames, symbol } from "../../support/plans.ts";

test("a whole plan", async () => {
  await expect(textOf(mixedPlan(), en)).toMatchFileSnapshot("mixed-plan.txt");
});

test("a whole plan in Chinese", async () => {
  await expect(textOf(mixedPlan(), zh)).toMatchFileSnapshot("mixed-plan.zh.txt");
});

test("colour changes nothing but the colour", () => {
  const coloured = textOf(mixedPlan(), en, true);
  expect(coloured).not.toBe(textOf(mixedPlan(), en));
  expect(stripVTControlCharacters(coloured)).toBe(textOf(mixedPlan(), en));
});

describe("the last lines", () => {
  const closing = (...args: Parameters<typeof planOf>): string[] =>
    textOf(planOf(...args), en)
      .trimEnd()
      .split("\n")
      .slice(-2);
  const update = change("a", "update", "t:T", "n", { properties: [{ path: "p", from: 1, to: 2 }] });

  test.each([
    [[[]], ["No stack changes.", "No rule is broken."]],
    [
      [[group(["a"], [update])], { base: undefined }],
      ["1 stack declared: 1 resource.", "No rule is broken."],
    ],
    [
      [[group(schoolNames(1_200), [update, update])]],
      ["All 1,200 stacks change: 2,400 updates.", "No rule is broken."],
    ],
    [
      [[], { problems: [{ stacks: ["a", "b"], message: "m" }] }],
      ["No stack that could be planned changes.", "2 stacks could not be planned."],
    ],
    [
      [[group(["a"], [], [{ policy: "p", level: "advisory", message: "m" }])]],
      ["No stack changes.", "1 stack breaks an advisory rule."],
    ],
  ] as const)("%#", (args, expected) => {
    expect(closing(...(args as unknown as Parameters<typeof planOf>))).toEqual(expected);
  });
});

describe("a resource", () => {
  const lines = (of: ReturnType<typeof change>): string[] =>
    textOf(planOf([group(["a"], [of])]), en)
      .split("\n")
      .filter((line) => /^ {2,6}\S/.test(line));

  test("of which nobody knows whether it is replaced", () => {
    const update = change("a", "update", "t:T", "n", { properties: [{ path: "p", from: 1, to: 2 }] });
    expect(lines({ ...update, mayReplace: true })).toEqual([
      "  ~ update or replace  t:T  n",
      "      p: 1 → 2",
    ]);
  });

  const options = [
    { option: "protect", to: true },
    { option: "provider", to: "urn:of:one" },
    { option: "aliases", to: ["former"] },
  ] as const;
  test("that is new, without what every new one has", () => {
    expect(lines(change("a", "create", "t:T", "n", { options }))).toEqual([
      "  + create  t:T  n",
      "      option protect: true",
    ]);
  });

  test("that is managed by another provider", () => {
    expect(lines(change("a", "options", "t:T", "n", { options }))).toEqual([
      "  ! options  t:T  n",
      "      option protect: not set → true",
      '      option provider: not set → "urn:of:one"',
      '      option aliases: not set → ["former"]',
    ]);
  });
});

describe("a value", () => {
  const shownAs = (
    from: Value | undefined,
    to: Value | undefined,
    more: Partial<PropertyChange> = {},
  ): string[] => {
    const property = {
      path: "p",
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...more,
    };
    const text = textOf(
      planOf([group(["a"], [change("a", "update", "t:T", "n", { properties: [property] })])]),
      en,
    );
    const lines = text.split("\n");
    const start = lines.indexOf("  ~ update  t:T  n") + 1;
    return lines.slice(start, lines.indexOf("", start));
  };
  const numbers = Array.from({ length: 100 }, (_, at) => `${at}`).join("\n");

  test.each([
    [1, "1", {}, ['      p: 1 → "1"']],
    ["a", undefined, {}, ['      p: "a" → not set']],
    [undefined, null, {}, ["      p: not set → null"]],
    ["a", "b", { replaces: true }, ['      p: "a" → "b"  forces the replacement']],
    [symbol("a.id"), `${symbol("a.id")};1`, {}, ['      p: ‹a.id› → "‹a.id›;1"']],
    [symbol("secret 1"), symbol("secret 2"), {}, ["      p: ‹secret› changed"]],
    [
      `x\n${symbol("secret 1")}`,
      `x\n${symbol("secret 2")}`,
      {},
      ["      p: a text with a secret in it changed"],
    ],
    [[], { a: [1, "b"] }, {}, ['      p: [] → { "a": [1, "b"] }']],
    ["one\ntwo\n", "one\n2\n", {}, ["      p:", "          one", "        - two", "        + 2"]],
    ["x".repeat(200), "", {}, [`      p: "${"x".repeat(158)}… → ""`]],
    ["1\n2\n", "1\n2", {}, ["      p:", "          1", "          2", "        + (no newline at the end)"]],
    ["one\n", "one", {}, ['      p: "one\\n" → "one"']],
  ] as const)("%j to %j", (from, to, more, expected) => {
    expect(shownAs(from, to, more)).toEqual(expected);
  });

  test("a long text is cut, and says so", () => {
    const lines = shownAs(numbers, numbers.replaceAll(/\d$/gm, "$&!"));
    expect(lines.length).toBe(62);
    expect(lines.at(-1)).toBe("        … and 140 lines more");
  });

  test("a large map is shown as lines, what is equal in it folded", () => {
    const map = (last: string): Value =>
      Object.fromEntries(
        ["first", "second", "third", "fourth", "fifth"].map((key) => [key, `${last} of ${key}`]),
      );
    expect(shownAs({ ...(map("value") as object) }, { ...(map("value") as object), fifth: "x" })).toEqual([
      "      p:",
      "        … 3 equal lines",
      '            "third": "value of third",',
      '            "fourth": "value of fourth",',
      '        -   "fifth": "value of fifth"',
      '        +   "fifth": "x"',
      "          }",
    ]);
  });
});

test("a new resource's large inputs are shown by their parts, each under its path", () => {
  const to = {
    annotations: { "schoolgate/name": "示例大学" },
    labels: { "a.b/c": "x".repeat(40), rest: ["y".repeat(40)] },
    name: "school-demo",
    rules: [{ port: 80 }, { port: 443, long: "z".repeat(80) }],
  };
  const created = change("a", "create", "t:T", "n", { properties: [{ path: "metadata", to }] });
  const lines = textOf(planOf([group(["a"], [created])]), en).split("\n");
  expect(lines.slice(lines.indexOf("  + create  t:T  n") + 1, -4)).toEqual([
    '      metadata.annotations: { "schoolgate/name": "示例大学" }',
    `      metadata.labels["a.b/c"]: "${"x".repeat(40)}"`,
    `      metadata.labels.rest: ["${"y".repeat(40)}"]`,
    '      metadata.name: "school-demo"',
    '      metadata.rules[0]: { "port": 80 }',
    "      metadata.rules[1].port: 443",
    `      metadata.rules[1].long: "${"z".repeat(80)}"`,
  ]);
});

test.each([
  [["create", "create", "create", "create"], "create 4 resources"],
  [["create", "create", "create", "delete"], "create T0, create T1, create T2, and 1 more"],
  [["create", "delete"], "create T0, delete T1"],
] as const)("%j is summed up as %j", (operations, expected) => {
  const changes = operations.map((operation, at) => change("a", operation, `t:T${at}`, "n"));
  expect(textOf(planOf([group(["a"], changes)]), en)).toContain(`1 of 1  a  ${expected}\n`);
});

test("a message of several lines keeps them, under its rule", () => {
  const text = textOf(
    planOf([group(["a"], [], [{ policy: "p", level: "mandatory", message: "one\n\u001Btwo" }])], {
      problems: [{ message: "first\nsecond" }],
    }),
    en,
  );
  expect(text).toContain("  ✗ mandatory  p  one\n      \\u{1b}two\n");
  expect(text).toContain("✗ problem  first\n  second\n");
});
