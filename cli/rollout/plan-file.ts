// What a roll-out is bound to: a plan that people reviewed, as `gate plan` wrote it. Nothing in the file is believed: it is
// made again from the commits that it names, and must come out the same to the byte.
import { join, resolve } from "node:path";
import { z } from "zod";
import { gitOutput } from "../../lib/git.ts";
import { jsonOf as parsedJson } from "../../lib/json.ts";
import { formatPath, type PathPart } from "../../lib/property-path.ts";
import { readNamed } from "../../lib/read-file.ts";
import { Refusal } from "../../lib/refusal.ts";
import { count } from "../../lib/report.ts";
import { shellWord } from "../../lib/shell-word.ts";
import { isRecord, type Value } from "../../lib/value.ts";
import { headCommit } from "../../plan/checkout/merge-base.ts";
import { isWhole } from "../../plan/coverage.ts";
import type { Plan } from "../../plan/model.ts";
import { type WholePlan, wholePlan } from "../../plan/plan.ts";
import { jsonOf } from "../../plan/report/json.ts";
import type { Deps } from "../deps.ts";
import { progress } from "../plan/progress.ts";
import { uncommittedPaths } from "../swap/clean-tree.ts";

/** The part of a plan's file that says what it was made of. */
const file = z.object({
  base: z.object({ ref: z.string(), commit: z.string() }),
  head: z.object({ commit: z.string() }),
  totals: z.object({}),
  groups: z.array(z.unknown()),
});

/** What a plan is of, and what lies beside it. */
export interface PlannedOf {
  /** The words of `gate plan` that say which stacks it is of. */
  readonly words: readonly string[];
  readonly platform: string | undefined;
  /** Files that this very command writes: no part of the program. */
  readonly written: readonly string[];
}

/** A reviewed plan, and what must stay as it is while it is rolled out. */
export interface Reviewed extends WholePlan {
  /** Why the checkout is no longer the one of the plan; `undefined` while it is. */
  readonly moved: () => Refusal | undefined;
}

/**
 * The plan of a file, once it has proven to be what this checkout plans.
 *
 * @param name as given
 * @throws {Refusal} for whatever was not reviewed, or must not go up
 */
export async function reviewedPlan(name: string, of: PlannedOf, deps: Deps): Promise<Reviewed> {
  const { root, cwd } = deps;
  const text = readNamed(resolve(cwd, name));
  const json = parsedJson(text);
  const parsed = file.safeParse(json);
  if (!parsed.success)
    throw new Refusal(
      `${name} is no plan that compares with a commit`,
      "write one: ./gate plan --against main --out plan.json",
    );
  const { base, head } = parsed.data;
  const again = `plan again, and have that reviewed: ${planCommand(of, base.ref)}`;
  const beside = new Set([resolve(cwd, name), ...of.written]);
  const moved = (): Refusal | undefined => movedFrom(head.commit, name, again, root, beside);
  const refusal = moved();
  if (refusal !== undefined) throw refusal;
  const { onProgress, end } = progress(deps);
  try {
    const { words, platform } = of;
    const names = words.length === 0 ? undefined : words;
    const found = await wholePlan({ root, names, platform, against: base.commit, onProgress });
    const made = jsonOf({ ...found.plan, base: { ...found.plan.base, ref: base.ref } });
    if (made !== text) {
      const path = difference(parsedJson(made) as Value, json as Value) ?? "the text itself";
      throw new Refusal(
        `${name} is not what this checkout plans: ${path} differs, so it was edited, or is of other stacks or by another version of schoolgate`,
        `give the schools and --platform that gate plan had; or ${again}`,
      );
    }
    refuseUnfit(found.plan, name, again);
    const changed = [...found.stacks].filter(
      ([, { changes, outputs }]) => changes.length > 0 || outputs !== undefined,
    );
    return { plan: found.plan, stacks: new Map(changed), moved };
  } finally {
    end();
  }
}

function planCommand({ words, platform }: PlannedOf, ref: string): string {
  const of = [...words, ...(platform === undefined ? [] : ["--platform", platform])].map(shellWord);
  return ["./gate plan", ...of, "--against", shellWord(ref), "--out plan.json"].join(" ");
}

function movedFrom(
  commit: string,
  name: string,
  again: string,
  root: string,
  beside: ReadonlySet<string>,
): Refusal | undefined {
  const head = headCommit(root);
  if (head !== commit) {
    const at = head === undefined ? "has no commit" : `is at ${head.slice(0, 12)}`;
    return new Refusal(
      `${name} is of the commit ${commit.slice(0, 12)}, and this checkout ${at}`,
      `git switch --detach ${commit.slice(0, 12)}; or ${again}`,
    );
  }
  const top = gitOutput(root, "rev-parse", "--show-toplevel")?.trim() ?? root;
  const paths = (uncommittedPaths(root) ?? []).filter((path) => !beside.has(join(top, path)));
  if (paths.length === 0) return undefined;
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
  return new Refusal(
    `the working tree has changes that are in no reviewed commit: ${paths.slice(0, 3).join(", ")}${more}`,
    "put them aside (git stash -u), then roll out again",
  );
}

/** @throws {Refusal} for a plan that does not cover all that it should, or that breaks rules */
function refuseUnfit({ totals, problems, notes }: Plan, name: string, again: string): void {
  const gone = notes.flatMap((note) => ("stack" in note ? [note.stack] : []));
  if (gone.length > 0)
    throw new Refusal(
      `${name} takes ${gone.join(", ")} away, and a roll-out takes no stack away`,
      `let it leave first (./gate retire), in a change of its own; then ${again}`,
    );
  if (totals.failed > 0 || !isWhole(problems))
    throw new Refusal(`${name} does not cover all stacks: see its problems`, `put them right, then ${again}`);
  if (totals.mandatory > 0)
    throw new Refusal(
      `${name} breaks mandatory rules in ${count(totals.mandatory, "stack")}`,
      `put that right, then ${again}`,
    );
}

/** The first path at which two values differ; `undefined` where they are the same. */
function difference(
  a: Value | undefined,
  b: Value | undefined,
  path: readonly PathPart[] = [],
): string | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    const [left, right] = [a as readonly Value[], b as readonly Value[]];
    for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
      const found = difference(left[at], right[at], [...path, at]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isRecord(a) && isRecord(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[key], b[key], [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return a === b ? undefined : formatPath(path);
}
