import { type GitResult, git } from "../../lib/git.ts";
import { didYouMean } from "../../lib/nearest.ts";
import { Refusal } from "../../lib/refusal.ts";

/** What the head is compared with. */
export interface MergeBase {
  /** Full hash. */
  readonly commit: string;
  /** The project's folder in the repository, ending in a slash; "" for its root. */
  readonly prefix: string;
}

/**
 * The commit where the working tree's branch left another one.
 *
 * @param root the project's folder
 * @param ref whatever git takes for a commit
 * @throws {Refusal} when there is none, or the clone is too shallow to find it
 */
export function mergeBase(root: string, ref: string): MergeBase {
  const prefix = git(root, ["rev-parse", "--show-prefix"]);
  if (!prefix.ok) {
    throw new Refusal(
      "the project is in no git repository, so there is nothing to compare with",
      "run it in a clone of the repository, or leave the ref out",
    );
  }
  const isShallow = git(root, ["rev-parse", "--is-shallow-repository"]).stdout.trim() === "true";
  const commit = commitOf(root, ref);
  if (!commit.ok) throw isShallow ? tooShallow(ref, "is not in it") : unknownRef(root, ref);
  const base = git(root, ["merge-base", "HEAD", commit.stdout.trim()]);
  if (!base.ok) {
    if (isShallow) throw tooShallow(ref, "does not meet this branch in it");
    throw new Refusal(
      `${ref} and this branch have no commit in common`,
      "choose a branch of the same history",
    );
  }
  return { commit: base.stdout.trim(), prefix: prefix.stdout.trim() };
}

/** The commit that the working tree is based on; nothing where there is none. */
export function headCommit(root: string): string | undefined {
  const { ok, stdout } = commitOf(root, "HEAD");
  return ok ? stdout.trim() : undefined;
}

function commitOf(root: string, ref: string): GitResult {
  return git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
}

/** git cannot tell how many commits are missing, so the fix fetches all. */
function tooShallow(ref: string, what: string): Refusal {
  return new Refusal(
    `this is a shallow clone, and ${ref} ${what}: where the two branches parted is not known`,
    "fetch all of the history: git fetch --unshallow, or fetch-depth: 0 where CI checks out (GIT_DEPTH: 0 in GitLab)",
  );
}

function unknownRef(root: string, ref: string): Refusal {
  const { stdout } = git(root, ["for-each-ref", "--format=%(refname:short)"]);
  const known = stdout.split("\n").filter((name) => name !== "");
  return new Refusal(`git knows no commit by the name ${ref}`, didYouMean(ref, known));
}
