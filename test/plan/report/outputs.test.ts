import { expect, test } from "vitest";

import { htmlOf } from "../../../plan/report/html.ts";
import { markdownOf } from "../../../plan/report/markdown.ts";
import { outputGroups } from "../../../plan/report/outputs.ts";
import { en } from "../../../plan/report/texts/en.ts";

import { group, planOf } from "../../support/plans.ts";

const trusted = { path: "trustedIps", from: "1.1.1.1", to: "1.1.1.1;8.8.8.8" };
const plan = planOf([{ ...group(["demo"], []), outputs: [trusted] }]);
const asks =
  "the school enters the new list in WeCom's trusted IPs (企业可信IP), before calls leave from an IP that is new in it";

test("outputs stand by name, those that a school has to act on first", () => {
  const host = { path: "hosts.api1.host", from: "a.cn", to: "b.cn" };
  const url = { path: "hosts.api1.url", from: "https://a.cn", to: "https://b.cn" };
  const own = { path: "mine", to: 1 };
  expect(outputGroups([own, host, url, trusted], en)).toEqual([
    { changes: [trusted], asks },
    { changes: [host, url], asks: "the school has the host in its DNS and among WeCom's trusted domains" },
    { changes: [own], asks: "whoever reads it needs the new value" },
  ]);
});

test("a comment shows them, with what they ask of the school", () => {
  expect(markdownOf(plan, en, { command: "./gate plan" })).toContain(
    `<summary><b>1</b> <code>demo</code> · output trustedIps</summary>

\`\`\`diff
-   output trustedIps: "1.1.1.1"
+   output trustedIps: "1.1.1.1;8.8.8.8"
#     → ${asks}
\`\`\``,
  );
});

test("so does the page", () => {
  expect(htmlOf(plan, en)).toContain(`output trustedIps</th>`);
  expect(htmlOf(plan, en)).toContain(`</table>\n<p>→ ${asks.replaceAll("'", "&#39;")}</p>`);
});
