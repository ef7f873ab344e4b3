import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Network } from "../../cli/probe/network.ts";
import { type GateRun, runGate } from "./gate.ts";
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
export function runInWorld(
  world: PublicWorld,
  root: string,
  command: string,
  flags: readonly string[],
  network: Partial<Network> = {},
): Promise<GateRun> {
  const argv = [command, "demo", "--from-outputs", "outputs.json", ...flags];
  return runGate(root, argv, undefined, { ...world.network, ...network });
}
