import { type ChildProcess, spawn } from "node:child_process";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Refusal } from "../../lib/refusal.ts";
import type { StackIdentity } from "../../lib/urn.ts";
import { sdkScript } from "../sdk-script.ts";

/** A Pulumi Node program, with its config and environment. */
export interface Program extends StackIdentity {
  /** The project's folder, absolute: where Pulumi.yaml and node_modules are. */
  readonly root: string;
  /** The program's file, relative to the root; its folder is the working directory. */
  readonly main: string;
  /** The stack's config: `namespace:key` to text, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Which of the keys are secret. */
  readonly secretKeys: readonly string[];
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a program ended. */
export interface Exit {
  /** Absent when it was killed by a signal. */
  readonly code?: number;
  readonly signal?: string;
}

/** The exit code by which the SDK says that it told the user already what went wrong. */
export const loggedExitCode = 32;

/**
 * How much garbage the program's process lets gather before it looks, in MB. Node's default is made for servers: a
 * short run never looks, and takes up to 100 MB more.
 */
const semiSpaceMb = 8;

/** How long a program may take to end after SIGTERM, in milliseconds. */
const graceMs = 2_000;

/** A program while it runs, as Pulumi's language host would run it. */
export class RunningProgram {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;

  /**
   * @param address where the engine's services listen
   * @param onLine hears each line that the program writes to stdout or stderr
   */
  constructor(program: Program, address: string, dryRun: boolean, parallel: number, onLine: LineListener) {
    const folder = join(program.root, dirname(program.main));
    const guard = new URL("./orphan-guard.ts", import.meta.url).href;
    const args = [
      // The SDK takes a stack trace for every resource: whole, they are a fifth of the program's time. One line is left, to
      // say where an error was thrown.
      ...[`--max-semi-space-size=${semiSpaceMb}`, "--stack-trace-limit=1"],
      ...["--import", guard, sdkScript(program.root, "run")],
      ...["--monitor", address, "--engine", address, "--organization", "organization"],
      ...["--project", program.project, "--stack", program.name, "--root-directory", program.root],
      ...[
        "--pwd",
        folder,
        "--parallel",
        String(parallel),
        ...(dryRun ? ["--dry-run"] : []),
        basename(program.main),
      ],
    ];
    this.#child = spawn(process.execPath, args, {
      cwd: folder,
      // A group of its own: Ctrl-C reaches the engine alone, which decides when the program ends.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      env: {
        // The SDK is large: kept compiled, it loads in half the time. Where that cannot be written, nothing happens.
        NODE_COMPILE_CACHE: join(program.root, "node_modules", ".cache", "node-compile"),
        ...process.env,
        ...program.env,
        PULUMI_NODEJS_TYPESCRIPT: "false",
        PULUMI_CONFIG: JSON.stringify(program.config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(program.secretKeys),
      },
    });
    process.once("exit", this.#kill);
    const { stdout, stderr } = this.#child;
    const lines = [readLines(stdout, "stdout", onLine), readLines(stderr, "stderr", onLine)];
    this.exited = new Promise((resolve, reject) => {
      this.#child.once("error", (error) =>
        reject(new Refusal(`the program cannot be started: ${error.message}`)),
      );
      this.#child.once("exit", (code, signal) => {
        this.#killGroup("SIGKILL"); // what the program itself may have started
        process.off("exit", this.#kill);
        void Promise.all(lines).then(() =>
          resolve({ ...(code === null ? {} : { code }), ...(signal ? { signal } : {}) }),
        );
      });
    });
  }

  /** Ends the program, by force if it does not end by itself, and resolves when it is gone. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#killGroup("SIGTERM");
    const force = setTimeout(() => this.#killGroup("SIGKILL"), graceMs);
    await this.exited.catch(() => undefined);
    clearTimeout(force);
  }

  readonly #kill = (): void => this.#killGroup("SIGKILL");

  #killGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // The group is gone already: that is what was wanted.
    }
  }
}

/** Hears one line of the program's output. */
export type LineListener = (line: string, stream: "stdout" | "stderr") => void;

async function readLines(
  stream: Readable | null,
  name: "stdout" | "stderr",
  onLine: LineListener,
): Promise<void> {
  if (stream === null) return;
  for await (const line of createInterface({ input: stream })) onLine(line, name);
}
