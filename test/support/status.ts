import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gate } from "../../cli/gate.ts";
import { type GateRun, testDeps } from "./gate.ts";

/** What a state may hold, as Pulumi keeps it. */
export interface KeptState {
  readonly manifest?: { readonly time: string };
  readonly resources?: readonly unknown[];
  readonly pending_operations?: readonly unknown[];
}

/** Writes what Pulumi's `file://` backend would keep: each stack's state, by name. */
export function writeBackend(folder: string, states: Readonly<Record<string, KeptState>>): void {
  const stacks = join(folder, ".pulumi/stacks/schoolgate");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(folder, ".pulumi/meta.yaml"), "version: 1\n");
  for (const [name, latest] of Object.entries(states)) {
    const checkpoint = { stack: `organization/schoolgate/${name}`, latest };
    writeFileSync(join(stacks, `${name}.json`), JSON.stringify({ version: 3, checkpoint }));
    // What Pulumi keeps beside it.
    writeFileSync(join(stacks, `${name}.json.bak`), "{}");
    writeFileSync(join(stacks, `${name}.json.attrs`), "{}");
  }
}

/** Writes a lock as Pulumi does. */
export function writeLock(folder: string, stack: string, text: string): void {
  const locks = join(folder, ".pulumi/locks/organization/schoolgate", stack);
  mkdirSync(locks, { recursive: true });
  writeFileSync(join(locks, "0b1a.json"), text);
}

/** Runs `gate status` on a project whose backend is at the URL. */
export async function runStatus(root: string, url: string | undefined, ...argv: string[]): Promise<GateRun> {
  const env = { HOME: root, ...(url !== undefined && { PULUMI_BACKEND_URL: url }) };
  const { deps, stdout, stderr } = testDeps(root, { env });
  const code = await gate(["status", ...argv], deps);
  return { code, stdout: stdout.text, stderr: stderr.text };
}
