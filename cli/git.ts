import { spawnSync } from "node:child_process";

/** What a git command wrote; `undefined` where it failed, there is no git, or the folder is in no repository. */
export function git(root: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}
