import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { git, gitOutput } from "../../lib/git.ts";
import { Refusal } from "../../lib/refusal.ts";
import { count } from "../../lib/report.ts";
import type { Deps } from "../deps.ts";
import { activeIn, withActive } from "./active-edit.ts";

/** What Git is in the middle of, by the file or folder that it keeps meanwhile. */
const underWay = [
  ["rebase-merge", "a rebase"],
  ["rebase-apply", "a rebase"],
  ["MERGE_HEAD", "a merge"],
  ["CHERRY_PICK_HEAD", "a cherry-pick"],
  ["REVERT_HEAD", "a revert"],
  ["BISECT_LOG", "a bisection"],
] as const;

/** @throws {Refusal} where a commit would become part of something else, or would be on no branch */
export function refuseToCommit({ root }: Deps): void {
  const fix = "end that first, or leave --commit out";
  for (const [file, what] of underWay) {
    const path = gitOutput(root, "rev-parse", "--git-path", file)?.trim();
    if (path !== undefined && existsSync(resolve(root, path)))
      throw new Refusal(`--commit would commit in the middle of ${what}`, fix);
  }
  if (gitOutput(root, "symbolic-ref", "--quiet", "HEAD") === undefined)
    throw new Refusal(
      "--commit would commit to no branch: HEAD is detached",
      "git switch to a branch first, or leave --commit out",
    );
}

/**
 * Commits the active addresses that schools' stack files say, and nothing else: what else was staged stays staged, and
 * what Pulumi wrote into a file meanwhile, such as `encryptionsalt`, stays in the file. With nothing to commit, does nothing.
 *
 * @param body what the message says below its first line. Default: nothing
 * @throws {Refusal} when Git does not take it
 */
export function commitStacks(stacks: readonly SchoolStack[], message: string, deps: Deps, body = ""): void {
  const { root } = deps;
  const folder = mkdtempSync(join(tmpdir(), "schoolgate-commit-"));
  try {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    const entries = stacks.flatMap((stack) => entryOf(stack, folder, deps) ?? []);
    if (entries.length === 0) return;
    const paragraphs = [message, ...(body === "" ? [] : [body])].flatMap((text) => ["--message", text]);
    const infos = entries.flatMap(({ info }) => ["--cacheinfo", info]);
    const isDone =
      git(root, ["read-tree", "HEAD"], env).ok &&
      git(root, ["update-index", ...infos], env).ok &&
      git(root, ["commit", "--quiet", ...paragraphs], env).ok;
    if (!isDone) throw notTaken(stacks, message);
    // In the index itself they are what they were; left so, the next commit would take this one back.
    const plain = entries.filter(({ isStaged }) => !isStaged).flatMap(({ info }) => ["--cacheinfo", info]);
    if (plain.length > 0) gitOutput(root, "update-index", ...plain);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is said of a commit, as nothing was pushed; "" where all of it is in a remote's branch. */
export function unpushedText(stacks: readonly SchoolStack[], rehearsed: boolean, { root }: Deps): string {
  const files = stacks.map(({ file }) => file);
  const commits = gitOutput(root, "rev-list", "HEAD", "--not", "--remotes", "--", ...files);
  if (files.length === 0 || commits === undefined || commits.trim() === "") return "";
  return rehearsed
    ? "Committed here, and only stand-ins were swapped: git revert HEAD takes that back.\n"
    : "Committed here, and not pushed: git push, or the next up from the main line swaps back.\n";
}

interface Entry {
  /** As `git update-index --cacheinfo` takes it. */
  readonly info: string;
  /** Whether somebody has staged another text of the file. */
  readonly isStaged: boolean;
}

/** A stack file as it is in the last commit, with the active address of now; `undefined` where that is the same. */
function entryOf(stack: SchoolStack, folder: string, deps: Deps): Entry | undefined {
  const { root } = deps;
  const committed = gitOutput(root, "show", `HEAD:./${stack.file}`);
  const [mode, , old, path] =
    /^(\d+) (\w+) (\w+)\t(.*)\0$/
      .exec(gitOutput(root, "ls-tree", "-z", "--full-name", "HEAD", stack.file) ?? "")
      ?.slice(1) ?? [];
  if (committed === undefined || mode === undefined || path === undefined) return undefined;
  const text = withActive(committed, activeIn(stack, deps));
  if (text === committed) return undefined;
  const file = join(folder, "text");
  writeFileSync(file, text);
  const blob = gitOutput(root, "hash-object", "-w", "--no-filters", file)?.trim() ?? "";
  const staged = gitOutput(root, "ls-files", "--stage", "-z", "--", stack.file)?.split(" ")[1];
  return { info: `${mode},${blob},${path}`, isStaged: staged !== old };
}

function notTaken(stacks: readonly SchoolStack[], message: string): Refusal {
  const files = stacks.map(({ file }) => file);
  const named = files.length === 1 ? files.join() : count(files.length, "stack file");
  return new Refusal(
    `the swap is done, and Git did not take the commit of ${named}`,
    `see why: git commit -m "${message}" -- ${files.join(" ")}`,
  );
}
