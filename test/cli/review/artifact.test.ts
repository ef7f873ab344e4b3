import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readArtifact } from "../../../cli/review/artifact.ts";
import { outcomesOf } from "../../../cli/review/outcomes.ts";
import { en } from "../../../cli/review/texts/en.ts";
import type { Caveat, Note, Plan } from "../../../plan/model.ts";
import { jsonOf } from "../../../plan/report/json.ts";
import { shown } from "../../../plan/report/shown.ts";
import { en as planWords } from "../../../plan/report/texts/en.ts";
import { mixedPlan } from "../../support/plans.ts";
import { hostilePlan, plan } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const notes: Note[] = [
  { kind: "all is new" },
  { kind: "gone", stack: "demo" },
  { kind: "renamed", stack: "demo", to: "riverside" },
];
const caveats = Object.keys(planWords.caveat) as Caveat[];

function artifact(left: unknown = JSON.parse(jsonOf(plan))) {
  const folder = temporaryFolder();
  const planFile = join(folder, "plan.json");
  writeFileSync(planFile, JSON.stringify(left));
  return { planFile, read: () => readArtifact(planFile) };
}

test.each([
  ["a whole one", mixedPlan(20)],
  ["one that compares with nothing", { ...plan, base: undefined } as unknown as Plan],
  ["one with every note and caveat", { ...hostilePlan("x"), notes, caveats }],
])("what gate plan writes comes back as it is shown: %s", (_, written) => {
  const { base, ...rest } = shown(written);
  expect(artifact(JSON.parse(jsonOf(written))).read()).toEqual({
    plan: { ...rest, ...(base !== undefined && { base }) },
  });
});

test("what else stands in it is left out", () => {
  const left = JSON.parse(jsonOf(plan)) as object;
  expect(artifact({ ...left, more: 1 }).read()).toEqual(artifact(left).read());
});

test("lists in lists in lists are no plan", () => {
  const { planFile, read } = artifact();
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const property = `{"path":"a","to":${deep}}`;
  writeFileSync(planFile, jsonOf(plan).replace('"properties": []', `"properties": [${property}]`));
  expect(read()).toEqual({ why: "the plan is not what gate plan writes" });
});

test("a symbol of ours is no text of a plan", () => {
  const left = JSON.parse(jsonOf(plan)) as Plan;
  expect(artifact({ ...left, problems: [{ message: "\uFDD0secret\uFDD1" }] }).read()).toEqual({
    why: "the plan is not what gate plan writes (at problems.0.message)",
  });
});

const [first] = plan.groups;
const withGroup = (changes: object) => ({ ...plan, groups: [{ ...first, ...changes }] });
const violation = { policy: "x", level: "mandatory", message: "m" };

test.each<[string, unknown, string]>([
  ["no object", null, ""],
  ["a number", 7, ""],
  ["a missing part", { ...plan, totals: {} }, " (at totals.stacks)"],
  ["a stack's name that is a flag", withGroup({ schools: ["--help"] }), " (at groups.0.schools.0)"],
  ["a stack's name that leads elsewhere", withGroup({ schools: ["../x"] }), " (at groups.0.schools.0)"],
  ["a group of nobody", withGroup({ schools: [] }), " (at groups.0.schools)"],
  [
    ...["a policy's name that is a heading", withGroup({ violations: [{ ...violation, policy: "# x" }] })],
    " (at groups.0.violations.0.policy)",
  ],
  [
    ...["an unknown level", withGroup({ violations: [{ ...violation, level: "fine" }] })],
    " (at groups.0.violations.0.level)",
  ],
  ["a count that is none", { ...plan, totals: { ...plan.totals, changed: -1 } }, " (at totals.changed)"],
  ["too many groups", { ...plan, groups: Array.from({ length: 10_001 }, () => first) }, " (at groups)"],
] as [string, unknown, string][])("%s is no plan, and its words are not repeated", (_, left, at) => {
  expect(artifact(left).read()).toEqual({ why: `the plan is not what gate plan writes${at}` });
});

test("what is missing, too large or no file", () => {
  const { planFile, read } = artifact();
  truncateSync(planFile, 64 * 1024 * 1024 + 1);
  expect(read()).toEqual({ why: "the plan has 67108865 bytes, and 67108864 are taken" });
  expect(readArtifact(join(planFile, "../none.json"))).toEqual({ why: "the plan is missing" });
  const folder = join(planFile, "../folder");
  mkdirSync(folder);
  expect(readArtifact(folder)).toEqual({ why: "the plan is no file" });
  writeFileSync(planFile, "{");
  expect(read()).toEqual({ why: "the plan is not what gate plan writes" });
});

test("a plan of more policies than there are costs no more checks than fifty", () => {
  const violations = Array.from({ length: 60 }, (_, index) => ({ ...violation, policy: `p${index + 10}` }));
  const read = artifact(withGroup({ violations })).read();
  const outcomes = outcomesOf(read, en);
  expect(outcomes).toHaveLength(51);
  expect(outcomes[0]?.title).toBe("3 stacks of 4 change, 60 policies broken");
  expect(outcomes[0]?.summary.split("\n").at(-1)).toBe("- and 10 more policies");
});

test("a policy's check names twenty groups, in words that do nothing", () => {
  const groups = Array.from({ length: 22 }, (_, index) => ({
    ...first,
    schools: [`s${index}`],
    violations: [{ ...violation, level: "advisory", message: "call @li-wei about <b>#12</b>" }],
  }));
  const [all, policy] = outcomesOf(artifact({ ...plan, groups }).read(), en);
  expect(all).toMatchObject({ conclusion: "neutral", title: "3 stacks of 4 change, 1 policy broken" });
  const lines = policy?.summary.split("\n") ?? [];
  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe("- **s0**: call &#64;&#8203;li-wei about &#60;b&#62;&#35;&#8203;12&#60;/b&#62;");
  expect(lines[20]).toBe("- and 2 more groups");
});

test.each([
  [{ failed: 2, changed: 0 }, [], "failure", "No stack changes, 2 stacks could not be planned"],
  [{ failed: 0, changed: 1 }, [{ message: "x" }], "failure", "1 stack of 4 changes, 1 problem"],
  [
    { failed: 0, changed: 1 },
    [{ stack: "demo", message: "x" }],
    "neutral",
    "1 stack of 4 changes, 1 problem",
  ],
  [
    { failed: 0, changed: 4 },
    [{ stacks: ["demo", "hz"], message: "x" }],
    "neutral",
    "4 stacks of 4 change, 1 problem",
  ],
  [{ failed: 0, changed: 1 }, [], "success", "1 stack of 4 changes"],
])("totals %j with problems %j are %s", (totals, problems, conclusion, title) => {
  const left = { ...plan, groups: [], totals: { ...plan.totals, ...totals }, problems };
  expect(outcomesOf(artifact(left).read(), en)).toMatchObject([{ name: "schoolgate", conclusion, title }]);
});
