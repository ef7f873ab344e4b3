import { expect, test } from "vitest";
import { commentOf, type Draft, fitted } from "../../../cli/review/comment.ts";
import { compareEditions, editionOf, markerOf } from "../../../cli/review/comment-marker.ts";
import { en } from "../../../cli/review/texts/en.ts";
import { commit } from "../../support/review.ts";

const edition = { run: 17, attempt: 2, previews: 0, commit };
const draft = (comment: string, previews?: string): Draft => ({
  edition,
  links: { run: "https://x/17" },
  texts: en,
  artifact: { plan: { totals: { stacks: 0, changed: 0, failed: 0 }, groups: [], problems: [] }, comment },
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

test.each(["x", "校", "😀"])("a comment of %s stays under the limits, whatever the plan", (character) => {
  const text = commentOf(draft(`${character.repeat(50)}\n`.repeat(8000)));
  expect(text.length).toBeLessThanOrEqual(65_400);
  expect(text.length).toBeGreaterThan(65_200);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(262_144);
  expect(text.endsWith(rest)).toBe(true);
});

test("one line that is too long is left out whole, and said so", () => {
  expect(commentOf(draft("x".repeat(70_000)))).toBe(
    `${markerOf(edition)}\nPlanned without credentials by the code under review, \`aaaaaaaaaaaa\`, in [this run](https://x/17).\n\n${rest}`,
  );
});

test("previews come first, and may displace the plan", () => {
  const previews = "### previews\n".repeat(6000);
  const text = commentOf(draft("## Plan", previews));
  expect(text.length).toBeLessThanOrEqual(65_400);
  expect(text).not.toContain("## Plan");
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
