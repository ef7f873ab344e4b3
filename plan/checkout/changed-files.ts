import { realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileOf, listStacks, readStackFile, stacksFolder } from "../../infra/config/folder.ts";
import { git, namesIn, topOf } from "../../lib/git.ts";
import { codeOf } from "../../lib/system-errors.ts";

export interface Sides {
  /** The project's folder. */
  readonly head: string;
  /** The project's folder at the commit. */
  readonly base: string;
  /** The project's folder in the repository, ending in a slash; "" for its root. */
  readonly prefix: string;
  readonly names: readonly string[];
}

/**
 * Stacks that can differ between a commit and the working tree. Any other file can affect every stack, because
 * nothing lists what a program reads. A school's stack file affects its own stack, a platform's affects all: a
 * program that reads another stack's file is refused when it is declared.
 *
 * @param changed files of the repository that differ, by path from its top
 */
export function mayDiffer({ head, base, prefix, names }: Sides, changed: readonly string[]): Set<string> {
  const nameOf = new Map(names.map((name) => [prefix + fileOf(name), name]));
  const ofStacks = changed.flatMap((file) => nameOf.get(file) ?? []);
  const isPlatformIn = (name: string): boolean => isPlatform(head, name) || isPlatform(base, name);
  // Of the stack files outside of the plan, only platforms' matter.
  const others = changed.filter((file) => !nameOf.has(file) && !isSchoolFile(file, prefix, isPlatformIn));
  if (others.length > 0 || ofStacks.some(isPlatformIn)) return new Set(names);
  // A link to outside of git: what was there before is unknown.
  const notInGit = new Set(uncommittedStacks(head));
  return new Set([...ofStacks, ...names.filter((name) => notInGit.has(fileOf(name)))]);
}

function isSchoolFile(file: string, prefix: string, isPlatformIn: (name: string) => boolean): boolean {
  const name = stackNameIn(file, prefix);
  return name !== undefined && !isPlatformIn(name);
}

/** The stack whose file this is; nothing of any other file. */
function stackNameIn(file: string, prefix: string): string | undefined {
  const within = file.startsWith(prefix) ? file.slice(prefix.length) : "";
  return new RegExp(`^${stacksFolder}/Pulumi\\.([^/]+)\\.yaml$`).exec(within)?.[1];
}

/**
 * Stack files that differ from git's: changed, new or ignored, by path; also links to such a file, or to outside of
 * the repository. Empty without a repository.
 *
 * @param root the project's folder
 */
export function uncommittedStacks(root: string): string[] | undefined {
  const top = topOf(root);
  if (top === "") return undefined;
  const repository = realpathSync(top);
  const inGit = (path: string): string => relative(repository, path).split(sep).join("/");
  const files = listStacks(root).names.map(fileOf);
  const parts = new Map(files.map((file) => [file, [asNamed(root, file), target(join(root, file))]]));
  const paths = [...new Set([...parts.values()].flat().map((path) => inGit(dirname(path))))];
  const within = paths.filter((path) => !path.startsWith(".."));
  const dirty = notAsCommitted(repository, within);
  return files
    .filter((file) =>
      parts.get(file)?.some((path) => inGit(path).startsWith("../") || dirty.has(inGit(path))),
    )
    .sort();
}

/** Files in these folders that differ from git's, ignored ones too. */
function notAsCommitted(repository: string, folders: readonly string[]): Set<string> {
  if (folders.length === 0) return new Set();
  const specs = ["--", ...folders.map((folder) => (folder === "" ? "." : folder))];
  const run = (...args: readonly string[]) =>
    git(repository, ["--literal-pathspecs", ...args, "-z", ...specs]);
  const changed = run("diff", "--name-only", "--no-renames", "HEAD");
  // Before the first commit every file is new, staged ones too.
  const tracked = changed.ok ? changed : run("ls-files", "--cached");
  return new Set([tracked, run("ls-files", "--others")].flatMap(({ stdout }) => namesIn(stdout)));
}

/** A file where it lies, itself and not what it leads to. */
function asNamed(root: string, file: string): string {
  return join(target(join(root, dirname(file))), file.slice(dirname(file).length));
}

/** Where a path leads; itself where it leads nowhere. */
function target(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return path;
  }
}

/**
 * Files among these that git ignores: on other machines they differ or do not exist.
 *
 * @param root the project's folder
 * @param files by path from it
 */
export function ignoredAmong(root: string, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const args = ["--literal-pathspecs", "ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--"];
  return namesIn(git(root, [...args, ...files]).stdout).sort();
}

/** Whether a file is a platform's, or may be. */
function isPlatform(root: string, name: string): boolean {
  const file = readStackFile(root, name);
  return file !== undefined && (file.problems.length > 0 || "schoolgate:platform" in file.config);
}
