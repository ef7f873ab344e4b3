import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readArtifact } from "../../../cli/review/artifact.ts";
import { outcomesOf } from "../../../cli/review/outcomes.ts";
import { en } from "../../../cli/review/texts/en.ts";
import type { Plan } from "../../../plan/model.ts";
import { leave, plan } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function artifact(left: unknown = plan, comment = "## Plan") {
  const folder = temporaryFolder();
  leave(folder, left as Plan, comment);
  const [planFile, commentFile] = [join(folder, "plan.json"), join(folder, "plan.md")];
  return { planFile, commentFile, read: () => readArtifact(planFile, commentFile) };
}

test("reads the part of a plan that a review needs", () => {
  const change = (at: number) => ({
    operation: at === 0 ? "delete" : "update",
    urn: plan.groups[at]?.changes[0]?.urn,
  });
  expect(artifact().read()).toEqual({
    comment: "## Plan",
    plan: {
      base: { ref: "origin/main" },
      totals: { stacks: 4, changed: 3, failed: 0 },
      groups: plan.groups.map(({ schools, violations }, at) => ({
        schools,
        violations,
        changes: [change(at)],
      })),
      problems: [],
    },
  });
});

test("a plan without a base", () => {
  expect(artifact({ ...plan, base: null }).read()).toMatchObject({ plan: { base: null } });
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
  const { planFile, commentFile, read } = artifact();
  truncateSync(commentFile, 262_145);
  expect(read()).toEqual({ why: "the comment has 262145 bytes, and 262144 are taken" });
  truncateSync(planFile, 64 * 1024 * 1024 + 1);
  expect(read()).toEqual({ why: "the plan has 67108865 bytes, and 67108864 are taken" });
  expect(readArtifact(join(planFile, "../none.json"), commentFile)).toEqual({ why: "the plan is missing" });
  const folder = join(planFile, "../folder");
  mkdirSync(folder);
  expect(readArtifact(folder, commentFile)).toEqual({ why: "the plan is no file" });
  writeFileSync(planFile, "{");
  expect(read()).toEqual({ why: "the plan is not what gate plan writes" });
  writeFileSync(planFile, JSON.stringify(plan));
  expect(readArtifact(planFile, join(planFile, "../none.md"))).toEqual({ why: "the comment is missing" });
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
  const lines = policy?.summary.replaceAll("\u200B", "·").split("\n") ?? [];
  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe("- **s0**: call @·li-wei about \\<·b\\>#·12\\<·/b\\>");
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
