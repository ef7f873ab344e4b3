// What a browser makes of the page is in test/browser/plan.test.ts.
import { expect, test } from "vitest";

import { htmlOf } from "../../../plan/report/html.ts";
import { en } from "../../../plan/report/texts/en.ts";

import { change, group, planOf } from "../../support/plans.ts";

test("a plan without changes has no filter and no script", () => {
  const page = htmlOf(planOf([]), en);
  expect(page).toContain("<h1>No stack changes</h1>");
  expect(page).not.toMatch(/<form|<script/);
});

test("its policy lets nothing load, and nothing run but what it names", () => {
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(htmlOf(planOf([]), en)) ?? [];
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'$/,
  );
});

test("a large value is whole, its changed part marked", () => {
  const from = `${"a".repeat(50_000)}1${"b".repeat(50_000)}`;
  const page = htmlOf(
    planOf([
      group(
        ["x"],
        [
          change("x", "update", "t:T", "n", {
            properties: [{ path: "p", from, to: from.replace("1", "<2>") }],
          }),
        ],
      ),
    ]),
    en,
  );
  const cells = page.match(/<(?:del|ins)>&quot;a+<mark>.*?<\/mark>b+&quot;<\/(?:del|ins)>/g) ?? [];
  expect(cells.map((cell) => cell.replaceAll(/a{50000}|b{50000}/g, "…"))).toEqual([
    "<del>&quot;…<mark>1</mark>…&quot;</del>",
    "<ins>&quot;…<mark>&lt;2&gt;</mark>…&quot;</ins>",
  ]);
});
