import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Failed, Pool } from "../../fleet/pool.ts";
import type { Job, Outcome } from "../../fleet/worker-messages.ts";
import { repository } from "./projects.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * A project of the test's own whose program is a few lines a stack.
 *
 * @param stacks the body of each stack's program by name; `pulumi` and `alicloud` are there
 * @returns the project's folder
 */
export function toyProject(stacks: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  mkdirSync(join(root, "infra"));
  writeFileSync(join(root, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const bodies = Object.entries(stacks).map(
    ([name, body]) => `  ${JSON.stringify(name)}: async () => {\n${body}\n  },\n`,
  );
  writeFileSync(
    join(root, "infra", "program.ts"),
    `import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "@pulumi/alicloud";
const eip = (name: string, args = {}, opts = {}) => new alicloud.ecs.EipAddress(name, args, opts);
const bodies = {
${bodies.join("")}};
export const programs = () => (name: string) => ({
  kind: "school",
  config: { "schoolgate:token": "hidden" },
  secretKeys: ["schoolgate:token"],
  run: bodies[name],
});
`,
  );
  return root;
}

/** Plans stacks of a project in threads, with no base, in the order of the outcomes' names. */
export async function outcomesIn(
  root: string,
  names: readonly string[],
  { threads = 1, timeLimit = 60_000 }: { threads?: number; timeLimit?: number } = {},
): Promise<(Outcome | Failed)[]> {
  const pool = new Pool({ data: { head: root, now: new Date() }, threads, timeLimit });
  const outcomes: (Outcome | Failed)[] = [];
  const jobs = names.map((name): Job => ({ name, inBase: false, inHead: true }));
  try {
    await pool.run(jobs, (outcome) => outcomes.push(outcome));
  } finally {
    await pool.close();
  }
  return outcomes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Why each stack could not be declared, by name; "" of one that was. */
export async function failuresIn(
  root: string,
  names: readonly string[],
  options?: { threads?: number; timeLimit?: number },
): Promise<Record<string, string>> {
  const outcomes = await outcomesIn(root, names, options);
  return Object.fromEntries(
    outcomes.map((outcome) => [
      outcome.name,
      "failure" in outcome ? outcome.failure : outcome.problems.map(({ message }) => message).join("; "),
    ]),
  );
}
