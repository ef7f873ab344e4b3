// The process is killed by each call of a first up in turn; the next run ends as if nothing had happened.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Project } from "../support/projects.ts";
import { upPlaces } from "../support/up-calls.ts";
import { contents, demoCloud, faultyUp, faultyUpProcess, forget } from "../support/up-world.ts";

let project: Project;
let undisturbed: unknown;

beforeAll(async () => {
  project = new Project();
  expect(await faultyUp(project.root)).toMatchObject({ result: "succeeded", problems: [] });
  undisturbed = contents(demoCloud(project.root));
});
afterAll(() => project.remove());
beforeEach(() => forget(project.root));

test.each(upPlaces)("$when $call, number $nth", async (place) => {
  expect(await faultyUpProcess(project.root, [{ ...place, kill: true }])).toBe("SIGKILL");
  expect(await faultyUp(project.root)).toMatchObject({ result: "succeeded", problems: [] });
  expect(contents(demoCloud(project.root))).toEqual(undisturbed);
});
