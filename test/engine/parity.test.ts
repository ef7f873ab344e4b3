// The same program and the same changes through both engines: the same steps and the same outputs. Nothing is left out of
// the comparison but what an engine does not decide: which free IP the stand-in cloud gives to which address.
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changesOfStacks, inRehearsal, nothing, onPulumi } from "../support/parity.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf, type StackChange } from "../support/stack-changes.ts";

const demo = changesOf("demo");

const anyChange: fc.Arbitrary<StackChange> = fc.oneof(
  fc.constantFrom("示例科技大学", "新示例大学").map(demo.rename),
  fc
    .tuple(fc.constantFrom("api1", "api2", "news", "pay"), fc.constantFrom("hub", "open"))
    .filter(([route, upstream]) => route !== "api1" || upstream === "hub") // of which the entry URL is
    .map(([route, upstream]) => demo.route(route, upstream)),
  fc
    .tuple(fc.constantFrom("api1", "api2"), fc.constantFrom("B4MFjNqx84BfR9Jb", "4cGCrBYqlrxt0MJj"))
    .map(([route, code]) => demo.verifyFile(route, code)),
  fc.constantFrom("c", "d").map(demo.address),
  fc.constantFrom("a", "b").map(demo.swap),
  fc.boolean().map(demo.relay),
);

describeOnPulumi("both engines", () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.remove());

  it.each(changesOfStacks)("do the same with $stack, change by change", async ({ stack, changes }) => {
    const pulumi = await PulumiStack.init(project, stack);
    await expectParity(pulumi, { ...nothing, title: "it goes up" });
    for (const change of [...changes, nothing]) await expectParity(pulumi, change);
  });

  it("do the same with any changes of a school, in any order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyChange, { minLength: 3, maxLength: 3 }), async (changes) => {
        project.remove();
        project = new Project();
        const pulumi = await PulumiStack.init(project, "demo");
        // The first of them on the way up.
        for (const change of changes) await expectParity(pulumi, change);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });

  async function expectParity(pulumi: PulumiStack, change: StackChange): Promise<void> {
    change.make(project);
    const [real, rehearsed] = await Promise.all([
      onPulumi(project, pulumi),
      inRehearsal(project, pulumi.name),
    ]);
    expect(real.problems).toEqual([]);
    expect({ change: change.title, ...rehearsed }).toEqual({ change: change.title, ...real });
  }
});
