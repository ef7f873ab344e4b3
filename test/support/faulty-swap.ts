import { join } from "node:path";
import type { EgressAnswer } from "../../cli/probe/egress.ts";
import { schoolStack } from "../../cli/school-stack.ts";
import { rehearsalEngine } from "../../cli/swap/rehearsal-engine.ts";
import { swap } from "../../cli/swap/swap.ts";
import { Refusal } from "../../lib/refusal.ts";
import { type ActionName, actions, isQuery } from "../../rehearsal/alicloud/cloud-actions.ts";
import { alicloudStandIn } from "../../rehearsal/alicloud/provider.ts";
import { resourceTypes } from "../../rehearsal/alicloud/resource-types.ts";
import type { RehearsalStack } from "../../rehearsal/engine/run.ts";
import { type FaultInput, parseFaults } from "../../rehearsal/faults.ts";
import { rehearsalOf } from "../../rehearsal/rehearse.ts";
import { worldOf } from "../../rehearsal/world.ts";
import { testDeps } from "./gate.ts";

/** How a swap ended, and what it said. */
export interface SwapRun {
  /** How it was refused or failed: the report and the way out. */
  readonly failure?: { readonly what: string; readonly fix: string | undefined };
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds that it waited before each further try. */
  readonly pauses: readonly number[];
}

const changing = (Object.keys(actions) as ActionName[]).filter((name) => !isQuery(name));
/** Faults that never strike: for them the stand-in counts the calls. */
const counting: FaultInput[] = changing.map((call) => ({
  ...{ call, nth: 1_000_000, when: "before", error: "never" },
}));
const known = { calls: Object.keys(actions), types: [...resourceTypes.keys()] };

/** The demo school's rehearsal as its file says it at this moment, on a cloud in which calls go wrong. */
export function faultyRehearsal(root: string, faults: readonly FaultInput[] = []): RehearsalStack {
  const school = schoolStack(root, "demo", new Date(), "cannot go up");
  const stack = rehearsalOf(root, school);
  const plan = parseFaults([...faults, ...counting], known);
  const world = worldOf(school.platform, school.school);
  const alicloud = alicloudStandIn({ file: join(stack.folder, "cloud.json"), world, faults: plan });
  return { ...stack, providers: { ...stack.providers, alicloud } };
}

/**
 * Swaps the demo school as `gate swap demo --to <key> --rehearse --yes` does, on a cloud in which calls go wrong.
 *
 * @param see what WeCom sees. Default: it is not asked
 */
export async function faultySwap(
  root: string,
  to: string,
  faults: readonly FaultInput[] = [],
  see?: () => Promise<EgressAnswer>,
): Promise<SwapRun> {
  const pauses: number[] = [];
  const { deps, stdout, stderr } = testDeps(root, {
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  });
  const stack = schoolStack(root, "demo", deps.now(), "cannot be swapped");
  const engine = rehearsalEngine(() => faultyRehearsal(root, faults));
  const options = {
    ...{ to, yes: true, commit: false, allowDirty: true },
    see,
  };
  const failure = await swap(stack, engine, options, deps).then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return { what: error.message, fix: error.fix };
    },
  );
  return { ...(failure && { failure }), stdout: stdout.text, stderr: stderr.text, pauses };
}
