import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** What one run of a command took. */
export interface Measured {
  readonly seconds: number;
  /** Most memory that its processes had at one time, in MB; pages that they share count once. NaN without /proc. */
  readonly megabytes: number;
}

/** How often memory is looked at, in milliseconds. */
const interval = 50;

/**
 * Runs a command to its end.
 * @param fine exit codes that are no failure; default: 0
 * @throws when it fails: with what it printed
 */
export async function measure(
  command: string,
  args: readonly string[],
  {
    cwd,
    env = {},
    fine = [0],
  }: { cwd: string; env?: Readonly<Record<string, string>>; fine?: readonly (number | null)[] },
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += String(part)));
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  const stop = new AbortController();
  const peak = peakOf(child.pid ?? 0, stop.signal);
  const code = await ended;
  const seconds = (performance.now() - started) / 1000;
  stop.abort();
  if (!fine.includes(code)) throw new Error(`${[command, ...args].join(" ")} ended with ${code}:\n${text}`);
  return { seconds, megabytes: await peak };
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function peakOf(root: number, stop: AbortSignal): Promise<number> {
  if (process.platform !== "linux") return Number.NaN;
  let peak = 0;
  while (!stop.aborted) {
    peak = Math.max(peak, residentOf(root));
    await setTimeout(interval);
  }
  return peak / 1e6;
}

/** Bytes that a process and all below it have resident. */
function residentOf(root: number): number {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    // After the name in parentheses, which may hold anything: the state, then the parent.
    const parent = Number(/\) \S (\d+)/.exec(read(`/proc/${entry}/stat`))?.[1]);
    if (Number.isInteger(pid)) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  // The proportional size: what Node's processes have in common is in memory once.
  const kilobytes = below(root).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, size) => sum + size, 0) * 1024;
}

/** A file of /proc; "" when its process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
