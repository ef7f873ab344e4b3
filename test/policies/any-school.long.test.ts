// The closed list is what the components declare, whatever the school.
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { judge } from "../../plan/judge/judge.ts";
import { type AnySchool, anySchool } from "../support/any-school.ts";
import { declaredIn } from "../support/declared.ts";
import { Project } from "../support/projects.ts";

test("all that any school declares passes the policies", async () => {
  const project = new Project();
  onTestFinished(() => project.remove());
  const schools = fc.sample(anySchool(), 60);
  const names = schools.map((school, at) => {
    const name = `any-${at}`;
    const values = { config: { "schoolgate:school": school } };
    writeFileSync(project.fileOf(name), stringify(values, { aliasDuplicateObjects: false }));
    return name;
  });
  const judged = (await declaredIn(project.root, ...names)).map((stack) => judge(stack));
  // What each school's file says beside, so that a failure tells which school it is about.
  expect(judged.map((violations, at) => ({ school: schools[at], violations }))).toEqual(
    schools.map((school) => ({ school, violations: hasStandby(school) ? [] : [advice] })),
  );
});

const advice = expect.objectContaining({ policy: "schoolgate-standby-address", level: "advisory" });

/** Whether there is another address of the school's own to swap to. */
function hasStandby({ egress }: AnySchool): boolean {
  const own = Object.values(egress.addresses).filter((address) => !("external" in address));
  return own.length > 1;
}
