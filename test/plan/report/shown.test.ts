import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";

import { type Plan, symbolEnd, symbolStart } from "../../../plan/model.ts";
import { htmlOf } from "../../../plan/report/html.ts";
import { jsonOf } from "../../../plan/report/json.ts";
import { markdownOf } from "../../../plan/report/markdown.ts";
import { shown } from "../../../plan/report/shown.ts";
import { textOf } from "../../../plan/report/text.ts";
import { en } from "../../../plan/report/texts/en.ts";

import { change, group, planOf, symbol } from "../../support/plans.ts";

/** A plan with this text in every place that holds one. */
function everywhere(text: string): Plan {
  return planOf(
    [
      group(
        [text, `${text}2`],
        [
          change("a", "update", text, text, {
            urn: text,
            properties: [
              { path: text, from: text, to: { [text]: [text, 1, null, true] } },
              { path: "lines", from: `${text}\n1\n2`, to: `${text}\n1\n3` },
              { path: "added", to: text },
            ],
            options: [{ option: "importId", from: text }],
          }),
        ],
        [{ policy: text, level: "mandatory", urn: text, message: text }],
      ),
    ],
    {
      base: { ref: text, commit: text },
      head: { ref: text, commit: text, uncommitted: [text] },
      problems: [
        { stack: text, message: text },
        { stacks: [text], message: text },
      ],
      notes: [{ kind: "renamed", stack: text, to: text }],
    },
  );
}

const formats = {
  text: (plan: Plan) => textOf(plan, en),
  colours: (plan: Plan) => textOf(plan, en, true),
  json: jsonOf,
  markdown: (plan: Plan) => markdownOf(plan, en, { command: "./gate plan" }),
  html: (plan: Plan) => htmlOf(plan, en),
};

test("symbols are read as ‹name›, also inside a text, a list, a map and a key", () => {
  const [a, b] = [symbol("a.ipAddress"), symbol("b.id")];
  const [{ changes: [{ properties = [] } = {}] = [] } = {}] = shown(
    planOf([
      group(
        ["demo"],
        [
          change("demo", "update", "t", "n", {
            properties: [{ path: "x", from: a, to: [`${a};${b}`, { [a]: b }, null, 1, false] }],
          }),
        ],
      ),
    ]),
  ).groups;
  expect(properties).toEqual([
    {
      path: "x",
      from: "‹a.ipAddress›",
      to: ["‹a.ipAddress›;‹b.id›", { "‹a.ipAddress›": "‹b.id›" }, null, 1, false],
    },
  ]);
});

describe.each(Object.entries(formats))("%s", (_, format) => {
  test("shows no secret's digest, wherever it stands", () => {
    const text = format(everywhere(`x${symbol("secret 5f4dcc3b5aa7")}y`));
    expect(text).not.toContain("5f4dcc3b5aa7");
    expect(text).toContain("‹secret›");
  });

  test("shows no noncharacter, not even of a symbol that was cut", () => {
    const text = format(everywhere(`${symbolEnd}x${symbolStart}y`));
    expect(text).not.toMatch(/[\uFDD0\uFDD1]/);
    expect(text).toContain("›x‹y");
  });

  test("has nothing in it that a terminal obeys, and nothing that hides", () => {
    const text = format(everywhere("\u001B[2J\u009B2J\u0007\u202E\u2066\u200B\uFEFF\u{E0041}\u007F"));
    // Colours are all that is left of escapes.
    const plain = stripVTControlCharacters(text).replaceAll("\n", "");
    expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(plain).toContain("[2J");
  });
});
