// What a plan says, beside what Pulumi's own engine previews on the stand-ins: the same operations on the same resources,
// whether the plan compares with what the base declares or with the state that it left. What a plan cannot know is in
// plan/notes.ts.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareStacks } from "../../plan/compare/diff.ts";
import { declaredFromState } from "../../plan/declare/state.ts";
import type { DeclaredStack, Operation } from "../../plan/model.ts";
import { comparePreview } from "../../plan/preview/compare.ts";
import { operationsOf } from "../../plan/preview/operations.ts";
import { stackDeclaredIn } from "../support/declared.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changesByStack, changesToGoUpWith } from "../support/plan-changes.ts";
import { Project } from "../support/projects.ts";
import { type PulumiRun, PulumiStack } from "../support/pulumi-cli.ts";
import type { StackChange } from "../support/stack-changes.ts";

/** A stack that is up. */
interface Base {
  readonly stack: PulumiStack;
  readonly declared: DeclaredStack;
  readonly state: DeclaredStack;
}

/** For some thirty previews on a machine that does other things too. */
const timeout = 1_800_000;

describeOnPulumi("a plan is what the engine previews", () => {
  let project: Project;
  let files: ReadonlyMap<string, string>;

  beforeAll(() => {
    project = new Project();
    files = filesOf(project);
  });
  afterAll(() => project.remove());

  it.each(Object.keys(changesByStack))("of %s: new, and change by change", { timeout }, async (name) => {
    const stack = await PulumiStack.init(project, name);
    expect(planned(undefined, await stackDeclaredIn(project.root, name))).toEqual(
      operationsOf((await stack.preview()).steps),
    );
    const base = await goUp(stack);
    for (const change of changesByStack[name] ?? []) await expectHonest(base, [change]);
  });

  it("of any changes of a school together", async () => {
    const base = await goUp(await PulumiStack.init(project, "demo"));
    const any = fc.subarray([...(changesByStack.demo ?? [])], { minLength: 2, maxLength: 4 }).filter(isSound);
    await fc.assert(
      fc.asyncProperty(any, (together) => expectHonest(base, together)),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it("of what shows only in an up", async () => {
    const stack = await PulumiStack.init(project, "demo");
    let base = await goUp(stack);
    try {
      for (const { title, make } of changesToGoUpWith) {
        make(project);
        const run = await stack.up();
        const head = await stackDeclaredIn(project.root, "demo");
        expect(run).toMatchObject({ result: "succeeded", problems: [] });
        expect({ title, ...planned(base.declared, head) }).toEqual({ title, ...operationsOf(run.steps) });
        expect({ title, ...planned(base.state, head) }).toEqual({ title, ...operationsOf(run.steps) });
        base = { stack, declared: head, state: stateOf(stack) };
      }
    } finally {
      restore();
    }
  });

  async function goUp(stack: PulumiStack): Promise<Base> {
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    return { stack, declared: await stackDeclaredIn(project.root, stack.name), state: stateOf(stack) };
  }

  function expectHonest(base: Base, together: readonly StackChange[]): Promise<void> {
    return withChanges(together, async (title) => {
      const run = await base.stack.preview();
      const real = { title, ...operationsOf(run.steps) };
      const head = await stackDeclaredIn(project.root, base.stack.name);
      expect({ title, ...planned(base.declared, head) }).toEqual(real);
      expect({ title, ...planned(base.state, head) }).toEqual(real);
      expect({ title, differences: differencesOf(base.declared, head, run) }).toEqual({
        ...{ title, differences: [] },
      });
    });
  }

  async function withChanges(
    changes: readonly StackChange[],
    look: (title: string) => Promise<void>,
  ): Promise<void> {
    try {
      for (const { make } of changes) make(project);
      await look(changes.map(({ title }) => title).join(", "));
    } finally {
      restore();
    }
  }

  function restore(): void {
    for (const [file, text] of files) writeFileSync(file, text);
  }
});

/** Whether the program takes these changes together: it refuses a verify file of a route that is gone. */
function isSound(together: readonly StackChange[]): boolean {
  const titles = together.map(({ title }) => title);
  return !(titles.includes("it loses the route api2") && titles.includes("api2 gets a verify file"));
}

/** What the engine keeps of a stack. */
function stateOf(stack: PulumiStack): DeclaredStack {
  const state = declaredFromState(stack.command("stack", "export").text);
  if ("message" in state) throw new Error(state.message);
  return state;
}

/** Operations by URN. Of what only changes options the engine says nothing. */
function planned(base: DeclaredStack | undefined, head: DeclaredStack): Readonly<Record<string, Operation>> {
  const steps = compareStacks(base, head).changes.filter(({ operation }) => operation !== "options");
  return Object.fromEntries(steps.map(({ urn, operation }) => [urn, operation]));
}

/** What a roll-out would hold the stack back for: values, too, are those of the plan. */
function differencesOf(base: DeclaredStack, head: DeclaredStack, { told }: PulumiRun): readonly string[] {
  return comparePreview(compareStacks(base, head), told).differences;
}

/** The files that changes change. */
function filesOf({ root }: Project): ReadonlyMap<string, string> {
  const found = ["stacks", "components"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }),
  );
  const files = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
}
