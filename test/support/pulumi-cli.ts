import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CommandError, type EngineEvent, LocalWorkspace, Stack } from "@pulumi/pulumi/automation/index.js";
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
  /** How many of each operation, as the engine's own summary says. Empty for a run that failed. */
  readonly changes: Readonly<Record<string, number>>;
  /** What it told the user as errors and warnings; that the stand-ins are plugins from PATH is none. */
  readonly problems: readonly string[];
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

/** One stack of a project on Pulumi's own engine, with the stand-ins as its plugins and a backend in the project's folder. */
export class PulumiStack {
  readonly name: string;
  /** Where the stand-in cloud and cluster are kept. */
  readonly world: string;
  readonly #stack: Stack;

  private constructor(stack: Stack, world: string) {
    this.name = stack.name;
    this.world = world;
    this.#stack = stack;
  }

  /**
   * Makes the stack, and the world that it meets.
   * @param env over what a command gets anyway
   */
  static async init(project: Project, name: string, env: Record<string, string> = {}): Promise<PulumiStack> {
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
    const workspace = await LocalWorkspace.create({
      workDir: project.root,
      pulumiHome: project.folder("pulumi-home"),
      envVars: {
        PATH: [
          join(repository, "rehearsal", "plugins"),
          join(repository, "node_modules", ".bin"),
          process.env.PATH,
        ].join(delimiter),
        PULUMI_BACKEND_URL: `file://${project.folder("backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "example",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        SCHOOLGATE_REHEARSAL: world,
        ...env,
      },
    });
    return new PulumiStack(await Stack.createOrSelect(name, workspace), world);
  }

  /** What a process needs in its environment to meet this stack. */
  get env(): Readonly<Record<string, string>> {
    const { envVars, pulumiHome = "" } = this.#stack.workspace;
    return { ...envVars, PULUMI_HOME: pulumiHome };
  }

  preview(): Promise<PulumiRun> {
    return this.#run((options) => this.#stack.preview(options));
  }

  /** Previews with the project's policy pack. */
  review(): Promise<PulumiRun> {
    const policyPacks = [join(this.#stack.workspace.workDir, "policies")];
    return this.#run((options) => this.#stack.preview({ ...options, policyPacks }));
  }

  /**
   * Goes up without a preview before it, as the Automation API does.
   *
   * @param refresh brings the state to what the providers find first. Default: no
   */
  up({ refresh = false }: { refresh?: boolean } = {}): Promise<PulumiRun> {
    return this.#run((options) => this.#stack.up({ ...options, refresh }));
  }

  refresh(): Promise<PulumiRun> {
    return this.#run((options) => this.#stack.refresh(options));
  }

  /** Destroys without a preview before it, as the Automation API does. */
  destroy(): Promise<PulumiRun> {
    return this.#run((options) => this.#stack.destroy(options));
  }

  /** The stack's outputs, secrets in plain. */
  async outputs(): Promise<Record<string, unknown>> {
    const outputs = await this.#stack.outputs();
    return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]));
  }

  /** Any command on this stack as one types it, e.g. `state unprotect --all --yes`. */
  command(...args: readonly string[]): { ok: boolean; text: string } {
    const { workDir } = this.#stack.workspace;
    const { status, stdout, stderr } = spawnSync(
      "pulumi",
      [...args, "--stack", this.name, "--color", "never"],
      {
        cwd: workDir,
        env: { ...process.env, ...this.env },
        encoding: "utf8",
      },
    );
    return { ok: status === 0, text: stdout + stderr };
  }

  /** What the stand-in cloud and cluster hold, to the byte. */
  clouds(): { cloud: string; cluster: string } {
    const read = (file: string) => readFileSync(join(this.world, file), "utf8");
    return { cloud: read("cloud.json"), cluster: read("cluster.json") };
  }

  async #run(command: (options: Options) => Promise<unknown>): Promise<PulumiRun> {
    const events: EngineEvent[] = [];
    let text = "";
    const listen = (part: string) => {
      text += part;
    };
    let result: PulumiRun["result"] = "succeeded";
    try {
      await command({
        color: "never",
        onEvent: (event) => events.push(event),
        onOutput: listen,
        onError: listen,
      });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      result = "failed";
    }
    return {
      result,
      steps: events.flatMap(({ resourcePreEvent }) =>
        resourcePreEvent === undefined
          ? []
          : [{ op: resourcePreEvent.metadata.op, urn: resourcePreEvent.metadata.urn }],
      ),
      changes: { ...events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges },
      problems: events.flatMap(({ diagnosticEvent }) => {
        const { severity, message } = diagnosticEvent ?? {};
        const told = severity === "error" || severity === "warning" ? [(message ?? "").trim()] : [];
        return told.filter(
          (text) =>
            !/^using pulumi-(?:resource-(?:alicloud|kubernetes)|language-nodejs) from \$PATH /.test(text),
        );
      }),
      violations: events.flatMap(({ policyEvent }) => {
        if (policyEvent === undefined) return [];
        const { policyName, enforcementLevel, resourceUrn = "", message } = policyEvent;
        return [{ policy: policyName, level: enforcementLevel, urn: resourceUrn, message }];
      }),
      text,
    };
  }
}

interface Options {
  readonly color: "never";
  readonly onEvent: (event: EngineEvent) => void;
  readonly onOutput: (text: string) => void;
  readonly onError: (text: string) => void;
}
