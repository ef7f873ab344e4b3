import { spawnSync } from "node:child_process";

/** How a git command ended. */
export interface GitResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The most that is read of what git says, in bytes: thousands of file names fit. */
const mostOutput = 256 * 1024 * 1024;

/** What a hook of git sets, so that what it starts works on the hook's repository, and not on the one that it stands in. */
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

/** The environment without what points git elsewhere than where it runs. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofHooks.includes(name)));
}

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

/** Names that git ends with a NUL each. */
export function namesIn(stdout: string): string[] {
  return stdout.split("\0").filter((name) => name !== "");
}
