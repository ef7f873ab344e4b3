// The rehearsal's engine: runs an unmodified Pulumi program, as Pulumi's own engine does and by its protocol, on
// stand-in providers, with its state in a file.
//
// It creates, updates, replaces, imports, reads and deletes resources and calls providers' functions; it honours the
// options parent, dependsOn, provider(s), protect, ignoreChanges, deleteBeforeReplace, replaceOnChanges, import,
// retainOnDelete, deletedWith, customTimeouts, additionalSecretOutputs and aliases.
//
// What it does not do, it refuses by name: remote components, methods of resources (call), transforms and resource
// hooks that run in the engine, state migrations, parameterized packages, the options replaceWith, replacementTrigger,
// hideDiffs and envVarMappings, stack references and other resources of the package `pulumi`. Targets, policy packs and
// update plans are commands of Pulumi's engine that have no counterpart here.

import { onInterrupt } from "../../lib/interrupts.ts";
import { takeLock } from "../../lib/lock.ts";
import { messageOf } from "../../lib/system-errors.ts";
import type { Properties } from "../stand-in.ts";
import { Deployment } from "./deployment.ts";
import type { Program } from "./program.ts";
import { diffProperties, masked } from "./property-diff.ts";
import { ProviderRegistry, type StandIns } from "./provider-registry.ts";
import { recover } from "./recovery.ts";
import { refreshed } from "./refresh.ts";
import type { Problem, RunResult } from "./result.ts";
import type { SessionOptions } from "./session.ts";
import type { Snapshot } from "./snapshot.ts";
import { StateFile } from "./state-file.ts";
import { countChanges, type StepReport } from "./steps.ts";

/** A program, the stand-ins it runs on, and where its state is kept. */
export interface RehearsalStack extends Program {
  /** Where state and lock are kept, absolute. It is made where it is missing. */
  readonly folder: string;
  readonly providers: StandIns;
  /** How the program is run. Default: in a process of its own, as Pulumi runs it. */
  readonly runner?: Runner;
  /** How many provider calls may be under way at once. Default: 16. */
  readonly parallel?: number;
  /** How long one run of the program may take, in milliseconds. Default: 5 minutes. */
  readonly timeLimitMs?: number;
}

/** Runs a program once against a deployment; true when it got to its end without an error. */
export type Runner = (program: Program, deployment: Deployment, options: SessionOptions) => Promise<boolean>;

/** A caller's hooks into a run. */
export interface RunHooks {
  /** Sees the plan before anything is changed; false ends the run there. Default: goes on. */
  readonly confirm?: (plan: RunResult) => Promise<boolean> | boolean;
  /** Hears of each step that was carried out, once it is done. */
  readonly onStep?: (step: StepReport) => void;
  /** What the run is for, for others who meet its lock. Default: the command. */
  readonly command?: string;
  /** Whether the state is first brought to what the providers find (`pulumi up --refresh`). Default: false. */
  readonly refresh?: boolean;
  /** How long to wait for another run of the stack, in milliseconds. Default: 0. */
  readonly lockWaitMs?: number;
}

const defaultParallel = 16;
const defaultTimeLimitMs = 5 * 60_000;

/** Shows the plan and, once it is confirmed, brings the stack to what its program says. Never throws: see the result. */
export function up(stack: RehearsalStack, hooks: RunHooks = {}): Promise<RunResult> {
  return underLock(stack, { command: "up", ...hooks }, async (run) => {
    const plan = await run.once(true);
    if (plan.result === "failed") return plan;
    if (hooks.confirm !== undefined && !(await hooks.confirm(plan))) return { ...plan, result: "declined" };
    return await run.once(false);
  });
}

/** Shows what `up` would do, and does nothing. (Like every command, it first finishes what a killed run began.) */
export function preview(stack: RehearsalStack, hooks: RunHooks = {}): Promise<RunResult> {
  return underLock(stack, { command: "preview", ...hooks }, (run) => run.once(true));
}

/** Deletes all resources of the stack, without its program. Protected ones forbid it. */
export function destroy(stack: RehearsalStack, hooks: RunHooks = {}): Promise<RunResult> {
  return underLock(stack, { command: "destroy", ...hooks }, async (run) => {
    const plan = await run.once(true, "without program");
    if (plan.result === "failed") return plan;
    if (hooks.confirm !== undefined && !(await hooks.confirm(plan))) return { ...plan, result: "declined" };
    return await run.once(false, "without program");
  });
}

/** The runs of one command: each starts from the state that was found under the lock. */
interface Run {
  once(dryRun: boolean, mode?: "without program"): Promise<RunResult>;
}

async function underLock(
  stack: RehearsalStack,
  hooks: RunHooks & { readonly command: string },
  task: (run: Run) => Promise<RunResult>,
): Promise<RunResult> {
  const started = Date.now();
  try {
    const file = new StateFile(stack.folder, stack);
    await file.prepare();
    const { command, lockWaitMs } = hooks;
    const release = await takeLock(stack.folder, {
      command,
      ...(lockWaitMs === undefined ? {} : { waitMs: lockWaitMs }),
    });
    try {
      const save = (snapshot: Snapshot) => file.save(snapshot);
      const registry = registryOf(stack);
      const before = await recover(await file.load(), registry, save);
      const snapshot = hooks.refresh === true ? await refreshed(before, registry) : before;
      const result = await task({
        once: async (dryRun, mode) => {
          if (!dryRun && snapshot !== before) await save(snapshot);
          return await once(stack, hooks, { snapshot, save, dryRun, mode });
        },
      });
      return { ...result, durationMs: Date.now() - started };
    } finally {
      await release();
    }
  } catch (error) {
    return failed(messageOf(error), Date.now() - started);
  }
}

interface OnceOptions {
  readonly snapshot: Snapshot;
  readonly save: (snapshot: Snapshot) => Promise<void>;
  readonly dryRun: boolean;
  readonly mode: "without program" | undefined;
}

async function once(stack: RehearsalStack, hooks: RunHooks, options: OnceOptions): Promise<RunResult> {
  const started = Date.now();
  const { dryRun } = options;
  const parallel = stack.parallel ?? defaultParallel;
  const timeLimitMs = stack.timeLimitMs ?? defaultTimeLimitMs;
  const runner = stack.runner ?? asProcess;
  const problems: Problem[] = [];
  const deployment = new Deployment({
    ...options,
    ...{ stack, parallel, registry: registryOf(stack) },
    ...(dryRun || hooks.onStep === undefined ? {} : { onStep: hooks.onStep }),
  });
  const forget = onInterrupt((signal) => {
    deployment.work.fail(
      "",
      new Error(`interrupted by ${signal}: what was under way was finished, the rest was left as it is`),
    );
  });
  let outputs: Properties = {};
  try {
    const onProblem = (problem: Problem) => problems.push(problem);
    const completed =
      options.mode === "without program" ||
      (await runner(stack, deployment, { dryRun, parallel, timeLimitMs, onProblem }));
    if (completed) await deployment.deleteRest();
    outputs = await deployment.close(completed && deployment.work.failures.length === 0);
  } finally {
    forget();
  }
  for (const failure of deployment.work.failures) problems.push({ severity: "error", ...failure });
  return {
    result: problems.some(({ severity }) => severity === "error") ? "failed" : "succeeded",
    changes: countChanges(deployment.steps),
    steps: deployment.steps,
    outputs: masked(outputs) as Record<string, unknown>,
    outputChanges: diffProperties(deployment.formerOutputs, outputs),
    durationMs: Date.now() - started,
    problems,
  };
}

/** Loaded when it is needed: the protocol's code is most of what this engine has to load. */
const asProcess: Runner = async (...args) => (await import("./session.ts")).runProgram(...args);

/** The stand-ins of a stack, as a run or a command asks them. */
export function registryOf(stack: RehearsalStack): ProviderRegistry {
  return new ProviderRegistry(stack.providers, stack.config, stack.secretKeys);
}

function failed(message: string, durationMs: number): RunResult {
  const problems = [{ severity: "error", urn: "", message } as const];
  return {
    result: "failed",
    changes: countChanges([]),
    steps: [],
    outputs: {},
    outputChanges: [],
    durationMs,
    problems,
  };
}
