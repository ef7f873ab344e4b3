import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Deps } from "../../cli/deps.ts";
import { gate } from "../../cli/gate.ts";
import type { Network } from "../../cli/probe/network.ts";
import { type GateRun, testDeps } from "./gate.ts";
import type { PublicWorld } from "./public-world.ts";
import { stackFiles } from "./stack-files.ts";

/** The demo school's outputs in the public world, as `pulumi stack output --json` prints them. */
export const egressOutputs = {
  egressIps: { a: "203.0.113.1", b: "203.0.113.2" },
  activeEgressIp: "203.0.113.1",
  trustedIps: "203.0.113.1;203.0.113.2",
};

/** A project whose folder holds the demo school's outputs as `outputs.json`, and an access token as `token`. */
export function probedProject(token = ""): string {
  const root = stackFiles();
  writeFileSync(join(root, "outputs.json"), JSON.stringify(egressOutputs));
  writeFileSync(join(root, "token"), `${token}\n`);
  return root;
}

/** Runs `gate <command> demo` with the outputs in the project's folder, in the public world. */
export async function runInWorld(
  world: PublicWorld,
  root: string,
  command: string,
  flags: readonly string[],
  changes: { readonly network?: Partial<Network>; readonly sleep?: Deps["sleep"] } = {},
): Promise<GateRun> {
  const network = { ...world.network, ...changes.network };
  const { deps, stdout, stderr } = testDeps(root, { ...changes, network });
  const code = await gate([command, "demo", "--from-outputs", "outputs.json", ...flags], deps);
  return { code, stdout: stdout.text, stderr: stderr.text };
}
