// What a plan says that Pulumi will refuse, beside what Pulumi's own engine refuses on the stand-ins.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nameOf } from "../../lib/urn.ts";
import { compareStacks } from "../../plan/compare/diff.ts";
import { refusalOfDestroy, refusals } from "../../plan/judge/refusals.ts";
import type { Change, DeclaredStack } from "../../plan/model.ts";
import { stackDeclaredIn } from "../support/declared.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { changeComponent } from "../support/fleet-project.ts";
import { refusedChanges } from "../support/plan-changes.ts";
import { Project } from "../support/projects.ts";
import { type PulumiRun, PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf } from "../support/stack-changes.ts";

const timeout = 600_000;

describeOnPulumi("a plan says what the engine refuses", () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.remove());

  it.each(refusedChanges)("$title", { timeout }, async ({ make }) => {
    const { stack, base } = await goUp("demo");
    make(project);
    const engine = refusedBy(await stack.preview());
    const plan = refusedIn(compareStacks(base, await stackDeclaredIn(project.root, "demo")).changes);
    expect(engine.replace).toEqual(plan.replace);
    // Of deletions it tells the first, and stops.
    expect(engine.delete.filter((urn) => !plan.delete.includes(urn))).toEqual([]);
    expect(engine.delete.length > 0).toBe(plan.delete.length > 0);
    expect(engine.replace.length + engine.delete.length).toBeGreaterThan(0);
  });

  it("a deletion, though the same change takes the protection off", { timeout }, async () => {
    const { stack, base } = await goUp("demo");
    unprotectVerifyFiles(project);
    changesOf("demo").noVerifyFile("api1", "54wuPnLpuTWkAF0Z").make(project);
    const engine = refusedBy(await stack.preview());
    expect(engine.delete).toHaveLength(1);
    const plan = refusedIn(compareStacks(base, await stackDeclaredIn(project.root, "demo")).changes);
    expect(plan.delete).toHaveLength(2);
    expect(plan.delete).toContain(engine.delete[0]);
  });

  it("no replacement whose protection the same change takes off", { timeout }, async () => {
    const { stack, base } = await goUp("demo");
    unprotectVerifyFiles(project);
    changeComponent(project, "names.ts", "`school-", "`campus-");
    expect(refusedBy(await stack.preview())).toEqual({ replace: [], delete: [] });
    const changes = compareStacks(base, await stackDeclaredIn(project.root, "demo")).changes;
    expect(refusedIn(changes)).toEqual({ replace: [], delete: [] });
    expect(replacedVerifyFiles(changes)).toHaveLength(2);
  });

  it.each(["a", "b"])("no adoption of another address as %s, but its binding", { timeout }, async (key) => {
    const adopt = (as: string) =>
      project.edit("lakeside", (file) =>
        file.setIn(["config", "schoolgate:school", "egress", "addresses", as], { allocationId: other }),
      );
    // For the stand-in cloud to have it.
    adopt("c");
    const stack = await PulumiStack.init(project, "lakeside");
    changesOf("lakeside").noAddress("c").make(project);
    const base = await upOf(stack);
    adopt(key);
    const engine = refusedBy(await stack.preview());
    expect(engine.replace.map(nameOf)).toEqual([`lakeside-egress-${key}-binding`]);
    expect(refusedIn(compareStacks(base, await stackDeclaredIn(project.root, "lakeside")).changes)).toEqual(
      engine,
    );
  });

  it.each(["demo", "hz"])("a destroy of %s, until it was retired and is up", { timeout }, async (name) => {
    const { stack, base } = await goUp(name);
    expect(stack.command("destroy", "--yes").ok).toBe(false);
    expect(refusalOfDestroy(name, compareStacks(base, undefined).changes)).toHaveLength(1);
    project.edit(name, (file) =>
      file.setIn(["config", `schoolgate:${name === "hz" ? "platform" : "school"}`, "retired"], true),
    );
    const retired = await upOf(stack);
    const { changes } = compareStacks(retired, undefined);
    expect([refusedIn(changes), refusalOfDestroy(name, changes)]).toEqual([{ replace: [], delete: [] }, []]);
    expect(stack.command("destroy", "--yes").ok).toBe(true);
  });

  it("nothing any more once the way that it names is gone", { timeout }, async () => {
    const { stack, base } = await goUp("demo");
    const { retiredFile, noVerifyFile } = changesOf("demo");
    const code = "54wuPnLpuTWkAF0Z";
    noVerifyFile("api1", code).make(project);
    const told = refusals("demo", compareStacks(base, await stackDeclaredIn(project.root, "demo")).changes);
    const way = `first ./gate retire demo verify-file api1 WW_verify_${code}.txt and an up`;
    expect(told.map(({ message }) => message.includes(way))).toEqual([true, true]);
    retiredFile("api1", code).make(project);
    const retired = await upOf(stack);
    noVerifyFile("api1", code).make(project);
    expect(
      refusals("demo", compareStacks(retired, await stackDeclaredIn(project.root, "demo")).changes),
    ).toEqual([]);
    expect(await stack.up()).toMatchObject({ result: "succeeded", changes: { delete: 3 } });
  });

  async function goUp(name: string): Promise<{ stack: PulumiStack; base: DeclaredStack }> {
    const stack = await PulumiStack.init(project, name);
    return { stack, base: await upOf(stack) };
  }

  async function upOf(stack: PulumiStack): Promise<DeclaredStack> {
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    return stackDeclaredIn(project.root, stack.name);
  }
});

const other = "eip-bp1lakeside00000002";

/** URNs, sorted, by what is refused. */
interface Refused {
  readonly replace: readonly string[];
  readonly delete: readonly string[];
}

function refusedBy({ text }: PulumiRun): Refused {
  const urns = (pattern: RegExp): string[] =>
    [...new Set([...text.matchAll(pattern)].map(([, urn = ""]) => urn))].sort();
  return {
    replace: urns(/unable to replace resource "(urn:[^"]+)"/g),
    delete: urns(/resource "(urn:[^"]+)" cannot be deleted/g),
  };
}

function refusedIn(changes: readonly Change[]): Refused {
  const urns = (operation: string): string[] =>
    changes.flatMap((each) => (each.refused && each.operation === operation ? [each.urn] : [])).sort();
  return { replace: urns("replace"), delete: urns("delete") };
}

function replacedVerifyFiles(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ operation, name }) => operation === "replace" && name.includes("WW_verify_"));
}

function unprotectVerifyFiles({ root }: Project): void {
  const file = join(root, "components", "edge/verify-file.ts");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll(", protect }", " }"));
}
