import { fileOf, listStacks, readStackFile, stacksFolder } from "../infra/folder.ts";
import { type GitResult, git, namesIn } from "./git.ts";

/** All but the stack files that decides what a plan says: what declares a stack, and what judges it. */
const programPaths = [
  "infra",
  "components",
  "policies",
  "fleet",
  "package.json",
  "package-lock.json",
  "Pulumi.yaml",
];

/**
 * Stacks that can differ between a commit and the working tree. A stack follows from the program, its own file and its
 * platform's, and from nothing else: where these are the same, so is the stack.
 *
 * @param head the project's folder
 * @param base the project's folder at the commit
 */
export function mayDiffer(head: string, base: string, commit: string, names: readonly string[]): Set<string> {
  if (differing(head, commit, programPaths).length > 0) return new Set(names);
  const files = new Set(differing(head, commit, [stacksFolder]));
  const changed = names.filter((name) => files.has(fileOf(name)));
  const platformChanged = changed.some((name) => isPlatform(head, name) || isPlatform(base, name));
  return new Set(platformChanged ? names : changed);
}

/**
 * Stack files that git does not have as they are: changed, new or ignored, by path; nothing where there is no repository.
 *
 * @param root the project's folder
 */
export function uncommittedStacks(root: string): string[] | undefined {
  const changed = changedSince(root, "HEAD", [stacksFolder]);
  const others = untracked(root, [stacksFolder]);
  if (!others.ok) return undefined;
  const known = new Set(listStacks(root).names.map(fileOf));
  // Before the first commit there is nothing to differ from: what is staged is as new as the rest.
  const staged = changed.ok ? changed : git(root, ["ls-files", "--cached", "-z", "--", stacksFolder]);
  return [...namesIn(staged.stdout), ...namesIn(others.stdout)].filter((file) => known.has(file)).sort();
}

/** Files that a commit and the working tree have differently, untracked and ignored ones too. */
function differing(root: string, commit: string, paths: readonly string[]): string[] {
  return [changedSince(root, commit, paths), untracked(root, paths)].flatMap(({ stdout }) => namesIn(stdout));
}

function changedSince(root: string, commit: string, paths: readonly string[]): GitResult {
  return git(root, ["diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", ...paths]);
}

/** Ignored files too. */
function untracked(root: string, paths: readonly string[]): GitResult {
  return git(root, ["ls-files", "--others", "-z", "--", ...paths]);
}

/** Whether a file is a platform's, or nobody can say. */
function isPlatform(root: string, name: string): boolean {
  const file = readStackFile(root, name);
  return file !== undefined && (file.problems.length > 0 || "schoolgate:platform" in file.config);
}
