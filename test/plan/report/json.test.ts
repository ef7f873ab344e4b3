import { expect, test } from "vitest";

import type { Plan } from "../../../plan/model.ts";
import { jsonOf } from "../../../plan/report/json.ts";
import { en } from "../../../plan/report/texts/en.ts";

import { change, group, mixedPlan, planOf, symbol } from "../../support/plans.ts";

test("the whole object", () => {
  const plan = planOf(
    [
      group(
        ["demo", "lakeside"],
        [
          change("demo", "replace", "t:T", "n", {
            properties: [
              { path: "a", from: symbol("x.id"), to: null, replaces: true },
              { path: "b", from: symbol("secret 1"), to: symbol("secret 2") },
              { path: "c", to: ["y"] },
            ],
            options: [{ option: "protect", from: true }],
          }),
        ],
        [{ policy: "p", level: "advisory", message: "m" }],
      ),
    ],
    {
      problems: [{ stack: "hillside", message: "gone" }],
      notes: [{ kind: "all is new" }],
      caveats: ["drift"],
    },
  );
  expect(JSON.parse(jsonOf(plan))).toEqual({
    base: { ref: "main", commit: "0123456789abcdef0123456789abcdef01234567" },
    head: { commit: "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432" },
    totals: {
      stacks: 3,
      unchanged: 0,
      changed: 2,
      failed: 1,
      operations: { create: 0, update: 0, replace: 2, delete: 0, import: 0, options: 0 },
      mandatory: 0,
      advisory: 2,
    },
    groups: [
      {
        fingerprint: "demo-1",
        schools: ["demo", "lakeside"],
        changes: [
          {
            operation: "replace",
            urn: "urn:pulumi:demo::schoolgate::schoolgate:index:School$t:T::n",
            type: "t:T",
            name: "n",
            properties: [
              { path: "a", from: "‹x.id›", to: null, replaces: true },
              { path: "b", from: "‹secret›", to: "‹secret›" },
              { path: "c", to: ["y"] },
            ],
            options: [{ option: "protect", from: true }],
          },
        ],
        violations: [{ policy: "p", level: "advisory", message: "m" }],
      },
    ],
    problems: [{ stack: "hillside", message: "gone" }],
    notes: [{ kind: "all is new", text: en.note({ kind: "all is new" }) }],
    caveats: [{ kind: "drift", text: en.caveat.drift }],
  });
});

test("the keys stand in the documented order, whatever order the plan has them in", () => {
  const { base, head, totals, groups, problems, notes, caveats } = mixedPlan(10);
  const turned = { caveats, notes, problems, groups, totals, head, base } as Plan;
  expect(jsonOf(turned)).toBe(jsonOf(mixedPlan(10)));
  expect(Object.keys(JSON.parse(jsonOf(turned)) as object)).toEqual([
    "base",
    "head",
    "totals",
    "groups",
    "problems",
    "notes",
    "caveats",
  ]);
});

test("base is null where nothing was compared", () => {
  const { base: _, ...rest } = planOf([]);
  expect(JSON.parse(jsonOf(rest))).toMatchObject({ base: null });
});

test("texts come back as they were", () => {
  const text = "\u0000\u001B\u007F\u009B\u202E\u{E0041}\u2028学校\n";
  expect(JSON.parse(jsonOf(planOf([], { problems: [{ message: text }] })))).toMatchObject({
    problems: [{ message: text }],
  });
});
