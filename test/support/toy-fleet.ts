import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Pool } from "../../plan/threads/pool.ts";
import type { Failed } from "../../plan/threads/thread.ts";
import type { Job, Outcome } from "../../plan/threads/worker-messages.ts";
import { repository } from "./projects.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What Pulumi knows of a toy. */
export const toyProjectFile = `name: schoolgate
runtime: { name: nodejs, options: { typescript: false } }
main: infra/index.ts
stackConfigDir: stacks
`;

/**
 * A project of the test's own whose program is a few lines a stack.
 *
 * @param stacks the body of each stack's program by name; `pulumi` and `alicloud` are there
 * @param top what stands at the top of the main file
 * @param files more files, by path
 * @returns the project's folder
 */
export function toyProject(
  stacks: Readonly<Record<string, string>>,
  top = "",
  files: Readonly<Record<string, string>> = {},
): string {
  const root = temporaryFolder();
  const bodies = Object.entries(stacks).map(
    ([name, body]) => `  ${JSON.stringify(name)}: async () => {\n${body}\n  },\n`,
  );
  const all: Record<string, string> = {
    "Pulumi.yaml": toyProjectFile,
    "package.json": JSON.stringify({ type: "module" }),
    "infra/index.ts": `import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "@pulumi/alicloud";
${top}
const eip = (name: string, args = {}, opts = {}) => new alicloud.ecs.EipAddress(name, args, opts);
const bodies = {
${bodies.join("")}};
export default () => bodies[pulumi.getStack()]();
`,
    ...files,
  };
  for (const name of Object.keys(stacks)) {
    all[`stacks/Pulumi.${name}.yaml`] ??=
      "config: { schoolgate:school: {}, toy:token: { secure: hidden } }\n";
  }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  return root;
}

/** Plans stacks of a project in threads, with no base, in the order of the outcomes' names. */
export async function outcomesIn(
  root: string,
  names: readonly string[],
  { threads = 1, timeLimit = 60_000 }: { threads?: number; timeLimit?: number } = {},
): Promise<(Outcome | Failed)[]> {
  const pool = new Pool({ head: { side: "head", root }, threads, timeLimit });
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
