import { spawnSync } from "node:child_process";

/** How a git command ended. */
export interface GitResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The most that is read of what git says, in bytes: thousands of file names fit. */
const mostOutput = 256 * 1024 * 1024;

/**
 * Runs a git command; one that is not installed is one that fails.
 *
 * @param folder where it runs
 * @param env more environment variables
 */
export function git(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): GitResult {
  const { status, stdout, stderr, error } = spawnSync("git", args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: mostOutput,
    // Looking must not take the lock on the index from somebody who commits.
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", ...env },
  });
  return { ok: status === 0, stdout: stdout ?? "", stderr: (error?.message ?? stderr).trim() };
}

/** Names that git ends with a NUL each. */
export function namesIn(stdout: string): string[] {
  return stdout.split("\0").filter((name) => name !== "");
}
