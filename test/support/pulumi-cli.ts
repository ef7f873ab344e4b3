import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { Preview } from "../../plan/preview/compare.ts";
import { findPulumi } from "../../rehearsal/pulumi/find.ts";
import { worldOf } from "../../rehearsal/world.ts";
import { cache } from "./cache.ts";
import { type Project, repository } from "./projects.ts";

const cli = await findPulumi(cache);
// From here on a built CLI is met as an installed one is.
process.env.PATH = [...(cli?.folders ?? []), process.env.PATH].join(delimiter);

/** The version of the CLI on PATH, else of the built one; `undefined` where there is neither. */
export const version = cli?.version;

/** What one command of Pulumi's engine did. */
export interface PulumiRun {
  readonly result: "succeeded" | "failed";
  /** Every step, unchanged resources' too, in the order in which they began. */
  readonly steps: readonly { readonly op: string; readonly urn: string }[];
  /** All that the engine told of them, and of the stack once its outputs were registered. */
  readonly told: Preview;
  /** How many of each operation, as the engine's own summary says. Empty for a run that failed. */
  readonly changes: Readonly<Record<string, number>>;
  /** What it told the user as errors and warnings; that the stand-ins are plugins from PATH is none. */
  readonly problems: readonly string[];
  /** The stack's outputs that come to be others than before, by name and sorted; an unknown one is another. */
  readonly changedOutputs: readonly string[];
  /** What policies told. */
  readonly violations: readonly PolicyViolation[];
  /** All that it printed. */
  readonly text: string;
}

/** What a policy told of a resource, or of the stack by its root. */
export interface PolicyViolation {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  /** The policy's description, and the finding. */
  readonly message: string;
}

/** What a stack's commands run in. */
interface Surroundings {
  /** Over the variables that a command gets anyway. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of plugins that are met before the stand-ins. */
  readonly plugins?: readonly string[];
}

/** One stack of a project on Pulumi's own engine, with the stand-ins as its plugins and a backend in the project's folder. */
export class PulumiStack {
  readonly name: string;
  /** Where the stand-in cloud and cluster are kept. */
  readonly world: string;
  /** What a process needs in its environment to meet this stack. */
  readonly env: Readonly<Record<string, string>>;
  readonly #root: string;
  readonly #eventLog: string;

  private constructor(
    project: Project,
    name: string,
    world: string,
    { env = {}, plugins = [] }: Surroundings,
  ) {
    this.name = name;
    this.world = world;
    this.#root = project.root;
    this.#eventLog = join(project.folder("events"), `${name}.json`);
    this.env = {
      PATH: [
        ...plugins,
        join(repository, "rehearsal", "plugins"),
        join(repository, "node_modules", ".bin"),
        process.env.PATH,
      ].join(delimiter),
      PULUMI_BACKEND_URL: `file://${project.folder("backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "example",
      // For --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_HOME: project.folder("pulumi-home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      SCHOOLGATE_REHEARSAL: world,
      ...env,
    };
  }

  /** Makes the stack where there is none yet, and the world that it meets. */
  static async init(project: Project, name: string, surroundings: Surroundings = {}): Promise<PulumiStack> {
    const world = project.folder("world", name);
    const loaded = project.load(name);
    const school = loaded.kind === "school" ? loaded.school : undefined;
    writeFileSync(
      join(world, "world.json"),
      JSON.stringify({
        alicloud: worldOf(loaded.platform, school),
        kubernetes: { namespaces: school === undefined ? [] : [loaded.platform.gateway.namespace] },
      }),
    );
    const stack = new PulumiStack(project, name, world, surroundings);
    const { ok, text } = await stack.#start("stack", "select", "--create");
    if (!ok) throw new Error(text);
    return stack;
  }

  preview(): Promise<PulumiRun> {
    return this.#run("preview");
  }

  /** Previews with the project's policy pack. */
  review(): Promise<PulumiRun> {
    return this.#run("preview", "--policy-pack", join(this.#root, "policies"));
  }

  /**
   * Goes up without a preview before it.
   *
   * @param refresh brings the state to what the providers find first. Default: no
   */
  up({ refresh = false }: { refresh?: boolean } = {}): Promise<PulumiRun> {
    return this.#run("up", "--yes", "--skip-preview", ...(refresh ? ["--refresh"] : []));
  }

  refresh(): Promise<PulumiRun> {
    return this.#run("refresh", "--yes", "--skip-preview");
  }

  /** Destroys without a preview before it. */
  destroy(): Promise<PulumiRun> {
    return this.#run("destroy", "--yes", "--skip-preview");
  }

  /** The stack's outputs, secrets in plain. */
  async outputs(): Promise<Record<string, unknown>> {
    const { ok, text, stdout } = await this.#start("stack", "output", "--json", "--show-secrets");
    if (!ok) throw new Error(text);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Any command on this stack as one types it, e.g. `state unprotect --all --yes`. */
  command(...args: readonly string[]): { ok: boolean; text: string } {
    const { status, stdout, stderr } = spawnSync("pulumi", this.#of(args), {
      ...this.#options(),
      encoding: "utf8",
    });
    return { ok: status === 0, text: stdout + stderr };
  }

  /** What the stand-in cloud and cluster hold, to the byte. */
  clouds(): { cloud: string; cluster: string } {
    const read = (file: string) => readFileSync(join(this.world, file), "utf8");
    return { cloud: read("cloud.json"), cluster: read("cluster.json") };
  }

  #of(args: readonly string[]): string[] {
    return [...args, "--stack", this.name, "--color", "never", "--non-interactive"];
  }

  #options() {
    return { cwd: this.#root, env: { ...process.env, ...this.env } };
  }

  async #start(...args: readonly string[]): Promise<{ ok: boolean; text: string; stdout: string }> {
    const child = spawn("pulumi", this.#of(args), this.#options());
    let text = "";
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      stdout += part;
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    const [code] = (await once(child, "close")) as [number | null];
    return { ok: code === 0, text, stdout };
  }

  async #run(...args: readonly string[]): Promise<PulumiRun> {
    rmSync(this.#eventLog, { force: true });
    const { ok, text } = await this.#start(...args, "--event-log", this.#eventLog);
    // What is refused before it begins leaves none.
    const log = existsSync(this.#eventLog) ? readFileSync(this.#eventLog, "utf8") : "";
    const events = log
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as EngineEvent);
    return {
      result: ok ? "succeeded" : "failed",
      steps: events.flatMap(({ resourcePreEvent }) =>
        resourcePreEvent === undefined
          ? []
          : [{ op: resourcePreEvent.metadata.op, urn: resourcePreEvent.metadata.urn }],
      ),
      told: {
        steps: events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []),
        root: rootOf(events),
      },
      changes: { ...events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges },
      problems: events.flatMap(({ diagnosticEvent }) => {
        const { severity, message } = diagnosticEvent ?? {};
        const told = severity === "error" || severity === "warning" ? [(message ?? "").trim()] : [];
        return told.filter(
          (text) =>
            !/^using pulumi-(?:resource-(?:alicloud|kubernetes)|language-nodejs) from \$PATH /.test(text),
        );
      }),
      changedOutputs: changedOutputs(events),
      violations: events.flatMap(({ policyEvent }) => {
        if (policyEvent === undefined) return [];
        const { policyName, enforcementLevel, resourceUrn = "", message } = policyEvent;
        return [{ policy: policyName, level: enforcementLevel, urn: resourceUrn, message }];
      }),
      text,
    };
  }
}

function rootOf(events: readonly EngineEvent[]): StepEventMetadata | undefined {
  const ofStack = events.findLast(({ resOutputsEvent }) =>
    resOutputsEvent?.metadata.urn.includes("::pulumi:pulumi:Stack::"),
  );
  return ofStack?.resOutputsEvent?.metadata;
}

function changedOutputs(events: readonly EngineEvent[]): string[] {
  const { old, new: now } = rootOf(events) ?? {};
  const [before, after] = [old?.outputs ?? {}, now?.outputs ?? {}];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}
