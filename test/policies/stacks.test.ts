import { expect, test } from "vitest";
import { judge } from "../../plan/judge/judge.ts";
import { declaredIn } from "../support/declared.ts";
import { repository } from "../support/projects.ts";

test("the policies have nothing against the project's stacks", async () => {
  const stacks = await declaredIn(repository, "demo", "hz", "lakeside", "northgate");
  expect(stacks.map((stack) => [stack.name, judge(stack)])).toEqual([
    ["demo", []],
    ["hz", []],
    ["lakeside", []],
    ["northgate", []],
  ]);
});
