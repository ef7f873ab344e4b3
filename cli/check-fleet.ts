import { parseStackFile, type StackFile } from "../infra/config/stack-file.ts";
import { checkStacks } from "../infra/config/stacks.ts";
import { notCheckedOut, textsNotCheckedOut } from "../plan/checkout/not-checked-out.ts";

/**
 * Checks the stack files of a project by every rule, as {@link checkStacks} does; those that a sparse checkout leaves out
 * are read from git: what their schools have is not free.
 */
export function checkFleet(
  root: string,
  now: Date,
  names?: readonly string[],
  drafts: ReadonlyMap<string, StackFile> = new Map(),
): ReturnType<typeof checkStacks> {
  const hidden = [...textsNotCheckedOut(root, notCheckedOut(root))].map(([file, bytes]) => {
    const name = file.replace(/^.*\/Pulumi\.(.+)\.yaml$/, "$1");
    return [name, parseStackFile(bytes, file)] as const;
  });
  return checkStacks(root, now, names, new Map([...hidden, ...drafts]));
}
