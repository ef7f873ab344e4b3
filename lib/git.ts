import { spawnSync } from "node:child_process";

/** How a git command ended. */
export interface GitResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Most bytes of git's output that are read: thousands of file names fit. */
const mostOutput = 256 * 1024 * 1024;

/** Variables that a git hook sets. With them git works on the hook's repository, whatever folder it runs in. */
const ofHooks = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_QUARANTINE_PATH",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_SHALLOW_FILE",
  "GIT_GRAFT_FILE",
  "GIT_CONFIG",
];

/** The environment without the variables that point git at another repository. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofHooks.includes(name)));
}

/**
 * Runs a git command; it fails where git is not installed.
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
    // Reading must not take the index lock while somebody commits.
    env: { ...environment(), GIT_OPTIONAL_LOCKS: "0", ...env },
  });
  return { ok: status === 0, stdout: stdout ?? "", stderr: (error?.message ?? stderr).trim() };
}

/** What a git command wrote; `undefined` where it failed, there is no git, or the folder is in no repository. */
export function gitOutput(folder: string, ...args: readonly string[]): string | undefined {
  const { ok, stdout } = git(folder, args);
  return ok ? stdout : undefined;
}

/** The top folder of the repository that a folder is in. */
export function topOf(folder: string): string {
  return git(folder, ["rev-parse", "--show-toplevel"]).stdout.replace(/\n$/, "");
}

/** Splits git's list of names, each of which ends with a NUL. */
export function namesIn(stdout: string): string[] {
  return stdout.split("\0").filter((name) => name !== "");
}
