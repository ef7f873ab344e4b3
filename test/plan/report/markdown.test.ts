import { describe, expect, test } from "vitest";

import type { Group } from "../../../plan/model.ts";
import { markdownOf } from "../../../plan/report/markdown.ts";
import { fence, prose } from "../../../plan/report/markdown-text.ts";
import { en } from "../../../plan/report/texts/en.ts";
import { zh } from "../../../plan/report/texts/zh.ts";

import { change, group, mixedPlan, planOf, schoolNames, types } from "../../support/plans.ts";

const command = "./gate plan --against main";

test("a whole comment", async () => {
  await expect(markdownOf(mixedPlan(60), en, { command })).toMatchFileSnapshot("mixed-plan.md");
});

test("a whole comment in Chinese", async () => {
  await expect(markdownOf(mixedPlan(60), zh, { command })).toMatchFileSnapshot("mixed-plan.zh.md");
});

test("a plan without changes is four lines", () => {
  expect(markdownOf(planOf([]), en, { command })).toBe(`## No stack changes

No rule is broken.

The working tree at 9f8e7d6c5b4a, compared with main (merge base 0123456789ab).

The whole plan: <code>./gate plan --against main --out plan.html</code>
`);
});

test("it names the page that was written with it", () => {
  expect(markdownOf(planOf([]), en, { command, page: "plan.html" })).toContain(
    "The whole plan is in <code>plan.html</code>, written with this; or <code>./gate plan",
  );
});

test.each([
  ["@all and a@b.example", "&#64;&#8203;all and a&#64;&#8203;b.example"],
  ["see #1, !2, GH-3, ~bug", "see &#35;&#8203;1, &#33;&#8203;2, GH&#45;&#8203;3, &#126;&#8203;bug"],
  ["https://evil.example", "https&#58;&#8203;//evil.example"],
  ["www.evil.example", "www&#46;&#8203;evil.example"],
  ["![x](y) [a][b]", "&#33;&#8203;&#91;x&#93;(y) &#91;a&#93;&#91;b&#93;"],
  [
    "a|b `c` *d* _e_ ~~f~~",
    "a&#124;b &#96;c&#96; &#42;d&#42; &#95;e&#95; &#126;&#8203;&#126;&#8203;f&#126;&#8203;&#126;",
  ],
  ["<img src=x> &amp; $x$", "&#60;img src=x&#62; &#38;amp; &#36;x&#36;"],
  ["one\n\n/close\n# two", "one  /close &#35; two"],
  [":smile: kubernetes:core/v1:Secret", "&#58;smile: kubernetes&#58;core/v1&#58;Secret"],
  ["\u202Eabc", "&#92;u&#123;202e&#125;abc"],
  ["学校，「甲」", "学校，「甲」"],
])("%j is that text in Markdown, and nothing else", (text, expected) => {
  expect(prose(text)).toBe(expected);
});

test("a fence is longer than any in it", () => {
  expect(fence("diff", ["+ a", " ````", "- ```"])).toBe("`````diff\n+ a\n ````\n- ```\n`````");
});

describe("what does not fit", () => {
  /** As many groups, each of so many schools, with a diff of some 1,200 characters. */
  const groups = (count: number, schools: number): Group[] =>
    Array.from({ length: count }, (_, index) => {
      const names = schoolNames(schools, index * schools);
      const properties = Array.from({ length: 12 }, (_, at) => ({
        path: `spec.rules[${at}].timeouts.request`,
        from: "0s",
        to: `${index}s`,
      }));
      return group(names, [change(names[0] ?? "", "update", types.route, "api1-https", { properties })]);
    });

  test("is the last groups, and it says which, of how many stacks", () => {
    const text = markdownOf(planOf(groups(400, 12)), en, { command });
    const [, first] = /<details open>\n<summary><b>1<\/b> (\d+) stacks/.exec(text) ?? [];
    const shown = text.match(/^<summary><b>/gm)?.length ?? 0;
    expect(first).toBe("12");
    expect(shown).toBeGreaterThan(20);
    expect(text).toContain(
      `**Left out here:** the details of groups ${shown + 1} to 400, ${((400 - shown) * 12).toLocaleString("en-US")} stacks.\n\nThe whole plan: `,
    );
    expect(text.match(/^\| \d+ \|/gm)?.length).toBe(30);
    expect(text.length).toBeGreaterThan(55_000);
    expect(text.length).toBeLessThanOrEqual(60_000);
  });

  test("is the rest of one huge diff; the groups after it still have their place", () => {
    const data = Array.from({ length: 5_000 }, (_, at) => `line ${at}`).join("\n");
    const huge = change("a", "update", types.map, "relay", {
      properties: [{ path: "data", from: data, to: data.replaceAll("line", "LINE") }],
    });
    const text = markdownOf(planOf([group(["a"], [huge]), ...groups(3, 1)]), en, { command });
    const kept = text.match(/^[-+] {5}line/gim)?.length ?? 0;
    expect(kept).toBeGreaterThan(400);
    expect(text).toContain(`\n  … and ${(10_000 - kept).toLocaleString("en-US")} lines more\n\`\`\``);
    expect(text).toContain("**Left out here:** lines of 1 group.");
    expect(text.match(/^<summary><b>/gm)?.length).toBe(4);
  });

  test("are never the stacks that break a mandatory rule, and which", () => {
    const broken = schoolNames(60).map((name, at) =>
      group(
        [name],
        [change(name, "delete", types.eip, "egress-b-eip")],
        [
          { policy: "schoolgate-tags", level: "advisory", message: "advice" },
          {
            policy: at < 50 ? "schoolgate-retire-first" : "schoolgate-secrets",
            level: "mandatory",
            message: "m",
          },
        ],
      ),
    );
    const text = markdownOf(planOf([...broken, ...groups(100, 12)]), en, { command });
    const line = (policy: string, from: number, to: number) =>
      `- **${policy}**: ${schoolNames(to - from, from)
        .map((name) => `<code>${name}</code>`)
        .join(", ")}`;
    expect(text).toContain(
      `\n\n${line("schoolgate-retire-first", 0, 50)}\n${line("schoolgate-secrets", 50, 60)}\n\nThe working tree at `,
    );
  });

  test("is the rest of the names of a rule that thousands break", () => {
    const broken = { policy: "schoolgate-secrets", level: "mandatory", message: "m" } as const;
    const text = markdownOf(planOf([group(schoolNames(5_000), [], [broken])]), en, { command });
    const [line = ""] = /^- \*\*schoolgate-secrets\*\*: .*$/m.exec(text) ?? [];
    const named = line.match(/<code>/g)?.length ?? 0;
    expect(named).toBeGreaterThan(300);
    expect(line).toMatch(new RegExp(`, … and ${(5_000 - named).toLocaleString("en-US")} more$`));
  });

  test("are problems and notes: it says how many", () => {
    const problems = Array.from({ length: 100 }, (_, at) => ({ stack: `s${at}`, message: "m".repeat(800) }));
    const notes = Array.from({ length: 20 }, () => ({ kind: "gone", stack: "n".repeat(98) }) as const);
    const text = markdownOf(planOf([], { problems, notes }), en, { command });
    expect(text).toContain("**Left out here:** 11 of 20 notes; 79 of 100 problems.");
  });
});
