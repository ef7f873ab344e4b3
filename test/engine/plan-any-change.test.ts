// Whole plans of a git repository beside what Pulumi's own engine previews, for changes of everything that a stack may follow
// from: the program, the components, Pulumi.yaml, stack files and files beside them. A plan never calls fine what the engine
// refuses, and says the same operations on the same resources, and the same outputs.

import { appendFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Refusal } from "../../lib/refusal.ts";
import type { Plan } from "../../plan/model.ts";
import { plan } from "../../plan/plan.ts";
import { operationsOf } from "../../plan/preview/operations.ts";
import { outputOf } from "../../plan/report/outputs.ts";
import { type AnyChange, anyChanges } from "../support/any-change.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { Repository } from "../support/repository.ts";

/** What is previewed or planned, or that nothing can be brought up. */
type Answer =
  | "refused"
  | {
      /** By URN. */
      readonly operations: Readonly<Record<string, string>>;
      /** Names of the stack's outputs that change, sorted. */
      readonly outputs: readonly string[];
    };

/** For some twenty previews on a machine that does other things too. */
const timeout = 1_800_000;

describeOnPulumi("a plan of any change", () => {
  let project: Repository;
  let stack: PulumiStack;

  beforeAll(async () => {
    project = new Repository();
    // What the engine and its stand-ins keep is no part of the project.
    appendFileSync(
      join(project.root, ".git", "info", "exclude"),
      "/backend/\n/events/\n/pulumi-home/\n/world/\n",
    );
    stack = await PulumiStack.init(project, "demo");
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
  }, timeout);
  afterAll(() => project.remove());

  it("says what the engine does, of all that it does not refuse, together", { timeout }, async () => {
    const { engine, planned } = await answers(anyChanges.filter(({ refusedBy }) => refusedBy === undefined));
    expect(planned).toEqual(engine);
    if (engine === "refused") throw new Error("the engine refuses it");
    expect(engine.outputs).toEqual(["activeEgressIp", "egressIps", "trustedIps"]);
    const urns = Object.keys(engine.operations);
    expect(urns.map((urn) => urn.split("::").at(-1))).toEqual(
      expect.arrayContaining([
        "here",
        "variable",
        "arguments",
        "folder",
        "options",
        "organization",
        "relative",
        "other",
      ]),
    );
    expect(urns.filter((urn) => /::(thread|parent)$/.test(urn))).toEqual([]);
  });

  it.each(
    anyChanges.filter(({ refusedBy }) => refusedBy !== undefined).map((each) => [each.title, each] as const),
  )("refuses with the engine, or before it: %s", { timeout }, async (_, change) => {
    const { engine, planned } = await answers([change]);
    expect([planned, engine === "refused"]).toEqual(["refused", change.refusedBy === "both"]);
  });

  it("agrees with the engine on any of them together", { timeout }, async () => {
    const some = fc.shuffledSubarray(
      anyChanges.filter(({ updatesAddresses }) => !updatesAddresses),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(some, async (changes) => {
        const { engine, planned } = await answers(changes);
        const isStricter = planned === "refused" && changes.some(({ refusedBy }) => refusedBy === "plan");
        if (!isStricter) expect(planned).toEqual(engine);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  /** What both say of changes. */
  async function answers(changes: readonly AnyChange[]): Promise<{ engine: Answer; planned: Answer }> {
    try {
      for (const { make } of changes) make(project);
      const run = await stack.preview();
      const engine: Answer =
        run.result === "failed"
          ? "refused"
          : { operations: withoutDefaultProviders(operationsOf(run.steps)), outputs: run.changedOutputs };
      return { engine, planned: await plannedOf() };
    } finally {
      project.git("reset", "--quiet", "--hard");
      project.git("clean", "--quiet", "-fd");
    }
  }

  async function plannedOf(): Promise<Answer> {
    try {
      return answerOf(await plan({ root: project.root, against: "main", names: ["demo"], threads: 2 }));
    } catch (error) {
      if (error instanceof Refusal) return "refused";
      throw error;
    }
  }
});

/** Providers that the engine makes itself, where the program names none. */
function withoutDefaultProviders(
  operations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isDefault = (urn: string) => /::pulumi:providers:[^:]+::default(_|$)/.test(urn);
  return Object.fromEntries(Object.entries(operations).filter(([urn]) => !isDefault(urn)));
}

function answerOf({ groups, problems }: Plan): Answer {
  const changes = groups.flatMap((group) => group.changes);
  if (problems.length > 0 || changes.some(({ refused }) => refused)) return "refused";
  const seen = changes.filter(({ operation }) => operation !== "options");
  const outputs = groups.flatMap((group) => group.outputs ?? []).map(({ path }) => outputOf(path));
  return {
    operations: Object.fromEntries(seen.map(({ urn, operation }) => [urn, operation])),
    outputs: [...new Set(outputs)].sort(),
  };
}
