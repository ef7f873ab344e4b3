// Which outputs a plan says that change, beside those that changed once Pulumi's own engine has put the change up.
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareStacks } from "../../plan/compare/diff.ts";
import { declaredFromState } from "../../plan/declare/state.ts";
import type { DeclaredStack } from "../../plan/model.ts";
import { outputOf } from "../../plan/report/outputs.ts";
import { stackDeclaredIn } from "../support/declared.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";

describeOnPulumi("a plan says which outputs change", () => {
  let project: Project;

  beforeAll(() => {
    project = new Project();
  });
  afterAll(() => project.remove());

  it("as the engine gives them out after the up", { timeout: 600_000 }, async () => {
    const stack = await PulumiStack.init(project, "lakeside");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    const before = await stack.outputs();
    const base = await stackDeclaredIn(project.root, "lakeside");
    const state = declaredFromState(stack.command("stack", "export").text);
    if ("message" in state) throw new Error(state.message);
    expect(changed(state, base)).toEqual([]);
    project.edit("lakeside", (file) => {
      const egress = ["config", "schoolgate:school", "egress"];
      file.setIn([...egress, "addresses", "evil"], { ip: "8.8.8.8", external: true });
      file.setIn([...egress, "trusted"], ["a", "b", "old", "evil"]);
      file.setIn([...egress, "active"], "b");
      file.setIn(["config", "schoolgate:school", "domain"], "other.example.cn");
    });
    project.edit("hz", (file) =>
      file.setIn(["config", "schoolgate:platform", "gateway", "address"], "gw-other.campus.example.com"),
    );
    const head = await stackDeclaredIn(project.root, "lakeside");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    const after = await stack.outputs();
    const really = Object.keys(after).filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
    );
    expect(really.length).toBeGreaterThan(4);
    expect(changed(base, head)).toEqual(really.sort());
    expect(changed(state, head)).toEqual(really);
  });
});

/** Names of the outputs that change. */
function changed(base: DeclaredStack, head: DeclaredStack): string[] {
  const { outputs } = compareStacks(base, head);
  return [...new Set(outputs.map(({ path }) => outputOf(path)))].sort();
}
