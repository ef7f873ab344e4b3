import { expect, test } from "vitest";

import { htmlOf } from "../../../plan/report/html.ts";
import { markdownOf } from "../../../plan/report/markdown.ts";
import { textOf } from "../../../plan/report/text.ts";
import { en } from "../../../plan/report/texts/en.ts";

import { planOf } from "../../support/plans.ts";

const plan = planOf([], {
  notes: [{ kind: "all is new" }],
  caveats: ["versions", "base as declared"],
});
const { versions, "base as declared": declared } = en.caveat;
const line = "What a plan cannot know, because it asks neither cloud nor cluster";

test("a terminal has one line for what no plan can know", () => {
  expect(
    textOf(plan, en),
  ).toBe(`The working tree at 9f8e7d6c5b4a, compared with main (merge base 0123456789ab)
Nothing to compare with: everything is shown as new.
${line}: docs/plan-json.md#what-a-plan-cannot-know.

No stack changes.
No rule is broken.
`);
});

test("a comment and a page fold it", () => {
  expect(markdownOf(plan, en, { command: "./gate plan" })).toContain(
    `- Nothing to compare with: everything is shown as new.\n\n<details>\n<summary>${line}</summary>\n\n- ${versions}\n- ${declared}\n\n</details>\n`,
  );
  expect(htmlOf(plan, en)).toContain(
    `<p class="dim">Nothing to compare with: everything is shown as new.</p>\n<details class="more"><summary>${line}</summary><p class="dim">${versions}</p><p class="dim">${declared}</p></details>`,
  );
});
