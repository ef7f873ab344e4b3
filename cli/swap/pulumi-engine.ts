import type { OpType, Stack, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { Refusal } from "../../lib/refusal.ts";
import { nameOf } from "../../lib/urn.ts";
import type { Workspace } from "../../rehearsal/pulumi/workspace.ts";
import { engineErrors, type Surroundings, selectStack } from "../pulumi-stack.ts";
import { egressResources, egressState, isSnat, type StateResource } from "./egress-state.ts";
import { type PlannedChange, type SwapEngine, stackLocked, withoutPulumi } from "./engine.ts";

/** The part of a checkpoint that a swap reads. */
interface Checkpoint {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[];
}

const errorsOf = (run: Parameters<typeof engineErrors>[0]): Promise<string[]> =>
  engineErrors(run, () => stackLocked);

const unchanging: readonly (OpType | string)[] = ["same", "read", "refresh"];

/**
 * A swap on Pulumi's own engine.
 *
 * @param options over those of a workspace in the project's folder
 * @throws {Refusal} when there is no Pulumi, or no such stack in its backend
 */
export async function pulumiEngine(
  root: string,
  name: string,
  options: Surroundings = {},
): Promise<SwapEngine> {
  const stack = await selectStack(root, name, withoutPulumi, options);
  return {
    ...runsOf(name, stack),
    ...{ name: "pulumi", flags: "" },
    upCommand: `pulumi up -s ${name}`,
    repairCommand: `pulumi up --refresh -s ${name}`,
  };
}

/**
 * A rehearsed swap on Pulumi's own engine.
 *
 * @param writeConfig has the configuration's file say what the stack file does
 */
export function rehearsedPulumiEngine(
  name: string,
  { stack, settings, configFile }: Workspace,
  writeConfig: () => Promise<void>,
): SwapEngine {
  const up = `./gate rehearse ${name} --engine pulumi`;
  return {
    ...runsOf(name, stack, { configFile, writeConfig, state: settings }),
    ...{ name: "rehearsal", flags: " --rehearse --engine pulumi", upCommand: up },
    repairCommand: `${up} --refresh`,
  };
}

/** Where a configuration is that is no stack file. */
interface Elsewhere {
  readonly configFile: string;
  readonly writeConfig: () => Promise<void>;
  /** The stack in the configuration's project, where asking for the state leaves the stack file alone. */
  readonly state: Stack;
}

function runsOf(
  name: string,
  stack: Stack,
  elsewhere?: Elsewhere,
): Pick<SwapEngine, "state" | "cloud" | "refresh" | "preview"> {
  const quiet = {
    ...({ color: "never", suppressProgress: true } as const),
    ...(elsewhere && { configFile: elsewhere.configFile }),
  };
  let last: Checkpoint | undefined;
  const checkpoint = async (): Promise<Checkpoint> => {
    last = (await (elsewhere?.state ?? stack).exportStack()).deployment as Checkpoint;
    return last;
  };
  /** Which resources there are: a swap changes none of that, so they are read once. */
  const resources = async () => egressResources(name, (last ?? (await checkpoint())).resources ?? []);

  return {
    async state() {
      const { resources = [], pending_operations = [] } = await checkpoint();
      const pending = pending_operations.map(({ type, resource }) => ({ kind: type, urn: resource.urn }));
      return egressState(name, resources, pending);
    },

    async cloud(key) {
      const egress = await resources();
      const address = egress?.addresses[key];
      const asked = [egress?.snat, address?.eip, address?.binding].flatMap((each) => each?.urn ?? []);
      const seen = new Map<string, Readonly<Record<string, unknown>>>();
      const [first] = await errorsOf((events) =>
        stack.previewRefresh({
          ...quiet,
          target: asked,
          onEvent: (event) => {
            events(event);
            const { op, urn, new: found } = event.resOutputsEvent?.metadata ?? {};
            if (urn !== undefined && op !== "delete" && found) seen.set(urn, found.outputs);
          },
        }),
      );
      if (first !== undefined) return { unknown: first };
      const isBound = address !== undefined && seen.has(address.binding.urn);
      return {
        activeIp: textOf(seen.get(egress?.snat.urn ?? "")?.snatIp),
        status: isBound ? textOf(seen.get(address.eip.urn)?.status) : undefined,
      };
    },

    async refresh() {
      const egress = await resources();
      const target = egress === undefined ? [] : [egress.snat.urn];
      const [first] = await errorsOf((onEvent) => stack.refresh({ ...quiet, target, onEvent }));
      if (first !== undefined)
        throw new Refusal(
          `the state could not be brought to what the cloud says: ${first}`,
          "then swap again",
        );
    },

    async preview(file) {
      await elsewhere?.writeConfig();
      const steps: StepEventMetadata[] = [];
      const options = { ...quiet, plan: file };
      const errors = await errorsOf((events) =>
        stack.preview({
          ...options,
          onEvent: (event) => {
            events(event);
            const step = event.resourcePreEvent?.metadata;
            if (step !== undefined && !unchanging.includes(step.op)) steps.push(step);
          },
        }),
      );
      const changes = steps.flatMap((step) => changeOf(step, name));
      if (errors.length === 0 && steps.length > changes.length) {
        // Whatever else is to be looked at again waits for the next up: the cluster may be slow, or away.
        Object.assign(options, { target: [(await resources())?.snat.urn ?? ""] });
        errors.push(...(await errorsOf((onEvent) => stack.preview({ ...options, onEvent }))));
      }
      return {
        errors,
        changes,
        async up() {
          await elsewhere?.writeConfig();
          // The saved plan makes the engine refuse whatever the preview did not show.
          return errorsOf((onEvent) => stack.up({ ...options, onEvent }));
        },
      };
    },
  };
}

/**
 * A step as a change of a plan. An update that finds no property differing is none: the engine makes it of whatever was not
 * ready, or was refused, when it was last looked at, to have the provider look again.
 */
function changeOf(
  { op, urn, type, old, new: wanted, diffs, detailedDiff }: StepEventMetadata,
  slug: string,
): PlannedChange[] {
  const [before, after] = [old?.inputs ?? {}, wanted?.inputs ?? {}] as Record<string, unknown>[];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const properties = names.filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]));
  const name = nameOf(urn);
  // Of a secret both sides look the same: only the provider knows whether it differs.
  const differs =
    properties.length > 0 || (diffs ?? []).length > 0 || Object.keys(detailedDiff ?? {}).length > 0;
  if (op === "update" && !differs && !isSnat(slug, { type, name })) return [];
  return [
    {
      op,
      type,
      name,
      properties,
      to: Object.fromEntries(properties.map((key) => [key, after?.[key]])),
    },
  ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
