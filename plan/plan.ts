import { availableParallelism } from "node:os";
import { listStacks, stacksFolder } from "../infra/config/folder.ts";
import { projectFile, readProjectFile } from "../infra/config/project-file.ts";
import { namedStacks, stacksOfPlatform } from "../infra/config/selection.ts";
import { problemsText } from "../lib/problems-text.ts";
import { Refusal } from "../lib/refusal.ts";
import { type Parts, planOf } from "./assemble.ts";
import { BaseFolder } from "./checkout/base.ts";
import { ignoredAmong, mayDiffer, uncommittedStacks } from "./checkout/changed-files.ts";
import { goneStacks } from "./checkout/gone-stacks.ts";
import { headCommit, type MergeBase, mergeBase } from "./checkout/merge-base.ts";
import { refuseNotCheckedOut } from "./checkout/not-checked-out.ts";
import { declaredByStates, type StateFile } from "./declare/states.ts";
import type { Plan, PlanProblem, Side, StackPlan } from "./model.ts";
import { caveatsFor } from "./notes.ts";
import { Planning, type Task } from "./threads/planning.ts";

export interface PlanOptions {
  /** The project's folder; its working tree is the head. */
  readonly root: string;
  /** Schools or platforms, by name or by a pattern such as `north*`. Default: all. */
  readonly names?: readonly string[] | undefined;
  /** Of this platform alone: its own stack, and its schools'. */
  readonly platform?: string | undefined;
  /**
   * A commit in any form that git knows; the base is its merge base with HEAD. Default: none, every resource is new.
   */
  readonly against?: string | undefined;
  /** States that `pulumi stack export` wrote, compared with instead of a commit; the plan covers their stacks. */
  readonly states?: readonly StateFile[] | undefined;
  /** Ends the plan early. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of stacks planned so far, and of all. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
  /** How long one stack may take, in milliseconds. Default: 30 s. */
  readonly timeLimit?: number | undefined;
  /** How many threads work at a time. Default: one a core, at most four; each side has as many, of some 100 MB. */
  readonly threads?: number | undefined;
}

/** A plan, and what it says of each stack that changes or breaks a rule, in the stack's own names. */
export interface WholePlan {
  readonly plan: Plan;
  readonly stacks: ReadonlyMap<string, StackPlan>;
}

const defaultTimeLimit = 30_000;
const mostThreads = 4;

/**
 * What the working tree's program and stack files do to every school, compared with where the branch began. Asks no
 * cloud, cluster, engine or passphrase, and writes nothing but a temporary folder, which is gone in the end.
 *
 * @throws {Refusal} where there is nothing to plan or to compare with; whatever concerns single stacks is a problem
 *   in the plan
 * @throws the signal's reason when it is aborted
 */
export async function plan(options: PlanOptions): Promise<Plan> {
  return planOf(await partsOf(options));
}

/**
 * The same plan, with what it says of each stack by itself: its groups have that of one stack each.
 *
 * @throws as {@link plan}
 */
export async function wholePlan(options: PlanOptions): Promise<WholePlan> {
  const parts = await partsOf(options, true);
  const stacks = [...parts.outcomes].flatMap(([name, outcome]) =>
    "failure" in outcome || outcome.plan === undefined ? [] : [[name, outcome.plan] as const],
  );
  return { plan: planOf(parts), stacks: new Map(stacks) };
}

async function partsOf(options: PlanOptions, isWhole?: true): Promise<Parts> {
  const { root, against } = options;
  options.signal?.throwIfAborted();
  const listed = listStacks(root);
  const unusable = listed.problems.filter(({ file }) => file === stacksFolder);
  if (unusable.length > 0) throw new Refusal(problemsText(unusable), "plan in the project's folder");
  const file = readProjectFile(root);
  if ("problems" in file)
    throw new Refusal(problemsText(file.problems), `put ${projectFile} right, then plan again`);
  refuseNotCheckedOut(root, "a plan");
  if (options.states !== undefined) return planFromStates(options, options.states, listed);
  const base = against === undefined ? undefined : mergeBase(root, against);
  if (base === undefined) return planWith({ ...options, isWhole }, listed, undefined, undefined);
  const folder = new BaseFolder(base);
  try {
    return await planWith({ ...options, isWhole }, listed, base, folder);
  } finally {
    folder.remove();
  }
}

/** What an up would do to the stacks of these states. */
async function planFromStates(
  options: PlanOptions,
  files: readonly StateFile[],
  listed: ReturnType<typeof listStacks>,
): Promise<Parts> {
  const declared = declaredByStates(files);
  const states = new Map([...declared].map(([name, stack]) => [name, async () => stack]));
  const inBase = new Set(states.keys());
  // A stack without a file cannot go up, so a plan that deletes all of it would mislead.
  const names = namedStacks([...inBase], listed.names);
  const planning = planningOf(options, undefined);
  try {
    const outcomes = await planning.run({
      ...{ names, states, inBase, differing: inBase, inHead: new Set(listed.names) },
      onProgress: options.onProgress,
    });
    return {
      base: { states: files.map(({ name }) => name) },
      ...{ head: headOf(options.root), names, outcomes, problems: [] },
      notes: [],
      caveats: caveatsFor({ hasBase: true, isState: true }),
    };
  } finally {
    await planning.close();
  }
}

export function planningOf(
  options: Pick<PlanOptions, "root" | "threads" | "timeLimit" | "signal">,
  base?: BaseFolder | undefined,
): Planning {
  return new Planning({
    head: { side: "head", root: options.root },
    base: base && { side: "base", root: base.root, repository: base.repository },
    threads: options.threads ?? Math.min(availableParallelism(), mostThreads),
    timeLimit: options.timeLimit ?? defaultTimeLimit,
    signal: options.signal,
  });
}

async function planWith(
  options: PlanOptions & Pick<Task, "isWhole">,
  listed: ReturnType<typeof listStacks>,
  base: MergeBase | undefined,
  folder: BaseFolder | undefined,
): Promise<Parts> {
  const { root, against, isWhole, onProgress } = options;
  const planning = planningOf(options, folder);
  try {
    const unknownBase = folder?.fill(root);
    if (unknownBase === undefined) planning.warmUpBase();
    const inBase = folder === undefined ? [] : listStacks(folder.root).names;
    const named = namedStacks(options.names ?? [], [...listed.names, ...inBase]);
    const roots = [root, ...(folder === undefined ? [] : [folder.root])];
    const names = options.platform === undefined ? named : stacksOfPlatform(options.platform, named, roots);
    if (names.length === 0) {
      throw new Refusal("there is no stack to plan", "write a school's file: ./gate new <school>");
    }
    const differing =
      base && folder
        ? mayDiffer({ head: root, base: folder.root, prefix: base.prefix, names }, folder.changedFiles(root))
        : new Set(names);
    const outcomes = await planning.run({
      ...{ names, differing, unknownBase, isWhole, onProgress },
      ...{ inHead: new Set(listed.names), inBase: new Set(inBase) },
    });
    return {
      ...(base === undefined ? {} : { base: { ref: against ?? "", commit: base.commit } }),
      ...{ head: headOf(root), names, outcomes },
      problems: [
        ...(options.names === undefined
          ? listed.problems.map((each) => ({ message: problemsText([each]) }))
          : []),
        ...(folder === undefined ? [] : ignoredAmong(root, planning.files).map(ignoredProblem)),
      ],
      notes: [
        ...(folder === undefined
          ? []
          : goneStacks({ root, base: folder.root, names, inHead: listed.names, inBase })),
        ...(base === undefined ? [{ kind: "all is new" } as const] : []),
      ],
      caveats: caveatsFor({ hasBase: base !== undefined, isState: false }),
    };
  } finally {
    await planning.close();
  }
}

/** What git ignores is no part of the change, whatever it holds. */
function ignoredProblem(file: string): PlanProblem {
  return {
    message: `the program reads ${file}, which git ignores, and a plan is about what is reviewed: commit it, or do not read it`,
  };
}

function headOf(root: string): Side {
  const commit = headCommit(root);
  const uncommitted = uncommittedStacks(root);
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(uncommitted === undefined ? {} : { uncommitted }),
  };
}
