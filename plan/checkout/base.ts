import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git, namesIn, topOf } from "../../lib/git.ts";
import { Refusal } from "../../lib/refusal.ts";
import { codeOf } from "../../lib/system-errors.ts";
import type { MergeBase } from "./merge-base.ts";

/** Signals after which no temporary file of a plan may remain. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The repository as it was at another commit, in a temporary folder: a program may read what lies beside the project, and
 * a link may lead there. Git keeps no record of it, as it would of a worktree: not even a killed process leaves something
 * behind in the repository.
 */
export class BaseFolder {
  readonly repository: string;
  /** The project's folder as it was. */
  readonly root: string;
  readonly #folder: string;
  readonly #base: MergeBase;
  /** An index of the commit alone: without staged files, and without a sparse checkout's omissions. */
  readonly #env: Readonly<Record<string, string>>;

  constructor(base: MergeBase) {
    this.#base = base;
    // The real path, by which Node identifies modules.
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), "schoolgate-base-")));
    this.#env = { GIT_INDEX_FILE: join(this.#folder, "index") };
    this.repository = join(this.#folder, "repository");
    this.root = join(this.repository, base.prefix);
    mkdirSync(this.repository);
    process.once("exit", this.remove);
    for (const signal of endings) process.once(signal, this.#end);
  }

  /**
   * Fills the folder, with the packages that the program needs.
   *
   * @param head the project's folder, whose packages are shared where both sides lock the same
   * @returns why its packages cannot be installed, and so none of its stacks declared; nothing where they are
   * @throws {Refusal} when git does not give the files
   */
  fill(head: string): string | undefined {
    this.fillFiles(head);
    if (!sameLock(head, this.root)) return installed(this.root);
    symlinkSync(realpathSync(join(head, "node_modules")), join(this.root, "node_modules"));
    return undefined;
  }

  /**
   * Fills the folder with git's files alone, which are enough to be read.
   *
   * @param head the project's folder
   * @throws {Refusal} when git does not give them
   */
  fillFiles(head: string): void {
    const { commit, prefix } = this.#base;
    const top = topOf(head);
    const read = git(top, ["read-tree", "--no-sparse-checkout", commit], this.#env);
    const hasProject = git(top, ["cat-file", "-e", `${commit}:${prefix}`]);
    if (!read.ok || !hasProject.ok) {
      throw new Refusal(
        `commit ${commit.slice(0, 12)} does not have the project in ${prefix || "its root"}`,
        "compare with a commit that has it",
      );
    }
    const written = git(
      top,
      ["checkout-index", "--all", "--quiet", `--prefix=${this.repository}/`],
      this.#env,
    );
    if (!written.ok) {
      throw new Refusal(
        `git could not write the files of ${commit.slice(0, 12)}: ${written.stderr}`,
        "look at the space in the temporary folder, and at git's filters",
      );
    }
  }

  /**
   * Files that differ between the commit and the working tree, by path from the repository's top; new ones too,
   * except ignored ones.
   *
   * @param head the project's folder
   */
  changedFiles(head: string): string[] {
    const top = topOf(head);
    const changed = git(top, ["diff", "--name-only", "--no-renames", "--no-relative", "-z"], this.#env);
    const added = git(top, ["ls-files", "--others", "--exclude-standard", "-z"], this.#env);
    const failed = [changed, added].find(({ ok }) => !ok);
    if (failed !== undefined) {
      throw new Refusal(`git could not compare the working tree: ${failed.stderr}`, "run git status");
    }
    return [changed, added].flatMap(({ stdout }) => namesIn(stdout));
  }

  /** Removes the folder; a second time nothing happens. */
  readonly remove = (): void => {
    process.off("exit", this.remove);
    for (const signal of endings) process.off(signal, this.#end);
    rmSync(this.#folder, { recursive: true, force: true });
  };

  /** Ends the process as the signal would have. */
  readonly #end = (signal: NodeJS.Signals): void => {
    this.remove();
    process.kill(process.pid, signal);
  };
}

function sameLock(head: string, base: string): boolean {
  const [mine, theirs] = [lockOf(head), lockOf(base)];
  return mine !== undefined && theirs !== undefined && mine.equals(theirs);
}

function lockOf(root: string): Buffer | undefined {
  try {
    return readFileSync(join(root, "package-lock.json"));
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return undefined;
  }
}

/** Installs what the program needs, and runs no scripts of packages. Returns what went wrong. */
function installed(root: string): string | undefined {
  const args = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr, error } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  if (status === 0) return undefined;
  const [reason = ""] = (error?.message ?? stderr).trim().split("\n");
  return `its packages cannot be installed (npm ci): ${reason}`;
}
