import { BaseFolder } from "./base.ts";
import { mayDiffer } from "./changed-files.ts";
import { mergeBase } from "./merge-base.ts";

/**
 * The stacks among these that a change can concern, as a plan finds them: all of them where anything but a school's file
 * differs, which any stack may read.
 *
 * @param root the project's folder
 * @param ref whatever git takes for a commit; compared is where it and HEAD parted
 * @throws {Refusal} where there is nothing to compare with
 */
export function changedStacks(root: string, ref: string, names: readonly string[]): string[] {
  const base = mergeBase(root, ref);
  const folder = new BaseFolder(base);
  try {
    folder.fillFiles(root);
    const sides = { head: root, base: folder.root, prefix: base.prefix, names };
    const differing = mayDiffer(sides, folder.changedFiles(root));
    return names.filter((name) => differing.has(name));
  } finally {
    folder.remove();
  }
}
