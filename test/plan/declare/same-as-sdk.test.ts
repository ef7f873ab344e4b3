import { expect, onTestFinished, test } from "vitest";
import { bothWays } from "../../support/both-ways.ts";
import { Project } from "../../support/projects.ts";

test("a plan takes a school and a platform for what the SDK tells an engine", async () => {
  const project = new Project();
  onTestFinished(() => project.remove());
  const { planned, told } = await bothWays(project, ["lakeside", "hz"]);
  expect(planned).toEqual(told);
});
