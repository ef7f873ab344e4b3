import { expect, test } from "vitest";
import { htmlOf } from "../../../plan/report/html.ts";
import { markdownOf } from "../../../plan/report/markdown.ts";
import { textOf } from "../../../plan/report/text.ts";
import { planOf } from "../../support/plans.ts";

const caveats = ["Drift is not seen.", "An import is not read."];
const plan = planOf([], { notes: ["The file of demo is gone.", ...caveats], caveats });
const line = "What a plan cannot know, because it asks neither cloud nor cluster";

test("a terminal has one line for what no plan can know", () => {
  expect(textOf(plan)).toBe(`The working tree at 9f8e7d6c5b4a, compared with main (merge base 0123456789ab)
The file of demo is gone.
${line}: docs/plan-json.md#what-a-plan-cannot-know.

No stack changes.
No rule is broken.
`);
});

test("a comment and a page fold it", () => {
  expect(markdownOf(plan, { command: "./gate plan" })).toContain(
    `- The file of demo is gone.\n\n<details>\n<summary>${line}</summary>\n\n- Drift is not seen.\n- An import is not read.\n\n</details>\n`,
  );
  expect(htmlOf(plan)).toContain(
    `<p class="dim">The file of demo is gone.</p>\n<details class="more"><summary>${line}</summary><p class="dim">Drift is not seen.</p><p class="dim">An import is not read.</p></details>`,
  );
});
