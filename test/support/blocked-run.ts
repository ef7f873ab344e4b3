import { type BlockedRun, type BlockedSchool, BlockedWorld } from "./blocked-world.ts";
import { testDeps } from "./gate.ts";
import { temporaryFolder } from "./temporary-folder.ts";

type Schools = Readonly<Record<string, BlockedSchool>>;

export const north: BlockedSchool = { platform: "north" };
export const south: BlockedSchool = { platform: "south" };

/** Three schools at two NAT gateways: their addresses are 203.0.113.1 to .6. */
export const three: Schools = { ada: north, bea: north, cid: south };
/** What they call from. */
export const threeBlocked = "203.0.113.1,203.0.113.3,203.0.113.5";

/** A world of the running test's own, with all its schools up. */
export async function worldOf(schools: Schools): Promise<BlockedWorld> {
  const world = BlockedWorld.make(temporaryFolder(), schools);
  await world.up(...Object.keys(schools));
  return world;
}

/** Leaves a blocked range, in this process. */
export async function leave(world: BlockedWorld, from: string, more: BlockedRun = {}) {
  const { deps, stdout, stderr } = testDeps(world.root);
  const code = await world.swapAll(from, deps, more);
  return { code, stdout: stdout.text, stderr: stderr.text.split("\n").filter((line) => line !== "") };
}

/** The cloud and the stack file have this address as the active one. */
export const on = (key: string) => ({ cloud: key, file: key });

/** What a summary says below its first lines. */
export const keptAlive =
  "Connections that are kept alive may stay on the old addresses for up to 15 minutes: restart the callers to be done with it.\n";
export const uncommitted = (...schools: readonly string[]): string =>
  `${schools.length} stack file${schools.length === 1 ? "" : "s"} not committed: only stand-ins were swapped.\n` +
  `With other changes too, or not in Git: ${schools.map((school) => `stacks/Pulumi.${school}.yaml`).join(", ")}; ` +
  "back: ./gate swap <school> --to <key> --rehearse\n";
