import { createHash } from "node:crypto";
import type {
  ConcurrentUpdateError,
  EngineEvent,
  Stack,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/index.js";
import { messageOf } from "../../lib/system-errors.ts";
import { nameOf, rootStackType } from "../../lib/urn.ts";
import type { Preview } from "../../plan/preview/compare.ts";
import { engineErrors, type Surroundings, selectStack } from "../pulumi-stack.ts";

/** A stack as a roll-out drives it. */
export interface RolloutStack {
  /** What the backend holds of it. */
  readonly state: () => Promise<RolloutState>;
  /** What an up would do, kept in the file; or why the engine does not say. */
  readonly preview: (file: string) => Promise<Preview | { readonly errors: readonly string[] }>;
  /** Carries out the plan of the file and nothing else. @returns what went wrong; nothing when it came to its end */
  readonly up: (file: string) => Promise<readonly string[]>;
}

export interface RolloutState {
  /** Equal for equal states. */
  readonly digest: string;
  /** What an up that was cut off left open. */
  readonly pending: readonly string[];
}

/** @throws {Refusal} where there is no Pulumi, or no such stack in its backend */
export type OpenStack = (name: string) => Promise<RolloutStack>;

/** The stacks of a project in the backend that Pulumi is logged in to. */
export function pulumiStacks(root: string, surroundings: Surroundings = {}): OpenStack {
  return async (name) =>
    rolloutStack(
      await selectStack(root, name, "install the Pulumi CLI (docs/production.md)", surroundings),
      name,
    );
}

interface Checkpoint {
  readonly manifest?: unknown;
  readonly pending_operations?: readonly { readonly type: string; readonly resource: { urn: string } }[];
}

function rolloutStack(stack: Stack, name: string): RolloutStack {
  const quiet = { color: "never", suppressProgress: true } as const;
  const locked = (error: ConcurrentUpdateError): string => lockText(messageOf(error), name);
  return {
    async state() {
      const { pending_operations: pending, ...state } = (await stack.exportStack()).deployment as Checkpoint;
      return {
        digest: createHash("sha256").update(JSON.stringify(state)).digest("hex"),
        pending: (pending ?? []).map(({ type, resource }) => `${type} ${nameOf(resource.urn)}`),
      };
    },

    async preview(file) {
      const steps: StepEventMetadata[] = [];
      let root: StepEventMetadata | undefined;
      const errors = await engineErrors(
        (events) =>
          stack.preview({
            ...quiet,
            plan: file,
            refresh: false,
            onEvent: (event: EngineEvent) => {
              events(event);
              const step = event.resourcePreEvent?.metadata;
              if (step !== undefined) steps.push(step);
              const outcome = event.resOutputsEvent?.metadata;
              if (outcome?.type === rootStackType) root = outcome;
            },
          }),
        locked,
      );
      return errors.length > 0 ? { errors } : { steps, root };
    },

    up: (file) =>
      engineErrors((onEvent) => stack.up({ ...quiet, plan: file, refresh: false, onEvent }), locked),
  };
}

/** Whose lock it is and since when, as the engine says it; it is never taken away here. */
function lockText(message: string, name: string): string {
  const found = [...message.matchAll(/created by (\S+) \(pid (\d+)\) at (\S+)/g)];
  // The automation API repeats what the CLI said.
  const owners = new Set(found.map(([, who, pid, at]) => `${who}, pid ${pid}, since ${at}`));
  const whose = owners.size === 0 ? "" : ` (${[...owners].join("; ")})`;
  return `another update of the stack is under way${whose}; if it was killed, pulumi cancel -s ${name} takes its lock away`;
}
