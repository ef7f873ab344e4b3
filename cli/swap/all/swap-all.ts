import { listStacks, readStackFile } from "../../../infra/config/folder.ts";
import { platformKey } from "../../../infra/config/rules/platform.ts";
import { checkStacks, type SchoolStack } from "../../../infra/config/stacks.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { count } from "../../../lib/report.ts";
import { notCheckedOut, sparseFix } from "../../../plan/checkout/not-checked-out.ts";
import { agreed } from "../../ask.ts";
import type { ExitCode } from "../../command.ts";
import type { Deps } from "../../deps.ts";
import { differsInActiveOnly, inGit, isActiveCommitted, refuseUnclean } from "../clean-tree.ts";
import { commitStacks, refuseToCommit, unpushedText } from "../commit.ts";
import type { Blocked } from "./blocked.ts";
import { type Ending, planText, type Summary, summaryJson, summaryText } from "./report.ts";
import { type Fleet, type Move, type Stuck, survey } from "./survey.ts";
import { swapInTurns } from "./turns.ts";

export interface SwapAllOptions {
  readonly blocked: Blocked;
  /** How many schools are asked about, or swapped, at the same time. */
  readonly atOnce: number;
  readonly yes: boolean;
  /** Commits the edits of the stack files, all in one. */
  readonly commit: boolean;
  readonly allowDirty: boolean;
  readonly json: boolean;
  /** Whether the fleet is one of stand-ins. */
  readonly rehearsed: boolean;
  /** This very command, for the summary. */
  readonly command: string;
}

/**
 * Swaps every school that calls from a blocked address to a standby. Where it was stopped, the same again goes on: which
 * schools there are to swap is always found out anew.
 *
 * @returns 1 when any school that calls from a blocked address was not swapped, or may be one
 * @throws {Refusal} with nothing done, or when Git does not take the commit
 */
export async function swapAll(fleet: Fleet, options: SwapAllOptions, deps: Deps): Promise<ExitCode> {
  const { blocked, atOnce, commit, allowDirty, json, rehearsed, command } = options;
  const { schools, broken } = readSchools(deps);
  if (commit) refuseToCommit(deps);
  if (!allowDirty) refuseUnclean(schools, deps);
  const found = await survey(schools, fleet, blocked, atOnce);
  const { moves, left } = found;
  const stuck = [...broken, ...found.stuck];
  if (found.ips.size === 0 && stuck.length === 0)
    throw new Refusal(
      "no school is up, so none calls from a blocked address",
      "see that this is the backend the schools are in: pulumi stack ls; or practise: ./gate rehearse <school>",
    );
  const concerned = [...left, ...moves.map(({ stack }) => stack)];
  if (commit) refuseOtherEdits(concerned, deps);
  for (const ip of blocked.texts)
    if (!ip.includes("/") && !found.ips.has(ip))
      deps.stderr.write(`${ip} is no address of a school that is up.\n`);
  deps.stderr.write(planText(moves, stuck));
  if (moves.length > 0 && !options.yes) {
    // Without a terminal, asking refuses: the table above is what there is to decide by.
    const message = moves.length === 1 ? "Swap it?" : `Swap all ${moves.length}?`;
    if (!(await agreed({ message }, "--yes", deps))) throw new Refusal("not swapped", "nothing was done");
  }
  const endings = await swapInTurns(moves, atOnce, deps);
  const edited = editedStacks(concerned, deps);
  const summary: Summary = {
    ...{ blocked: blocked.texts, endings, stuck, rehearsed, command },
    left: left.map(({ name }) => name),
    uncommitted: commit ? [] : edited.map(({ name }) => name),
    ...restorableOf(commit || !rehearsed ? [] : edited, deps),
  };
  deps.stdout.write(json ? summaryJson(summary) : summaryText(summary));
  if (commit) {
    commitAll(edited, endings, blocked, deps);
    deps.stderr.write(unpushedText(edited, rehearsed, deps));
  }
  return stuck.length === 0 && endings.every(({ result }) => result === "swapped") ? 0 : 1;
}

/** The schools whose files are sound, and the stacks of which nobody can tell. */
function readSchools({ root, now }: Deps): {
  readonly schools: readonly SchoolStack[];
  readonly broken: readonly Stuck[];
} {
  const hidden = notCheckedOut(root);
  if (hidden.length > 0) {
    const left = count(hidden.length, "stack file");
    throw new Refusal(
      `a sparse checkout leaves out ${left}, whose schools may call from there too`,
      sparseFix(root),
    );
  }
  const { stacks } = checkStacks(root, now());
  const sound = new Set(stacks.map(({ name }) => name));
  // What is wrong with a platform is said of each of its schools; it calls nobody itself.
  const isPlatform = (name: string): boolean => platformKey in (readStackFile(root, name)?.config ?? {});
  const broken = listStacks(root).names.filter((name) => !sound.has(name) && !isPlatform(name));
  return {
    schools: stacks.filter((stack) => stack.kind === "school"),
    broken: broken.map((school) => ({
      ...{ school, why: "its stack file, or its platform's, breaks rules" },
      fix: `./gate check ${school}`,
    })),
  };
}

function refuseOtherEdits(stacks: readonly SchoolStack[], deps: Deps): void {
  const other = stacks.find((stack) => inGit(stack, deps) === "otherwise");
  if (other === undefined) return;
  throw new Refusal(
    `--commit commits ${other.file}, which has other changes too or is not in Git`,
    "commit those first, or leave --commit out",
  );
}

/** Those whose files say another address than the last commit, of this run or of one before. */
function editedStacks(stacks: readonly SchoolStack[], deps: Deps): SchoolStack[] {
  return stacks.filter((stack) => !isActiveCommitted(stack, deps));
}

/** Which files Git alone may put back: in the others it would throw away what else somebody has changed. */
function restorableOf(stacks: readonly SchoolStack[], deps: Deps): Pick<Summary, "restorable" | "mixed"> {
  const [restorable, mixed]: [string[], string[]] = [[], []];
  for (const stack of stacks) (differsInActiveOnly(stack, deps) ? restorable : mixed).push(stack.file);
  return { restorable, mixed };
}

/**
 * One commit for all: they leave one blocked range, which is reviewed, and taken back, as one thing. The message names
 * every school.
 */
function commitAll(
  stacks: readonly SchoolStack[],
  endings: readonly Ending[],
  blocked: Blocked,
  deps: Deps,
): void {
  const moves = new Map<string, Move>(endings.map(({ move }) => [move.stack.name, move]));
  const lines = stacks.map(
    ({ name, school }) => `${name}: ${moves.get(name)?.to.key ?? school.egress.active}`,
  );
  const subject = `swap ${stacks.length === 1 ? lines.join() : `${stacks.length} schools`} off ${blocked.texts.join(", ")}`;
  commitStacks(stacks, subject, deps, lines.length > 1 ? lines.join("\n") : "");
}
