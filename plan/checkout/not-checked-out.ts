import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stacksFolder } from "../../infra/config/folder.ts";
import { git, namesIn } from "../../lib/git.ts";
import { Refusal } from "../../lib/refusal.ts";

/** The command that brings such files back, to be run in the project's folder. */
export function sparseFix(root: string): string {
  const said = (...args: string[]): string => git(root, args).stdout.trim();
  if (said("config", "--type=bool", "core.sparseCheckoutCone") !== "false")
    return `git sparse-checkout add ${stacksFolder}`;
  // By patterns, which begin at the repository's top, a folder brings no file back that another pattern leaves out.
  const [up, prefix] = [said("rev-parse", "--show-cdup"), said("rev-parse", "--show-prefix")];
  return `git ${up === "" ? "" : `-C ${up} `}sparse-checkout add '/${prefix}${stacksFolder}/*'`;
}

/** Stack files that git has and a sparse checkout leaves out, by path from the project's folder. */
export function notCheckedOut(root: string): string[] {
  const { stdout } = git(root, ["ls-files", "-t", "-z", "--", stacksFolder]);
  return namesIn(stdout).flatMap((entry) =>
    entry.startsWith("S ") && /\/Pulumi\.[^/]+\.yaml$/.test(entry) ? [entry.slice("S ".length)] : [],
  );
}

/**
 * @param who what cannot do without them, as in "a plan"
 * @throws {Refusal} when a sparse checkout leaves out stack files
 */
export function refuseNotCheckedOut(root: string, who: string): void {
  const hidden = notCheckedOut(root);
  if (hidden.length === 0) return;
  const what = hidden.length === 1 ? hidden.join() : `${hidden.length} stack files`;
  throw new Refusal(
    `a sparse checkout leaves out ${what}, and ${who} needs all stack files`,
    sparseFix(root),
  );
}

/**
 * What such files hold, as they would be checked out.
 *
 * @param files as {@link notCheckedOut} gives them
 */
export function textsNotCheckedOut(root: string, files: readonly string[]): Map<string, Buffer> {
  if (files.length === 0) return new Map();
  const folder = mkdtempSync(join(tmpdir(), "schoolgate-sparse-"));
  try {
    const into = ["--quiet", "--ignore-skip-worktree-bits", `--prefix=${folder}/`];
    const written = git(root, ["checkout-index", ...into, "--", ...files]);
    if (!written.ok) throw new Error(`git checkout-index: ${written.stderr}`);
    const prefix = git(root, ["rev-parse", "--show-prefix"]).stdout.trim();
    return new Map(files.map((file) => [file, readFileSync(join(folder, prefix, file))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
