import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment } from "./deployment.ts";
import { Monitor } from "./monitor.ts";
import { type Exit, loggedExitCode, type Program, RunningProgram } from "./program.ts";
import type { Problem } from "./result.ts";

/** How many of the last lines on stderr explain why a program ended without an error of its own. */
const lastLines = 10;

export interface SessionOptions {
  readonly dryRun: boolean;
  readonly parallel: number;
  /** How long the program may run, in milliseconds. */
  readonly timeLimitMs: number;
  readonly onProblem: (problem: Problem) => void;
}

/**
 * Runs a program once against a deployment. Whatever happens, the program's process is gone afterwards.
 * @returns whether it got to its end without an error; why not is among the problems or the deployment's failures
 */
export async function runProgram(
  program: Program,
  deployment: Deployment,
  options: SessionOptions,
): Promise<boolean> {
  let said = false;
  const lines: string[] = [];
  const problem = (severity: Problem["severity"], message: string, urn = "") => {
    if (severity === "error") said = true;
    options.onProblem({ severity, urn, message });
  };
  const monitor = new Monitor(deployment, {
    onLog: ({ severity, message, urn }) => problem(severity, message, urn),
  });
  const address = await monitor.listen();
  const done = new AbortController();
  let running: RunningProgram | undefined;
  try {
    running = new RunningProgram(program, address, options.dryRun, options.parallel, (line, stream) => {
      if (stream === "stdout") problem("info", line);
      else lines.push(line);
    });
    const late = sleep(options.timeLimitMs, "late" as const, { signal: done.signal });
    late.catch(() => undefined);
    const stopped = deployment.work.stopped.then(() => "stopped" as const);
    const outcome = await Promise.race([running.exited, stopped, late]);
    if (outcome === "stopped") return false;
    if (outcome === "late") {
      problem(
        "error",
        `the program did not end within ${options.timeLimitMs / 1000} s and was ended: ${program.main}`,
      );
      return false;
    }
    if (outcome.code === 0 && !said) return true;
    if (!said) problem("error", endOf(outcome, program, lines));
    return false;
  } finally {
    done.abort();
    await running?.end();
    monitor.close();
  }
}

function endOf(exit: Exit, program: Program, lines: readonly string[]): string {
  const how =
    exit.signal === undefined
      ? `ended with exit code ${exit.code ?? loggedExitCode}`
      : `was ended by ${exit.signal}`;
  return [
    `the program ${how}: ${program.main}`,
    ...lines.slice(-lastLines).map((line) => `    ${line}`),
  ].join("\n");
}
