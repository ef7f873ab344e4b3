import { listStacks, stacksFolder } from "../infra/config/folder.ts";
import { namedStacks, stacksOfPlatform } from "../infra/config/selection.ts";
import { problemsText } from "../lib/problems-text.ts";
import { Refusal } from "../lib/refusal.ts";
import { notCheckedOut, refuseNotCheckedOut } from "../plan/checkout/not-checked-out.ts";

/** The words of a command that is about several stacks. */
export const schoolsArg = {
  "school…": {
    type: "positional",
    required: false,
    description: "Schools or platforms, by name or by a pattern such as 'north*'. Default: all",
  },
} as const;

export const platformArg = {
  platform: {
    type: "string",
    valueHint: "platform",
    description: "Of this platform alone: its own stack, and its schools'",
  },
} as const;

/** What chooses stacks in every command that takes several; a plan finds what changed by itself. */
export const selectionArgs = {
  ...schoolsArg,
  ...platformArg,
  changed: {
    type: "string",
    valueHint: "ref",
    description: "Only what differs from where the branch began, as a plan against the ref finds it",
  },
} as const;

/** What was given of {@link selectionArgs}. */
export interface Selection {
  readonly words: readonly string[];
  readonly platform: string | undefined;
  readonly changed: string | undefined;
}

/**
 * The stacks that a command is about, sorted; `undefined` where nothing chooses among them.
 *
 * @param more stacks that are known besides those with a file
 * @throws {Refusal} for a word that names nothing; and where what chooses cannot be known
 */
export async function selectedStacks(
  { words, platform, changed }: Selection,
  root: string,
  more: readonly string[] = [],
): Promise<string[] | undefined> {
  if (words.length === 0 && platform === undefined && changed === undefined) return undefined;
  const listed = listStacks(root);
  const unusable = listed.problems.filter(({ file }) => file === stacksFolder);
  if (unusable.length > 0) throw new Refusal(problemsText(unusable), "run it in the project's folder");
  const hidden = notCheckedOut(root);
  const known = [...listed.names, ...hidden.map((file) => file.replace(/^.*\/Pulumi\.(.+)\.yaml$/, "$1"))];
  const named = namedStacks(words, [...known, ...more]);
  if (platform !== undefined) refuseNotCheckedOut(root, "--platform");
  const ofPlatform = platform === undefined ? named : stacksOfPlatform(platform, named, [root]);
  if (changed === undefined) return ofPlatform;
  // Loaded only here: most selections need no git.
  const { changedStacks } = await import("../plan/checkout/changed-stacks.ts");
  return changedStacks(root, changed, ofPlatform);
}
