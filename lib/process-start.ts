import { readFile } from "node:fs/promises";

/** The field of /proc/<pid>/stat that says when the process started, counted after the command's closing bracket. */
const startField = 19;

/**
 * When a process started: the boot it runs in and the clock ticks since. Two processes of one pid differ in it.
 * @returns null where the system does not say (no /proc), or there is no such process
 */
export async function processStart(pid: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The command may hold spaces and brackets itself: what counts begins after the last bracket.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[startField];
    return ticks === undefined ? null : `${boot.trim()}:${ticks}`;
  } catch {
    return null;
  }
}
