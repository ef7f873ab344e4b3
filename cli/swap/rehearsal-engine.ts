import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Cloud } from "../../rehearsal/alicloud/cloud.ts";
import type { RunResult } from "../../rehearsal/engine/result.ts";
import { preview, type RehearsalStack, up } from "../../rehearsal/engine/run.ts";
import { refresh } from "../../rehearsal/engine/state-commands.ts";
import { StateFile } from "../../rehearsal/engine/state-file.ts";
import type { StepReport } from "../../rehearsal/engine/steps.ts";
import { reveal } from "../../rehearsal/values.ts";
import { egressResources, egressState, isSnat, type StateResource } from "./egress-state.ts";
import { planChanged, type SwapEngine } from "./engine.ts";

/**
 * A swap on stand-ins. What a killed run began, the engine finishes by itself before it plans.
 *
 * @param load gives the stack as its file says it at this moment
 * @param cloudFile where the stand-in cloud is kept. Default: beside the stack's state
 */
export function rehearsalEngine(load: () => RehearsalStack, cloudFile?: string): SwapEngine {
  const stack = load();
  const file = cloudFile ?? join(stack.folder, "cloud.json");

  async function snapshot() {
    if (!existsSync(join(stack.folder, "state.json"))) return { resources: [], pending: [] };
    const { resources, pending } = await new StateFile(stack.folder, stack).load();
    return {
      resources: resources.map((each) => ({ ...each, outputs: reveal(each.outputs) }) as StateResource),
      pending: pending.map(({ kind, state }) => ({ kind, urn: state.urn })),
    };
  }

  return {
    name: "rehearsal",
    flags: " --rehearse",
    upCommand: `./gate rehearse ${stack.name}`,
    repairCommand: `./gate rehearse ${stack.name} --refresh`,

    async state() {
      const { resources, pending } = await snapshot();
      return egressState(stack.name, resources, pending);
    },

    async cloud(key) {
      const egress = egressResources(stack.name, (await snapshot()).resources);
      const cloud = await (await Cloud.open({ file })).snapshot();
      const entry = egress?.snat.id?.split(":")[1];
      const [allocationId = "", instanceId] = egress?.addresses[key]?.binding.id?.split(":") ?? [];
      const eip = cloud.eips[allocationId];
      return {
        activeIp: cloud.snatEntries[entry ?? ""]?.snatIp,
        status: eip?.instanceId === instanceId ? eip?.status : undefined,
      };
    },

    async refresh() {
      const egress = egressResources(stack.name, (await snapshot()).resources);
      if (egress !== undefined) await refresh(load(), ({ urn }) => urn === egress.snat.urn);
    },

    async preview() {
      const planned = await preview(load());
      const changes = changesOf(planned, stack.name);
      return {
        errors: errorsOf(planned),
        changes,
        async up() {
          const run = await up(load(), {
            command: `gate swap ${stack.name} --rehearse`,
            confirm: (plan) => isDeepStrictEqual(changesOf(plan, stack.name), changes),
          });
          return run.result === "declined" ? [planChanged] : errorsOf(run);
        },
      };
    },
  };
}

const errorsOf = ({ problems }: RunResult): string[] =>
  problems.flatMap(({ severity, message }) => (severity === "error" ? message : []));

/** An update that changes no property is none: what failed to initialize is looked at again. */
function changesOf({ steps }: RunResult, slug: string) {
  const isChange = ({ op, type, name, diff }: StepReport) =>
    op !== "same" && (op !== "update" || diff.length > 0 || isSnat(slug, { type, name }));
  return steps.filter(isChange).map(({ op, type, name, diff }) => ({
    op,
    type,
    name,
    properties: diff.map(({ path }) => path),
    to: Object.fromEntries(diff.map(({ path, to }) => [path, to])),
  }));
}
