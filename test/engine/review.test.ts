// What `gate review preview` keeps of the real engine, beside the plan of the same change.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compare } from "../../cli/review/compare.ts";
import { previewStack } from "../../cli/review/previews.ts";
import { compareStacks } from "../../plan/compare/diff.ts";
import { declaredIn } from "../support/declared.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";

describeOnPulumi("previews of a review", () => {
  let project: Project;
  let stack: PulumiStack;

  beforeAll(async () => {
    project = new Project("policies");
    stack = await PulumiStack.init(project, "demo");
  });
  afterAll(() => project.remove());

  /** The preview, and what it said on the way but that the stand-ins are plugins from PATH. */
  async function preview() {
    const said: string[] = [];
    const env = { ...process.env, ...stack.env };
    const result = await previewStack(project.root, "demo", env, (text) => said.push(text));
    const errors = said
      .join("")
      .split("\n")
      .filter((line) => line !== "" && !line.includes("warning:"));
    return { ...result, errors };
  }

  it("say of a school that was never up, and of one that is, what the plan says", async () => {
    const [base] = await declaredIn(project.root, "demo");
    const first = await preview();
    expect({ exitCode: first.exitCode, errors: first.errors }).toEqual({ exitCode: 0, errors: [] });
    expect(compare({ changes: compareStacks(undefined, base).changes }, first.steps)).toEqual([]);
    expect(await stack.up()).toMatchObject({ result: "succeeded" });

    project.edit("demo", (file) => {
      file.setIn(["config", "schoolgate:school", "egress", "active"], "b");
      file.setIn(["config", "schoolgate:school", "name"], "示例科技大学");
    });
    const [head] = await declaredIn(project.root, "demo");
    const changes = compareStacks(base, head).changes;
    const { exitCode, steps, errors } = await preview();
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] });
    expect(compare({ changes }, steps)).toEqual([]);

    // A plan that missed the swap would be told of.
    const isSwap = ({ urn }: { urn: string }): boolean => urn.endsWith("::demo-egress-snat");
    const swap = changes.filter(isSwap);
    expect(swap.map(({ operation }) => operation)).toEqual(["update"]);
    expect(compare({ changes: changes.filter((change) => !isSwap(change)) }, steps)).toEqual([
      { urn: swap[0]?.urn, plan: "nothing", preview: "update" },
    ]);
  });

  it("fail where a mandatory policy is broken", async () => {
    const file = join(project.root, "components/egress/address.ts");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("{ parent: this, protect, ignore", "{ parent: this, ignore"));
    try {
      const { exitCode, errors } = await preview();
      expect({ isFailed: exitCode !== 0, errors }).toEqual({
        isFailed: true,
        errors: ["error: preview failed"],
      });
    } finally {
      writeFileSync(file, text);
    }
  });
});
