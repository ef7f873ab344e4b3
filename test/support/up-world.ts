import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { schoolStack } from "../../cli/school-stack.ts";
import { settle } from "../../rehearsal/alicloud/cloud-settle.ts";
import type { CloudState } from "../../rehearsal/alicloud/cloud-state.ts";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import { type RunHooks, up } from "../../rehearsal/engine/run.ts";
import type { FaultInput } from "../../rehearsal/faults.ts";
import { egressProgram } from "./egress-program.ts";
import { faultyRehearsal } from "./faulty-swap.ts";

/** Brings the demo school's egress up, in this process, on a cloud in which calls go wrong. */
export function faultyUp(
  root: string,
  faults: readonly FaultInput[] = [],
  hooks: RunHooks = {},
): Promise<RunResult> {
  const stack = schoolStack(root, "demo", new Date(), "cannot go up");
  return up({ ...faultyRehearsal(root, faults), runner: egressProgram(stack) }, hooks);
}

/** The same in a process of its own. @returns the signal that ended it, null when it came to its end */
export function faultyUpProcess(root: string, faults: readonly FaultInput[]): Promise<string | null> {
  const script = join(import.meta.dirname, "up-process.ts");
  const child = spawn(process.execPath, [script, root, JSON.stringify(faults)], { stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
}

/** Everything that the demo school's stand-in cloud holds, with what is under way brought to its end. */
export function demoCloud(root: string): CloudState {
  const state = JSON.parse(readFileSync(join(root, ".rehearsal/demo/cloud.json"), "utf8")) as CloudState;
  settle(state, Number.MAX_SAFE_INTEGER);
  return state;
}

/** Forgets a rehearsal. */
export const forget = (root: string): void =>
  rmSync(join(root, ".rehearsal"), { recursive: true, force: true });

/** Puts a copy of a rehearsal in the place of the present one. */
export function restore(root: string, copy: string): void {
  forget(root);
  cpSync(copy, join(root, ".rehearsal"), { recursive: true });
}

/**
 * A cloud in words: every id and IP that it has given out is named by what it was given to, so that two clouds in which
 * the same was made in another order are equal. Without what only tells of the way there.
 */
export function contents({ calls: _, tokens: __, counters: ___, ...cloud }: CloudState): unknown {
  const names = new Map<string, string>();
  for (const { allocationId, ipAddress, name } of Object.values(cloud.eips)) {
    names.set(allocationId, `<eip ${name}>`).set(ipAddress, `<ip ${name}>`);
  }
  for (const { vSwitchId, vSwitchName } of Object.values(cloud.vswitches))
    names.set(vSwitchId, `<vsw ${vSwitchName}>`);
  for (const gateway of Object.values(cloud.natGateways)) {
    names
      .set(gateway.natGatewayId, `<ngw ${gateway.name}>`)
      .set(gateway.snatTableId, `<stb ${gateway.name}>`);
    names.set(gateway.forwardTableId, `<ftb ${gateway.name}>`);
  }
  for (const { routeTableId, routeTableName } of Object.values(cloud.routeTables))
    names.set(routeTableId, `<vtb ${routeTableName}>`);
  for (const { snatEntryId, snatEntryName } of Object.values(cloud.snatEntries))
    names.set(snatEntryId, `<snat ${snatEntryName}>`);
  for (const { securityGroupId, securityGroupName } of Object.values(cloud.securityGroups))
    names.set(securityGroupId, `<sg ${securityGroupName}>`);
  const longest = [...names.keys()].sort((a, b) => b.length - a.length);
  let text = JSON.stringify(cloud).replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<time>"');
  for (const id of longest) text = text.replaceAll(id, names.get(id) ?? id);
  return JSON.parse(text);
}
