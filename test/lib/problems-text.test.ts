import { expect, test } from "vitest";
import { checkStacks } from "../../infra/config/stacks.ts";
import { problemsText } from "../../lib/problems-text.ts";
import { exampleText, now, stackFiles } from "../support/stack-files.ts";

/** The problems of the demo school with so many keys that nobody knows. */
function unknownKeys(many: number) {
  const keys = Array.from({ length: many }, (_, index) => `    bogus-${index + 10}: 1\n`).join("");
  const text = exampleText("demo").replace("schoolgate:school:\n", `schoolgate:school:\n${keys}`);
  return checkStacks(stackFiles({ demo: text }), now, ["demo"]).problems;
}

test("one problem is said whole", () => {
  expect(problemsText(unknownKeys(1), "demo")).toBe(
    "stacks/Pulumi.demo.yaml:5:5 schoolgate:school.bogus-10: this key is not known here (choose one of name, platform, domain, icp, otherDomains, routes, certificate, wecom, entry, egress, retired)",
  );
});

test("of many, twenty are said, and what shows the others: a review takes no longer text", () => {
  const [all, twentyOne] = [unknownKeys(200), problemsText(unknownKeys(21), "demo")];
  expect(all).toHaveLength(200);
  const first = problemsText(all.slice(0, 20));
  expect(first.split("; ")).toHaveLength(20);
  expect(problemsText(all, "demo")).toBe(`${first}; and 180 more problems: ./gate check demo shows all`);
  expect(problemsText(all)).toBe(`${first}; and 180 more problems: ./gate check shows all`);
  expect(twentyOne).toBe(`${first}; and 1 more problem: ./gate check demo shows all`);
});
