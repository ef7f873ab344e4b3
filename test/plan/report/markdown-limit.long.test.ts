import fc from "fast-check";
import { expect, test } from "vitest";

import type { Value } from "../../../lib/value.ts";
import type { Caveat, Change, Group, Operation, Plan } from "../../../plan/model.ts";
import { limit, markdownOf } from "../../../plan/report/markdown.ts";
import { en } from "../../../plan/report/texts/en.ts";

import { change, group, planOf } from "../../support/plans.ts";

/** What a stack file may hold to do more than be read. */
const evil = [
  "@everyone",
  "```",
  "``````",
  "\n```\n</details>\n",
  "</summary></code></details>",
  "<details open>",
  "<img src=x onerror=alert(1)>",
  "<!--",
  "-->",
  "![p](https://evil.example/x.png)",
  "[l](javascript:1)",
  "https://evil.example",
  "|a|b|",
  "\n\n# h\n/close\n",
  "~~~",
  "\u202E\u200B\u001B[2J",
  "学校名称很长".repeat(40),
  "👩‍👩‍👧".repeat(30),
  "{".repeat(300),
  "`".repeat(300),
  "\uD800",
];
const text = fc.oneof(
  fc.constantFrom(...evil),
  fc.array(fc.constantFrom(...evil), { maxLength: 6 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 50 }),
  fc.constantFrom(...evil).map((part) => part.repeat(Math.ceil(5_000 / part.length))),
);
const name = fc.oneof({ weight: 3, arbitrary: fc.string({ maxLength: 20 }) }, { weight: 1, arbitrary: text });
const value: fc.Arbitrary<Value> = fc.oneof(
  text,
  fc.constantFrom(null, true, 1),
  fc.dictionary(name, text, { maxKeys: 3 }),
  fc.constantFrom("学校\n".repeat(500), "`\n".repeat(3)),
);
const operation = fc.constantFrom<Operation>("create", "update", "replace", "delete", "import", "options");
const changes: fc.Arbitrary<Change> = fc
  .record({
    operation,
    type: name,
    name,
    properties: fc.array(fc.record({ path: name, from: value, to: value }, { requiredKeys: ["path"] }), {
      maxLength: 4,
    }),
  })
  .map(({ operation, type, name, properties }) => change("s", operation, type, name, { properties }));
const violation = fc.record(
  { policy: name, level: fc.constantFrom("mandatory", "advisory"), message: text, urn: text },
  { requiredKeys: ["policy", "level", "message"] },
);
const times = fc.constantFrom(
  { groups: 1, schools: 1, changes: 1 },
  { groups: 400, schools: 1, changes: 1 },
  { groups: 2, schools: 2_500, changes: 1 },
  { groups: 2, schools: 1, changes: 60 },
);
const groups: fc.Arbitrary<Group[]> = fc
  .record({
    schools: fc.array(name, { minLength: 1, maxLength: 15 }),
    changes: fc.array(changes, { maxLength: 3 }),
    violations: fc.array(violation, { maxLength: 3 }),
    times,
  })
  .map(({ schools, changes, violations, times }) => {
    const one = group(
      repeat(schools, times.schools),
      repeat(changes, times.changes),
      repeat(violations, times.changes),
    );
    return repeat([one], times.groups);
  });
const plans: fc.Arbitrary<Plan> = fc
  .record({
    groups: fc.array(groups, { maxLength: 3 }).map((each) => each.flat()),
    problems: fc.array(fc.record({ stacks: fc.array(name, { maxLength: 12 }), message: text }), {
      maxLength: 20,
    }),
    notes: fc.array(fc.record({ kind: fc.constant("renamed" as const), stack: text, to: text }), {
      maxLength: 5,
    }),
    caveats: fc.subarray(Object.keys(en.caveat) as Caveat[]),
    ref: text,
    uncommitted: fc.array(text, { maxLength: 20 }),
  })
  .map(({ groups, ref, uncommitted, ...rest }) =>
    planOf(groups, { base: { ref, commit: ref }, head: { commit: ref, uncommitted }, ...rest }),
  );

test("any plan: within the limits, nothing breaks out, and the worst group is there", () => {
  fc.assert(
    fc.property(plans, text, (plan, command) => {
      const markdown = markdownOf(plan, en, { command, page: "plan.html" });
      expect(markdown.length).toBeLessThanOrEqual(limit);
      expect(Buffer.byteLength(markdown)).toBeLessThan(262_144);
      if (plan.groups.length > 0) expect(markdown).toMatch(/^<summary><b>1<\/b> /m);
      const { prose, isOpen } = outsideFences(markdown);
      expect(isOpen).toBe(false);
      expect(prose.match(/<[^>]*>?/g)?.filter((tag) => !ours.has(tag)) ?? []).toEqual([]);
      expect(depthOf(prose)).toBe(0);
      expect(prose).not.toMatch(/@|\]\(|:\/\/|\\/);
    }),
    { numRuns: 30 },
  );
}, 120_000);

function repeat<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, () => items).flat();
}

/** The only tags that a comment of ours has. */
const ours = new Set(
  ["details", "details open", "summary", "b", "code"]
    .flatMap((tag) => [`<${tag}>`, `</${tag}>`])
    .concat("<br>"),
);

/** Markdown without its fenced blocks, by CommonMark's rule for them. */
function outsideFences(markdown: string): { readonly prose: string; readonly isOpen: boolean } {
  let open = "";
  const prose: string[] = [];
  for (const line of markdown.split("\n")) {
    const [, marks = "", info = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === "") {
      if (marks !== "" && !(marks.startsWith("`") && info.includes("`"))) open = marks;
      else prose.push(line);
    } else if (marks.startsWith(open) && info.trim() === "") open = "";
  }
  return { prose: prose.join("\n"), isOpen: open !== "" };
}

/** How many folds are left open; below nothing if one is closed that was not opened. */
function depthOf(prose: string): number {
  let depth = 0;
  for (const [tag] of prose.matchAll(/<\/?details[^>]*>/g)) {
    depth += tag.startsWith("</") ? -1 : 1;
    if (depth < 0) return depth;
  }
  return depth;
}
