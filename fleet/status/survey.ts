import { listStacks } from "../../infra/config/folder.ts";
import { checkStacks } from "../../infra/config/stacks.ts";
import { refuseNotCheckedOut } from "../../plan/checkout/not-checked-out.ts";
import { outstanding } from "../../plan/outstanding.ts";
import type { Backend } from "../backend/backend.ts";
import { type FleetStatus, type StackStatus, verdicts } from "./model.ts";
import { type Seen, statusOf } from "./stack-status.ts";
import { declaredBy, isComparable, readStates } from "./states.ts";

export interface SurveyOptions {
  /** The project's folder. */
  readonly root: string;
  readonly backend: Backend;
  /** How the backend is called. */
  readonly backendName: string;
  /** Stacks to look at. Default: those that have a file, and those that the backend has. */
  readonly names?: readonly string[] | undefined;
  readonly now: Date;
  /** Is told how many stacks are compared with their state, of how many. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/**
 * How every stack is: its file, what the backend holds of it, and what an up would do. Asks neither cloud nor cluster,
 * and needs no secret.
 *
 * @throws {Refusal} when the backend cannot be read, or a sparse checkout leaves out files; what is wrong with single stacks is in the answer
 */
export async function surveyFleet(options: SurveyOptions): Promise<FleetStatus> {
  const { root, backend, now } = options;
  refuseNotCheckedOut(root, "a status");
  const inBackend = new Set(await backend.stacks());
  const files = new Set(listStacks(root).names);
  const names = [...new Set(options.names ?? [...files, ...inBackend])].sort();
  const checked = checkStacks(
    root,
    now,
    names.filter((name) => files.has(name)),
  );
  const sound = new Map(checked.stacks.map((stack) => [stack.name, stack]));
  const locks = await backend.locks();
  const states = await readStates(
    backend,
    names.filter((name) => inBackend.has(name)),
  );
  const comparable = names.filter((name) => {
    const state = states.get(name);
    return state !== undefined && "facts" in state && isComparable(state.facts) && sound.has(name);
  });
  const outcomes = await outstanding(
    { root, onProgress: options.onProgress },
    new Map(comparable.map((name) => [name, () => declaredBy(backend, name)])),
  );
  const members = new Map(checked.members.map(({ facts }) => [facts.slug, facts]));
  const stacks = names.map((name) => {
    const seen: Seen = {
      ...{ name, hasFile: files.has(name), stack: sound.get(name), facts: members.get(name) },
      ...{ problems: checked.problems, state: states.get(name), locks: locks.get(name) ?? [] },
      outcome: outcomes.get(name),
    };
    return statusOf(seen, now);
  });
  return {
    at: now.toISOString(),
    backend: options.backendName,
    totals: totalsOf(stacks),
    stacks: sorted(stacks),
  };
}

function totalsOf(stacks: readonly StackStatus[]): FleetStatus["totals"] {
  const counts = verdicts.map((each) => [each, stacks.filter(({ verdict }) => verdict === each).length]);
  return { stacks: stacks.length, ...Object.fromEntries(counts) } as FleetStatus["totals"];
}

function sorted(stacks: readonly StackStatus[]): StackStatus[] {
  const rank = ({ verdict }: StackStatus): number => verdicts.indexOf(verdict);
  return stacks.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
