import { execFileSync } from "node:child_process";

/** What makes the superuser read and write whatever the rights of a file say. */
const overriding = "-dac_override,-dac_read_search";

/**
 * Runs a module in a process that the rights of files hold for: the superuser's has given its own up.
 * @param code of the module; its imports are absolute
 * @returns what it wrote
 */
export function asOrdinaryUser(code: string, ...args: readonly string[]): string {
  const node = [process.execPath, "--input-type=module", "--eval", code, ...args];
  const isRoot = process.getuid?.() === 0;
  const [command = "", ...rest] = isRoot
    ? ["setpriv", `--bounding-set=${overriding}`, `--inh-caps=${overriding}`, ...node]
    : node;
  return execFileSync(command, rest, { encoding: "utf8" });
}
