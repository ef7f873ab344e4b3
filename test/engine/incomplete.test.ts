// What a failed create or update leaves in the state, and how the next runs go on: the rehearsal's engine beside Pulumi's.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { up } from "../../rehearsal/engine/run.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { describeOnPulumi } from "../support/describe-on-pulumi.ts";
import { faultyRehearsal } from "../support/faulty-swap.ts";
import { Project } from "../support/projects.ts";
import { PulumiStack } from "../support/pulumi-cli.ts";
import { changesOf } from "../support/stack-changes.ts";

interface Kept {
  readonly urn: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
}

describeOnPulumi("both engines, after a failure", () => {
  let project: Project;
  let stack: PulumiStack;

  beforeEach(async () => {
    project = new Project();
    stack = await PulumiStack.init(project, "demo", { env: { PULUMI_PARALLEL: "1" } });
  });
  afterEach(() => project.remove());

  /** One run by each: how it ended, what it did but for what is the same, and what it left incomplete. */
  async function go(faults: readonly FaultInput[] = [], refresh = false) {
    writeFileSync(join(stack.world, "faults.yaml"), stringify(faults));
    const real = await stack.up({ refresh });
    const rehearsed = await up({ ...faultyRehearsal(project.root, faults), parallel: 1 }, { refresh });
    const { deployment } = JSON.parse(stack.command("stack", "export").text) as {
      deployment: { resources: Kept[] };
    };
    const file = readFileSync(join(project.root, ".rehearsal/demo/state.json"), "utf8");
    const { resources } = JSON.parse(file) as { resources: Kept[] };
    return {
      real: { result: real.result, did: did(real.steps), incomplete: incompleteOf(deployment.resources) },
      rehearsed: {
        result: rehearsed.result,
        did: did(rehearsed.steps),
        incomplete: incompleteOf(resources),
      },
    };
  }

  const refused = { error: "Forbidden.RAM", when: "before" } as const;
  const reason = (call: string) => `${call} failed: Forbidden.RAM: ${call}: injected by the fault plan`;

  it("a new NAT gateway that could not be looked at is complete in the state, and updated by the next", async () => {
    const { real, rehearsed } = await go([{ call: "DescribeNatGateways", ...refused }]);
    expect(rehearsed.incomplete).toEqual(real.incomplete);
    expect(real.incomplete).toMatchObject([
      {
        name: "demo-egress-nat-gateway",
        outputs: { deletionProtection: true },
        initErrors: [reason("DescribeNatGateways")],
      },
    ]);
    const next = await go();
    const ofNat = (steps: readonly string[]) => steps.filter((step) => step.endsWith("-nat-gateway"));
    expect(ofNat(next.rehearsed.did)).toEqual(["update demo-egress-nat-gateway"]);
    expect(ofNat(next.real.did)).toEqual(["update demo-egress-nat-gateway"]);
    expect([next.real.result, next.real.incomplete]).toEqual(["succeeded", []]);
    expect([next.rehearsed.result, next.rehearsed.incomplete]).toEqual(["succeeded", []]);
  });

  it("a new resource that got no tags is empty in the state, until a refresh", async () => {
    const { real, rehearsed } = await go([{ call: "TagResources", ...refused }]);
    // Which one met it is a matter of order.
    const left = [{ outputs: {}, initErrors: [reason("TagResources")] }];
    expect(real.incomplete).toMatchObject(left);
    expect(rehearsed.incomplete).toMatchObject(left);
    const next = await go([], true);
    expect([next.real.result, next.real.incomplete]).toEqual(["succeeded", []]);
    expect([next.rehearsed.result, next.rehearsed.incomplete]).toEqual(["succeeded", []]);
  });

  it("what was refused is in no state", async () => {
    const { real, rehearsed } = await go([{ call: "CreateRouteTable", ...refused }]);
    expect([real.incomplete, rehearsed.incomplete]).toEqual([[], []]);
    const next = await go();
    expect(next.real).toMatchObject({ result: "succeeded", incomplete: [] });
    expect(next.rehearsed).toMatchObject({ result: "succeeded", incomplete: [] });
  });

  it("a SNAT entry whose change was refused has the new IP in the state; a refresh finds the old", async () => {
    expect(await go()).toMatchObject({ real: { result: "succeeded" }, rehearsed: { result: "succeeded" } });
    changesOf("demo").swap("b").make(project);
    const snat = "update demo-egress-snat";
    const first = await go([{ call: "ModifySnatEntry", ...refused }]);
    expect(first.rehearsed.incomplete).toEqual(first.real.incomplete);
    expect(first.real.incomplete).toMatchObject([{ initErrors: [reason("ModifySnatEntry")] }]);
    const second = await go();
    expect(second.rehearsed).toEqual(second.real);
    expect(second.real).toEqual({ result: "succeeded", did: [snat], incomplete: [] });
    const third = await go([], true);
    expect(third.rehearsed).toEqual(third.real);
    expect(third.real.did).toEqual([snat]);
    expect((await go([], true)).rehearsed.did).toEqual([]);
  });
});

function did(steps: readonly { readonly op: string; readonly urn: string }[]): string[] {
  return steps
    .filter(({ op }) => op !== "same" && op !== "refresh")
    .map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)
    .sort();
}

/** Ids and addresses by their kinds: in which order they were given out is not the engines' to say. */
function incompleteOf(resources: readonly Kept[]): { name: string; outputs: unknown; initErrors: unknown }[] {
  return resources.flatMap(({ urn, outputs = {}, initErrors = [] }) => {
    if (initErrors.length === 0) return [];
    const text = JSON.stringify(outputs)
      .replaceAll(/-bp1\d{7}/g, "-…")
      .replaceAll(/203\.0\.113\.\d+/g, "<ip>");
    return [{ name: urn.split("::").at(-1) ?? "", outputs: JSON.parse(text) as unknown, initErrors }];
  });
}
