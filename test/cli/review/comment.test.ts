import { expect, test } from "vitest";
import { commentOf, type Draft, fitted } from "../../../cli/review/comment.ts";
import { compareEditions, editionOf, markerOf } from "../../../cli/review/comment-marker.ts";
import { en } from "../../../cli/review/texts/en.ts";
import type { Plan } from "../../../plan/model.ts";
import { en as planTexts } from "../../../plan/report/texts/en.ts";
import { commit, hostilePlan, longPlan, quietPlan } from "../../support/review.ts";

const edition = { run: 17, attempt: 2, previews: 0, commit };
const draft = (plan: Plan, previews?: string): Draft => ({
  edition,
  links: { run: "https://x/17" },
  ...{ texts: en, planTexts, artifact: { plan } },
  ...(previews === undefined ? {} : { previews }),
});
const rest = "\n\n*Cut off here: [the run](https://x/17) has the whole plan.*";

test("an edition is read from the first line alone", () => {
  expect(editionOf(`${markerOf(edition)}\ntext`)).toEqual(edition);
  expect(editionOf(`text\n${markerOf(edition)}`)).toBeUndefined();
  expect(editionOf("<!-- schoolgate:review 1.1 abc -->")).toBeUndefined();
});

test("editions are ordered by run, attempt and previews", () => {
  const of = (run: number, attempt: number, previews: number) => ({ run, attempt, previews, commit });
  const ordered = [of(2, 9, 9), of(10, 1, 0), of(10, 1, 5), of(10, 2, 0)];
  expect(ordered.toReversed().sort(compareEditions)).toEqual(ordered);
  expect(compareEditions(of(1, 1, 1), of(1, 1, 1))).toBe(0);
});

test.each(["x", "校", "😀", "<", "@"])(
  "a comment of %s stays under the limits, whatever the plan",
  (character) => {
    const text = commentOf(draft(hostilePlan(character.repeat(20_000))));
    expect(text.length).toBeLessThanOrEqual(65_400);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(262_144);
  },
);

test("a plan that is too long is cut, and said so", () => {
  const text = commentOf(draft(longPlan), 20_000);
  expect(text.length).toBeLessThanOrEqual(20_000);
  expect(text.length).toBeGreaterThan(18_000);
  expect(text.endsWith(rest)).toBe(true);
  expect(fitted("x".repeat(70_000), 1000, "~")).toBe("~");
});

test("a plan calls nobody, leads nowhere, loads no picture and hides nothing, whatever it says", () => {
  const text = commentOf(
    draft(
      hostilePlan(
        "@li-wei &#64;x #12 GH-4 !5 https://x.example www.x.example [a](b) ![x](y) <img src=x> <!-- schoolgate:review 9.1.0 abc --> </details>\n/merge\n```\n@x\u202E",
      ),
    ),
  );
  const code = /^(`{3,})[\s\S]*?^\1$/gm;
  const prose = text.slice(text.indexOf("\n\n")).replace(code, "");
  expect(
    prose
      .replaceAll(/&#\d+;/g, "")
      .match(/@(?=\w)|[#!](?=\d)|:\/\/|\bwww\.|GH-\d|\]\(|<(?!\/?(?:details|summary|code|b|br)\b)|^\/\w/gm),
  ).toBe(null);
  expect(prose.split("<details").length).toBe(prose.split("</details>").length);
  expect(text).not.toContain("\u202E");
  expect(prose).not.toContain("<!--");
});

test("previews come first, and may displace the plan", () => {
  const previews = "### previews\n".repeat(6000);
  const text = commentOf(draft(quietPlan, previews));
  expect(text.length).toBeLessThanOrEqual(65_400);
  expect(text).not.toContain("No stack changes");
  expect(text.endsWith(`### previews${rest}`)).toBe(true);
});

test.each([
  ["a fence", "```diff\n+ a\n+ b\n+ c\n```", 16 + 4, "```diff\n+ a\n```~"],
  [
    "details",
    "<details><summary>x</summary>\na\nb\nc\n</details>",
    45,
    "<details><summary>x</summary>\na\n</details>~",
  ],
  [
    "details in a fence, which open nothing",
    "````\n<details>\n```\nab\ncd\n````",
    27,
    "````\n<details>\n```\n````~",
  ],
  ["details that are closed", "<details>\na\n</details>\nb\nc", 25, "<details>\na\n</details>~"],
])("what is cut off in %s is closed again", (_, markdown, most, expected) => {
  expect(fitted(markdown, most, "~")).toBe(expected);
});

test("what fits is not touched", () => {
  expect(fitted("```\nopen", 8, "~")).toBe("```\nopen");
});
