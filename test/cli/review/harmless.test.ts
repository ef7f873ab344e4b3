import { describe, expect, test } from "vitest";
import { harmless, harmlessLine } from "../../../cli/review/harmless.ts";

/** Where something was parted, made visible. */
const parts = (markdown: string): string => harmless(markdown).replaceAll("\u200B", "·");

describe("what another's Markdown may not do", () => {
  test.each([
    ["call people", "hi @li-wei and @example/team, (@x) \\@y", "hi @·li-wei and @·example/team, (@·x) \\@·y"],
    ["call people by entities", "&#64;x &#x40;x &commat;x", "@·x @·x @·x"],
    [
      "refer to issues",
      "#12 example/schools#3 GH-4 !5 &6 \\#7",
      "#·12 example/schools#·3 GH-·4 !·5 &·6 \\#·7",
    ],
    ["refer to issues by entities", "&#35;12 &num;12 &excl;3", "#·12 #·12 !·3"],
    [
      "command GitLab",
      "/merge\n  /close\n> /approve\n- /label ~x",
      "·/merge\n  ·/close\n> ·/approve\n- ·/label ~x",
    ],
    ["command GitLab by carriage returns", "a\r\n/merge", "a\n·/merge"],
    [
      "link",
      "[here](https://x.example) [a][b]\n[b]: //x",
      "[here]·(https:·//x.example) [a]·[b]\n[b]·: /·/x".replace("/·/", "//"),
    ],
    [
      "link by itself",
      "https://x.example www.x.example <https://x>",
      "https:·//x.example www·.x.example <·https:·//x>",
    ],
    ["load pictures", "![x](y) <img src=x> <IMG>", "![x]·(y) <·img src=x> <·IMG>"],
    [
      "hide anything, or carry a marker",
      "<!-- schoolgate:review 9.1.0 abc -->",
      "<·!-- schoolgate:review 9.1.0 abc -->",
    ],
    [
      "be any other HTML",
      "<a href=x><script><details onclick=x></p ><?x>",
      "<·a href=x><·script><·details onclick=x></p ><·?x>",
    ],
    ["turn text around", "a\u202Eb\u0007", "a\\u{202e}b\\u{7}"],
  ])("%s", (_, markdown, expected) => {
    expect(parts(markdown)).toBe(expected);
  });
});

test("what lays out a plan stays as it is", () => {
  const plan = [
    "## 3 of 1,003 stacks change",
    "<details open><summary><b>lakeside</b> and 2 more</summary><br>",
    "",
    "```diff",
    "- timeout: 60s",
    "+ timeout: 90s <b>",
    "```",
    "| a | b &lt; &#124; &amp; |",
    "|---|---|",
    "</details>",
    "10 % & more, 5!, `a@`, x # y, ‹slug›",
  ].join("\n");
  expect(harmless(plan)).toBe(plan);
});

test("a line for a list: no structure of its own, and short", () => {
  expect(harmlessLine("a\n\n| *b* [c](d) `e` <f>", 40).replaceAll("\u200B", "·")).toBe(
    "a \\| \\*b\\* \\[c\\]\\(d\\) \\`e\\` \\<·f\\>",
  );
  expect(harmlessLine("x".repeat(50), 10)).toBe(`${"x".repeat(9)}…`);
});
