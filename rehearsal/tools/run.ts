import { execFile } from "node:child_process";

export interface RunOptions {
  readonly cwd?: string;
  /** Variables added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that did not end well; `output` is what it wrote to stderr, or to stdout where that is empty. */
export class CommandFailed extends Error {
  readonly output: string;

  constructor(command: readonly string[], output: string) {
    super(`${command.join(" ")}: ${output}`);
    this.output = output;
  }
}

/** Runs a command to its end and gives what it wrote to stdout. */
export function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const [file = "", ...args] = command;
  const env = { ...process.env, ...options.env };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(file, args, { ...options, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
    if (error === null) resolve(stdout);
    else reject(new CommandFailed(command, (stderr || stdout || error.message).trim()));
  });
  return promise;
}
