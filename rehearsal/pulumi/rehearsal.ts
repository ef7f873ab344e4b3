// A rehearsal by Pulumi's own CLI: the embedded engine's counterpart (../engine/run.ts), with its state apart.

import { existsSync } from "node:fs";
import { glob, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { ProgramConfig } from "../../infra/config/stack-config.ts";
import { onInterrupt } from "../../lib/interrupts.ts";
import { takeLock } from "../../lib/lock.ts";
import { makeFolder } from "../../lib/make-folder.ts";
import { Refusal } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { Cloud } from "../alicloud/cloud.ts";
import { type Front, startFront } from "../alicloud/wire/server.ts";
import type { RunResult } from "../engine/result.ts";
import type { RunHooks } from "../engine/run.ts";
import { writeConfig } from "./config-file.ts";
import { EventReader } from "./events.ts";
import { openWorkspace, type Workspace, type WorkspaceOptions, worldIn } from "./workspace.ts";

/** A stack, and what Pulumi's CLI rehearses it on. */
export interface PulumiRehearsal extends Omit<WorkspaceOptions, "env"> {
  /** The stack file's text, and what stands for its secrets; asked for before each run. */
  readonly config: () => { readonly text: string } & ProgramConfig;
  /** Whether the plugin of Alibaba Cloud is the official one: it meets the stand-in cloud on the wire. */
  readonly onWire: boolean;
  /** The real cluster's kubeconfig. Default: none, the plugin is the stand-in. */
  readonly kubeconfig?: string;
  /** Whether Ctrl-C reaches the CLI by itself, as it does on a terminal. */
  readonly hearsInterrupts: boolean;
}

/** As the embedded engine's, and what the CLI tells. */
export interface PulumiHooks extends Pick<RunHooks, "confirm" | "command" | "refresh"> {
  /** Hears of the inputs of each Kubernetes object that the stack has after the run, secrets masked. */
  readonly onObject?: (inputs: Readonly<Record<string, unknown>>) => void;
}

/** Shows the plan and, once it is confirmed, goes up. Never throws: see the result. */
export async function upByPulumi(rehearsal: PulumiRehearsal, hooks: PulumiHooks = {}): Promise<RunResult> {
  const started = Date.now();
  const since = (result: RunResult): RunResult => ({ ...result, durationMs: Date.now() - started });
  try {
    return await inWorkspace(rehearsal, hooks.command ?? "up", async (workspace) => {
      const { text, ...config } = rehearsal.config();
      await writeConfig(workspace.configFile, workspace.settings, text, config);
      const run = (dryRun: boolean) => runOnce(workspace, rehearsal, { ...hooks, dryRun });
      const plan = await run(true);
      if (plan.result === "failed") return since(plan);
      if (hooks.confirm !== undefined && !(await hooks.confirm(plan)))
        return since({ ...plan, result: "declined" });
      return since(await run(false));
    });
  } catch (error) {
    return new EventReader(true).failed(messageOf(error), Date.now() - started);
  }
}

/** Has a task done with the stack open and locked, and with the cloud on the wire where a plugin needs it there. */
export async function inWorkspace<T>(
  rehearsal: PulumiRehearsal,
  command: string,
  task: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { folder } = rehearsal;
  await makeFolder(folder);
  const release = await takeLock(folder, { command });
  let front: Front | undefined;
  try {
    await removeDeadLocks(folder);
    if (rehearsal.onWire) {
      const file = join(worldIn(folder), "cloud.json");
      await makeFolder(worldIn(folder));
      const cloud = await Cloud.open({ file, world: rehearsal.world.alicloud });
      front = await startFront({ folder: join(folder, "front"), cloud });
    }
    const { kubeconfig } = rehearsal;
    const env = { ...front?.environment, ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }) };
    return await task(await openWorkspace({ ...rehearsal, env }));
  } finally {
    await front?.close();
    await release();
  }
}

interface OnceOptions extends Pick<PulumiHooks, "onObject" | "refresh"> {
  readonly dryRun: boolean;
}

async function runOnce(
  { stack, configFile }: Workspace,
  { hearsInterrupts }: PulumiRehearsal,
  { dryRun, onObject, refresh }: OnceOptions,
): Promise<RunResult> {
  const started = Date.now();
  const reader = new EventReader(dryRun);
  const stop = new AbortController();
  const forget = onInterrupt((signal) => {
    reader.interrupted(signal);
    // A second signal would have the CLI leave what is under way.
    if (!(hearsInterrupts && signal === "SIGINT")) stop.abort();
  });
  const options = {
    ...({ color: "never", suppressProgress: true, configFile, signal: stop.signal } as const),
    ...(refresh === true && { refresh }),
    onEvent: (event: EngineEvent) => {
      reader.add(event);
      const { type = "", new: state } = event.resOutputsEvent?.metadata ?? {};
      if (!dryRun && state && type.startsWith("kubernetes:")) onObject?.(state.inputs);
    },
  };
  try {
    await (dryRun ? stack.preview(options) : stack.up(options));
    return reader.result(true, Date.now() - started);
  } catch (error) {
    return reader.failed(reasonOf(error), Date.now() - started);
  } finally {
    forget();
  }
}

/** The CLI's own output, where its events say nothing. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  if (!(error instanceof CommandError)) return message;
  return /^error: (.*)$/m.exec(message)?.[1] ?? message;
}

/** Removes the lock of a killed CLI: whoever holds the rehearsal's own lock is alone. */
async function removeDeadLocks(folder: string): Promise<void> {
  const locks = join(folder, "backend", ".pulumi", "locks");
  if (!existsSync(locks)) return;
  for await (const file of glob("**/*.json", { cwd: locks })) {
    const { pid } = JSON.parse(await readFile(join(locks, file), "utf8")) as { pid: number };
    if (existsSync(`/proc/${pid}`))
      throw new Refusal(
        `a pulumi of an earlier run is still at work (process ${pid}): wait until it has ended`,
      );
    await rm(join(locks, file));
  }
}
