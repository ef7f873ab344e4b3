// What a plan makes of the options of resources, beside what Pulumi's own engine makes of them on the stand-ins.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { compareStacks } from "../../plan/compare/diff.ts";
import { declaredFromState } from "../../plan/declare/state.ts";
import { dangerOf } from "../../plan/judge/danger.ts";
import type { Change, DeclaredStack } from "../../plan/model.ts";
import { stackDeclaredIn } from "../support/declared.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changeComponent } from "../support/fleet-project.ts";
import { Project } from "../support/projects.ts";
import { type PulumiRun, PulumiStack } from "../support/pulumi-cli.ts";

const timeout = 600_000;

describeOnPulumi("a plan knows what the engine makes of options", () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.remove());

  it("a trigger, and what is replaced with another", { timeout }, async () => {
    const trigger = (value: string) => `${value}dependsOn: [...own`;
    changeComponent(project, "egress/egress.ts", trigger(""), trigger('replacementTrigger: "1", '));
    const stack = await PulumiStack.init(project, "demo");
    const [base, state] = await goUp(stack);
    const expectSame = async (expected: Readonly<Record<string, string>>): Promise<void> => {
      const engine = operations(await stack.preview());
      const head = await stackDeclaredIn(project.root, "demo");
      expect([engine, planned(base, head), planned(state, head)]).toEqual([expected, expected, expected]);
    };
    await expectSame({});
    changeComponent(
      project,
      "egress/egress.ts",
      trigger('replacementTrigger: "1", '),
      trigger('replacementTrigger: "2", '),
    );
    await expectSame({ "demo-egress-snat": "replace" });
    // Taken off, a trigger acts no more.
    changeComponent(project, "egress/egress.ts", trigger('replacementTrigger: "2", '), trigger(""));
    await expectSame({});
    changeComponent(
      project,
      "egress/egress.ts",
      trigger(""),
      trigger("replaceWith: [...own.values()].map(({ eip }) => eip), "),
    );
    changeComponent(
      project,
      "egress/address.ts",
      "readonly binding: pulumi.Resource;",
      "readonly binding: pulumi.Resource; readonly eip: pulumi.Resource;",
    );
    changeComponent(
      project,
      "egress/address.ts",
      "this.ip = eip.ipAddress;",
      "this.ip = eip.ipAddress; this.eip = eip;",
    );
    changeComponent(
      project,
      "egress/address.ts",
      "{ parent: this, protect, ignoreChanges: replacing }",
      "{ parent: this }",
    );
    changeComponent(project, "egress/address.ts", 'isp: "BGP"', 'isp: "BGP_PRO"');
    changeComponent(
      project,
      "egress/address.ts",
      "deleteBeforeReplace: true, protect, ",
      "deleteBeforeReplace: true, ",
    );
    await expectSame({
      ...{ "demo-egress-a-eip": "replace", "demo-egress-b-eip": "replace" },
      ...{ "demo-egress-a-binding": "replace", "demo-egress-b-binding": "replace" },
      "demo-egress-snat": "replace",
    });
  });

  it("another version of a provider", { timeout }, async () => {
    const stack = await PulumiStack.init(project, "demo");
    const [base, state] = await goUp(stack);
    changeFile(
      project,
      "infra/providers.ts",
      '("cloud", { region })',
      '("cloud", { region }, { version: "3.0.0" })',
    );
    const engine = operations(await stack.preview());
    const head = await stackDeclaredIn(project.root, "demo");
    const expected = { cloud: "update" };
    expect([engine, planned(base, head), planned(state, head)]).toEqual([expected, expected, expected]);
  });

  it("an input that it ignores no more, and that was changed earlier", { timeout }, async () => {
    const stack = await PulumiStack.init(project, "demo");
    await goUp(stack);
    changeComponent(project, "egress/address.ts", 'isp: "BGP"', 'isp: "BGP_PRO"');
    expect(operations(await stack.preview())).toEqual({});
    const [base, state] = await goUp(stack);
    changeComponent(project, "egress/address.ts", "protect, ignoreChanges: replacing }", "protect }");
    const { text } = await stack.preview();
    expect(text).toMatch(/unable to replace resource ".*::demo-egress-a-eip"/);
    const head = await stackDeclaredIn(project.root, "demo");
    const eip = (changes: readonly Change[]) => changes.find(({ name }) => name === "demo-egress-a-eip");
    expect(eip(compareStacks(state, head).changes)).toMatchObject({ operation: "replace", refused: true });
    const change = eip(compareStacks(base, head).changes);
    expect(change).toMatchObject({ operation: "options", mayReplace: true });
    expect(change && dangerOf(change)).toBe(0);
  });

  it("an adopted address that is said to be allocated: it and its binding stay", { timeout }, async () => {
    const stack = await PulumiStack.init(project, "lakeside");
    const [base, state] = await goUp(stack);
    project.edit("lakeside", (file) =>
      file.setIn(["config", "schoolgate:school", "egress", "addresses", "a"], {}),
    );
    const expected = { "lakeside-egress-a-eip": "update" };
    // In a preview the stand-in knows nothing of an address that it updates, nor then of the entry.
    expect(operations(await stack.up())).toEqual(expected);
    const head = await stackDeclaredIn(project.root, "lakeside");
    expect([planned(base, head), planned(state, head)]).toEqual([expected, expected]);
  });

  async function goUp(stack: PulumiStack): Promise<[base: DeclaredStack, state: DeclaredStack]> {
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    const state = declaredFromState(stack.command("stack", "export").text);
    if ("message" in state) throw new Error(state.message);
    return [await stackDeclaredIn(project.root, stack.name), state];
  }
});

function changeFile({ root }: Project, file: string, from: string, to: string): void {
  const path = join(root, file);
  const parts = readFileSync(path, "utf8").split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
  writeFileSync(path, parts.join(to));
}

/** Operations by name; of what only changes options the engine says nothing. */
function planned(base: DeclaredStack, head: DeclaredStack): Readonly<Record<string, string>> {
  const steps = compareStacks(base, head).changes.filter(({ operation }) => operation !== "options");
  return Object.fromEntries(steps.map(({ name, operation }) => [name, operation]));
}

function operations({ steps }: PulumiRun): Readonly<Record<string, string>> {
  const changing = steps.filter(({ op, urn }) => op !== "same" && !urn.includes("::pulumi:pulumi:Stack::"));
  return Object.fromEntries(
    changing.map(({ urn, op }) => [urn.split("::").at(-1), /replace/.test(op) ? "replace" : op]),
  );
}
