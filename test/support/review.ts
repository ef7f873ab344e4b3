import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { gate } from "../../cli/gate.ts";
import { commandLine } from "../../cli/plan/command-line.ts";
import type { Plan } from "../../plan/model.ts";
import { jsonOf } from "../../plan/report/json.ts";
import { markdownOf } from "../../plan/report/markdown.ts";
import { en } from "../../plan/report/texts/en.ts";
import { type GateRun, testDeps } from "./gate.ts";

/** The commit that is planned in tests of reviews. */
export const commit = "a".repeat(40);

const operations = { create: 0, update: 0, replace: 0, delete: 0, import: 0, options: 0 };

/** A URN as the engine writes it. */
export function urn(stack: string, type: string, name: string): string {
  return `urn:pulumi:${stack}::schoolgate::schoolgate:index:School$${type}::${name}`;
}

/** A plan as `gate plan` writes it, in which the timeout of three schools is raised and one of them loses an address. */
export const plan: Plan = {
  base: { ref: "origin/main", commit: "b".repeat(40) },
  head: { commit },
  totals: {
    ...{ stacks: 4, unchanged: 1, changed: 3, failed: 0, mandatory: 1, advisory: 2 },
    operations: { ...operations, update: 2, delete: 1 },
  },
  groups: [
    {
      fingerprint: "1",
      schools: ["lakeside"],
      changes: [change("delete", "lakeside", "alicloud:ecs/eipAddress:EipAddress", "lakeside-a")],
      violations: [
        {
          policy: "schoolgate-addresses-protected",
          level: "mandatory",
          message: "the address a is deleted → retire it first",
        },
        { policy: "schoolgate-standby-ready", level: "advisory", message: "there is no standby → add one" },
      ],
    },
    {
      fingerprint: "2",
      schools: ["demo", "hillside"],
      changes: [change("update", "demo", "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", "demo-api1")],
      violations: [
        { policy: "schoolgate-standby-ready", level: "advisory", message: "there is no standby → add one" },
      ],
    },
  ],
  problems: [],
  caveats: [],
  notes: [],
};

function change(operation: "update" | "delete", stack: string, type: string, name: string) {
  return { operation, urn: urn(stack, type, name), type, name, properties: [], options: [] };
}

/** A plan in which nothing happens. */
export const quietPlan: Plan = {
  ...plan,
  totals: { ...plan.totals, unchanged: 4, changed: 0, mandatory: 0, advisory: 0, operations },
  groups: [],
};

/** A plan whose every text is somebody else's. */
export function hostilePlan(text: string): Plan {
  const property = { path: text, from: text, to: `${text}!` };
  return {
    ...plan,
    base: { ref: text },
    groups: [
      {
        ...{ fingerprint: text, schools: ["demo", "lakeside"] },
        changes: [
          {
            ...{ operation: "update", urn: text, type: text, name: text, properties: [property] },
            options: [{ option: "provider", from: text, to: `${text}!` }],
          },
        ],
        violations: [{ policy: "schoolgate-x", level: "mandatory", urn: text, message: text }],
        outputs: [property],
      },
    ],
    problems: [{ stack: text, message: text }],
    notes: [{ kind: "renamed", stack: text, to: text }],
  };
}

/** A plan that fills a comment. */
export const longPlan: Plan = {
  ...plan,
  groups: Array.from({ length: 200 }, (_, at) => ({
    ...{ fingerprint: `${at}`, schools: [`school-${at}`], changes: [] },
    violations: [
      { policy: "schoolgate-x", level: "advisory" as const, message: `${at} → ${"x".repeat(200)}` },
    ],
  })),
};

/** Writes what a run leaves behind. */
export function leave(folder: string, left: Plan): void {
  writeFileSync(join(folder, "plan.json"), jsonOf(left));
}

/** A plan as it stands in a comment. */
export function inComment(left: Plan, texts = en): string {
  const command = commandLine({ names: [], platform: undefined, against: left.base?.ref, states: [] });
  return markdownOf(left, texts, { command }).trim();
}

/** A run of `gate review`, and how long it slept each time. */
export interface ReviewRun extends GateRun {
  readonly pauses: readonly number[];
}

/** Runs `gate review`; no secret of the variables may be in what it says. */
export async function runReview(
  folder: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ReviewRun> {
  const pauses: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
  };
  const { deps, stdout, stderr } = testDeps(folder, { env, sleep });
  const code = await gate(["review", ...argv], deps);
  for (const secret of Object.values(env).filter((value) => value.includes("secret"))) {
    expect(stdout.text + stderr.text).not.toContain(secret);
  }
  return { code, stdout: stdout.text, stderr: stderr.text, pauses };
}
