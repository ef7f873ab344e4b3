import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { anySchool } from "../../support/any-school.ts";
import { bothWays } from "../../support/both-ways.ts";
import { Project } from "../../support/projects.ts";

test("a plan takes every stack for what the SDK tells an engine", async () => {
  const project = new Project();
  onTestFinished(() => project.remove());
  const shapes = fc.sample(anySchool(), { numRuns: 12, seed: 6 });
  const names = shapes.map((school, at) => {
    const name = `any-${at}`;
    const values = { config: { "schoolgate:school": school } };
    writeFileSync(project.fileOf(name), stringify(values, { aliasDuplicateObjects: false }));
    return name;
  });
  const { planned, told } = await bothWays(project, ["demo", "hz", "lakeside", "northgate", ...names]);
  expect(planned).toEqual(told);
});
