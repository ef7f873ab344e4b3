import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Programs of the edge, each with a log file of its own. The first that ends by itself ends them all. */
export class Processes {
  readonly #logs: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #ended = Promise.withResolvers<never>();

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
    const end = async (how: string) => {
      const lines = (await readFile(path, "utf8")).trim().split("\n").slice(-5);
      this.#ended.reject(new Error(`${name} ended (${how}), see ${path}:\n${lines.join("\n")}`));
    };
    child.on("error", (error) => void end(error.message));
    child.on("exit", (code, signal) => void end(signal ?? `exit code ${code ?? "none"}`));
    await log.close();
  }
}
