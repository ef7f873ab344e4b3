import type { SchoolStack } from "../../infra/config/stacks.ts";
import { gitOutput } from "../../lib/git.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { Deps } from "../deps.ts";
import { textOf } from "../stack-edit.ts";
import { activeIn, withActive } from "./active-edit.ts";

/**
 * Refuses to swap from a working tree with changes that nobody has reviewed: the program would bring them up along. The
 * edits of `active` that earlier swaps left are none of them.
 *
 * @param stacks the schools whose files may hold such an edit
 * @throws {Refusal} that names what is changed
 */
export function refuseUnclean(stacks: readonly SchoolStack[], deps: Deps): void {
  const paths = uncommittedPaths(deps.root);
  if (paths === undefined) {
    throw new Refusal(
      "the project is in no Git repository, so nothing says which change of it was reviewed",
      "swap in a clone; or add --allow-dirty",
    );
  }
  const isSwap = (path: string): boolean =>
    stacks.some((stack) => path.endsWith(stack.file) && differsInActiveOnly(stack, deps));
  const others = paths.filter((path) => !isSwap(path));
  if (others.length === 0) return;
  const shown = others.slice(0, 3).join(", ");
  const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
  throw new Refusal(
    `the working tree has changes that are not committed: ${shown}${more}`,
    "commit them or put them aside, so that the swap is the only change; or add --allow-dirty",
  );
}

/** Paths that Git does not have as they are; `undefined` outside of a repository. */
export function uncommittedPaths(root: string): string[] | undefined {
  const status = gitOutput(root, "status", "--porcelain", "--no-renames", "-z");
  const prefix = gitOutput(root, "rev-parse", "--show-prefix")?.trim() ?? "";
  return status?.split("\0").flatMap((entry) => {
    const path = entry.slice("XY ".length);
    // What is new beside the project is in no program of it.
    return path === "" || (entry.startsWith("??") && !path.startsWith(prefix)) ? [] : [path];
  });
}

/** Whether a school's stack file is the committed one but for its active address. */
export function differsInActiveOnly(stack: SchoolStack, deps: Deps): boolean {
  const committed = committedText(stack, deps);
  return committed !== undefined && withActive(committed, activeIn(stack, deps)) === textOf(stack, deps);
}

/** A stack file's text of the last commit as it would be checked out, with the line ends that the clone has. */
function committedText({ file }: SchoolStack, { root }: Deps): string | undefined {
  return gitOutput(root, "cat-file", "--filters", `HEAD:./${file}`);
}

/** What Git knows of a stack file: as it is, but for its active address, or with other changes too or not at all. */
export type InGit = "committed" | "but for active" | "otherwise";

export function inGit(stack: SchoolStack, deps: Deps): InGit {
  if (isCommitted(stack, deps)) return "committed";
  return differsInActiveOnly(stack, deps) ? "but for active" : "otherwise";
}

/** Whether a school's stack file is committed as it is. */
export function isCommitted({ file }: SchoolStack, { root }: Deps): boolean {
  return gitOutput(root, "diff", "--quiet", "HEAD", "--", file) !== undefined;
}

/** Whether the last commit says the active address that a school's stack file says. */
export function isActiveCommitted(stack: SchoolStack, deps: Deps): boolean {
  const committed = committedText(stack, deps);
  return committed !== undefined && withActive(committed, activeIn(stack, deps)) === committed;
}
