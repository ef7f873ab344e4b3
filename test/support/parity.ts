// The same program and the same changes through both engines, to be compared.
import { up } from "../../rehearsal/engine/run.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { type EngineStep, withKeysForIps } from "./engine-runs.ts";
import type { Project } from "./projects.ts";
import type { PulumiStack } from "./pulumi-cli.ts";
import { changesOf, rewriteRedirects, type StackChange } from "./stack-changes.ts";

/** What an engine did with a stack. */
export interface Outcome {
  readonly result: string;
  /** Operation and URN of every step, sorted: both engines work in parallel. */
  readonly steps: readonly string[];
  readonly outputs: unknown;
  readonly problems: readonly string[];
}

const demo = changesOf("demo");
const lakeside = changesOf("lakeside");
const northgate = changesOf("northgate");

/** The project's stacks, each with changes that follow one another. */
export const changesOfStacks: readonly {
  readonly stack: string;
  readonly changes: readonly StackChange[];
}[] = [
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
      lakeside.retired,
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
];

export const nothing: StackChange = { title: "nothing changes", make: () => undefined };

/** Goes up by Pulumi's engine. */
export async function onPulumi(project: Project, stack: PulumiStack): Promise<Outcome> {
  const { result, steps, problems } = await stack.up();
  const outputs = withKeysForIps(await stack.outputs(), project.load(stack.name));
  return { result, steps: sorted(steps), outputs, problems };
}

/** Goes up by the rehearsal's engine, on stand-ins. */
export async function inRehearsal(project: Project, name: string): Promise<Outcome> {
  const stack = project.load(name);
  const { result, steps, outputs, problems } = await up(rehearsalOf(project.root, stack));
  return {
    result,
    steps: sorted(steps),
    outputs: withKeysForIps(outputs, stack),
    problems: problems.map(({ message }) => message),
  };
}

function sorted(steps: readonly EngineStep[]): string[] {
  return steps.map(({ op, urn }) => `${op} ${urn}`).sort();
}
