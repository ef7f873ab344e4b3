// The same program and the same changes through both engines: the same steps and the same outputs. Nothing is left out of
// the comparison but what an engine does not decide: which free IP the stand-in cloud gives to which address.
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { up } from "../../rehearsal/engine/run.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { type EngineStep, withKeysForIps } from "../support/engine-runs.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf, rewriteRedirects, type StackChange } from "../support/stack-changes.ts";

const demo = changesOf("demo");
const lakeside = changesOf("lakeside");
const northgate = changesOf("northgate");

/** What an engine did with a stack. */
interface Outcome {
  readonly result: string;
  /** Operation and URN of every step, sorted: both engines work in parallel. */
  readonly steps: readonly string[];
  readonly outputs: unknown;
  readonly problems: readonly string[];
}

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

  it.each<{ stack: string; changes: StackChange[] }>([
    {
      stack: "demo",
      changes: [
        demo.rename("示例科技大学"),
        demo.route("news", "hub"),
        demo.verifyFile("api2", "B4MFjNqx84BfR9Jb"),
        demo.address("c"),
        demo.relay(true),
        demo.swap("b"),
        demo.relay(false),
        demo.route("api2", "hub"),
      ],
    },
    {
      stack: "lakeside",
      changes: [
        lakeside.rename("湖滨科技学院"),
        lakeside.routes({ api1: "hub", api2: "open", news: "open" }),
        lakeside.verifyFile("api1", "4cGCrBYqlrxt0MJj"),
        lakeside.address("c"),
        lakeside.swap("b"),
      ],
    },
    {
      // Its routes stay: each needs a certificate that the school brings.
      stack: "northgate",
      changes: [
        northgate.rename("北门学院"),
        northgate.verifyFile("pay", "B4MFjNqx84BfR9Jb"),
        northgate.address("d"),
        northgate.swap("c"),
      ],
    },
    { stack: "hz", changes: [rewriteRedirects("hz", false)] },
  ])("do the same with $stack, change by change", async ({ stack, changes }) => {
    const pulumi = await PulumiStack.init(project, stack);
    await expectParity(pulumi, { title: "it goes up", make: () => undefined });
    for (const change of [...changes, { title: "nothing changes", make: () => undefined }]) {
      await expectParity(pulumi, change);
    }
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
    const [real, rehearsed] = await Promise.all([onPulumi(pulumi), inRehearsal(pulumi.name)]);
    expect(real.problems).toEqual([]);
    expect({ change: change.title, ...rehearsed }).toEqual({ change: change.title, ...real });
  }

  async function onPulumi(stack: PulumiStack): Promise<Outcome> {
    const { result, steps, problems } = await stack.up();
    return { result, steps: sorted(steps), outputs: named(await stack.outputs(), stack.name), problems };
  }

  async function inRehearsal(stack: string): Promise<Outcome> {
    const { result, steps, outputs, problems } = await up(rehearsalOf(project.root, project.load(stack)));
    return {
      result,
      steps: sorted(steps),
      outputs: named(outputs, stack),
      problems: problems.map(({ message }) => message),
    };
  }

  function named(outputs: Readonly<Record<string, unknown>>, stack: string): unknown {
    return withKeysForIps(outputs, project.load(stack));
  }
});

function sorted(steps: readonly EngineStep[]): string[] {
  return steps.map(({ op, urn }) => `${op} ${urn}`).sort();
}
