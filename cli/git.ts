import { git as run } from "../lib/git.ts";

/** What a git command wrote; `undefined` where it failed, there is no git, or the folder is in no repository. */
export function git(root: string, ...args: readonly string[]): string | undefined {
  const { ok, stdout } = run(root, args);
  return ok ? stdout : undefined;
}
