// What the kernel knows of processes: what they use, and the cores that they run on.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** Ticks a second of /proc/<pid>/stat. */
const ticks = 100;

/** Seconds of a core that a process and its threads have used so far. */
export function coreSeconds(pid: number): number {
  // After the name in parentheses, which may hold anything: the state first, user and system time as 12th and 13th.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** MB that a process has resident. */
export function resident(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024) / 1e6;
}

/** The process below another that runs a program. */
export function find(above: number, program: string): number {
  const found = below(above).find((pid) => commandOf(pid)[0]?.endsWith(program));
  if (found === undefined) throw new Error(`no ${program} runs`);
  return found;
}

/** Every process below another; one that ends meanwhile has none. */
export function below(pid: number): number[] {
  const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : [];
  const children = threads.flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );
  return children.flatMap((child) => [child, ...below(child)]);
}

/** Lets processes, with all their threads, run on these cores only. */
export function pin(pids: readonly number[], cores: string): void {
  for (const pid of pids) {
    const { status, stderr } = spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", cores, `${pid}`]);
    // One that has ended needs no core.
    if (status !== 0 && existsSync(`/proc/${pid}`)) throw new Error(`taskset: ${stderr.toString()}`);
  }
}

/** Lets processes, with all their threads, run only where nothing else wants to. */
export function giveWay(pids: readonly number[]): void {
  for (const pid of pids) {
    const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : [];
    for (const thread of threads) setPriority(Number(thread), constants.priority.PRIORITY_LOW);
  }
}

function commandOf(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split("\0");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
