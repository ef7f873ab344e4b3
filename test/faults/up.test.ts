// Every call of a first up goes wrong in turn, in each way, on stand-ins; then the same is run again with a refresh, and
// everything is as after an up that nothing disturbed. Where the answer of a create is lost for good, nobody knows of what
// was made: test/engine/up-faults.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { up } from "../../rehearsal/engine/run.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { faultyRehearsal } from "../support/faulty-swap.ts";
import { Project } from "../support/projects.ts";
import { upCalls, upPlaces, upQuestions } from "../support/up-calls.ts";
import { contents, demoCloud, faultyUp, forget } from "../support/up-world.ts";

let project: Project;
let undisturbed: unknown;

beforeAll(async () => {
  project = new Project();
  expect(await up(faultyRehearsal(project.root))).toMatchObject({ result: "succeeded", problems: [] });
  undisturbed = contents(demoCloud(project.root));
}, 120_000);
afterAll(() => project.remove());
beforeEach(() => forget(project.root));

test("the egress that is tried here makes the calls of the whole program, and leaves the same behind", async () => {
  const questions = Object.keys(upQuestions);
  const counted = questions.map((call) => ({ call, nth: 1000, when: "before", error: "never" }) as const);
  expect(await faultyUp(project.root, counted)).toMatchObject({ result: "succeeded", problems: [] });
  const cloud = demoCloud(project.root);
  expect(contents(cloud)).toEqual(undisturbed);
  // How often it is tried again while something is busy is a matter of time.
  const least = Object.entries(cloud.calls).map(
    ([call, times]) =>
      [call, Math.min(times, { ...upCalls, ...upQuestions }[call as keyof typeof upCalls])] as const,
  );
  expect(Object.fromEntries(least)).toEqual({ ...upCalls, ...upQuestions });
});

/** One run on which something strikes, and one plain one. */
async function disturbed(fault: FaultInput): Promise<void> {
  const first = await faultyUp(project.root, [fault]);
  const again = await faultyUp(project.root, [], { refresh: true });
  expect(again).toMatchObject({ result: "succeeded", problems: [] });
  expect(contents(demoCloud(project.root))).toEqual(undisturbed);
  // What passes by itself is tried again at once; what does not ends the run. Of the questions one is not asked again.
  const passes =
    fault.error === undefined && !(fault.call === "DescribeNatGateways" && fault.throttle === true);
  expect(first.result).toBe(passes ? "succeeded" : "failed");
  if (passes) expect(again.changes.same).toBe(again.steps.length);
}

describe.each<{ way: Pick<FaultInput, "error" | "timeout" | "throttle"> }>([
  { way: { error: "Forbidden.RAM" } },
  { way: { timeout: true } },
  { way: { throttle: true } },
])("$way", ({ way }) => {
  const isLost = ({ call, when }: (typeof upPlaces)[number]) =>
    when === "after" && "error" in way && !/^(TagResources|DeletionProtection)$/.test(call);
  test.each(upPlaces.filter((place) => !isLost(place)))("$when $call, number $nth", (place) =>
    disturbed({ ...place, ...way }),
  );
});
