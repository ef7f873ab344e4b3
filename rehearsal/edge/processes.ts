import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fullDisk, isFullDisk } from "../tools/full-disk.ts";

/** Programs of the edge, each with a log file of its own. The first that ends by itself ends them all. */
export class Processes {
  readonly #logs: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #ended = Promise.withResolvers<never>();
  readonly #running = new Map<
    string,
    { readonly child: ChildProcess; readonly command: readonly string[] }
  >();

  /** @param env the whole environment of the programs */
  constructor(logs: string, env: Readonly<Record<string, string>>) {
    this.#logs = logs;
    this.#env = env;
    this.#ended.promise.catch(() => undefined);
  }

  /** Rejects when a program ends: which, and the end of its log. */
  get failed(): Promise<never> {
    return this.#ended.promise;
  }

  async start(name: string, command: readonly string[]): Promise<void> {
    const [file = "", ...args] = command;
    const path = join(this.#logs, `${name}.log`);
    const log = await open(path, "w");
    const child = spawn(file, args, { env: this.#env, stdio: ["ignore", log.fd, log.fd] });
    this.#running.set(name, { child, command });
    const end = async (how: string) => {
      if (this.#running.get(name)?.child !== child) return;
      const log = (await readFile(path, "utf8")).trim();
      // The last lines of a program that panics are its stack.
      const said = isFullDisk(log) ? fullDisk : log.split("\n").slice(-5).join("\n");
      this.#ended.reject(new Error(`${name} ended (${how}), see ${path}:\n${said}`));
    };
    child.on("error", (error) => void end(error.message));
    child.on("exit", (code, signal) => void end(signal ?? `exit code ${code ?? "none"}`));
    await log.close();
  }
  /** Restarts a program, once it is gone. */
  async restart(name: string): Promise<void> {
    const running = this.#running.get(name);
    if (running === undefined) return;
    this.#running.delete(name);
    const gone = once(running.child, "exit");
    running.child.kill();
    await gone;
    await this.start(name, running.command);
  }
}
