import { expect, test } from "vitest";
import { judgedByPlan } from "../support/judged.ts";
import { repository } from "../support/projects.ts";

test.each(["demo", "hz", "lakeside", "northgate"])("the policies have nothing against %s", (stack) => {
  expect(judgedByPlan(repository, stack)).toEqual([]);
});
