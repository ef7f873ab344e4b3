import { fileOf } from "../../infra/config/folder.ts";
import type { SchoolFacts } from "../../infra/config/school-facts.ts";
import type { Stack } from "../../infra/config/stacks.ts";
import type { Problem } from "../../lib/problem.ts";
import type { Outcomes } from "../../plan/threads/planning.ts";
import type { Lock } from "../backend/backend.ts";
import { addressesOf } from "./addresses.ts";
import { certificatesOf } from "./certificates.ts";
import * as concerns from "./concerns.ts";
import type { Concern, Outstanding, StackStatus, Verdict } from "./model.ts";
import type { State } from "./states.ts";
import { openStep } from "./step.ts";

/** All that was seen of a stack. */
export interface Seen {
  readonly name: string;
  readonly hasFile: boolean;
  /** The stack, where every rule takes its file. */
  readonly stack: Stack | undefined;
  /** What its file says as far as it can be read; of a school. */
  readonly facts: SchoolFacts | undefined;
  /** Of all stack files. */
  readonly problems: readonly Problem[];
  readonly state: State | undefined;
  readonly locks: readonly Lock[];
  readonly outcome: ReturnType<Outcomes["get"]>;
}

/** How a stack is. */
export function statusOf(seen: Seen, now: Date): StackStatus {
  const { name, hasFile, stack, facts, locks, outcome } = seen;
  const own = seen.problems.filter(({ file }) => file === fileOf(name));
  const state = seen.state !== undefined && "facts" in seen.state ? seen.state.facts : undefined;
  const isUp = state !== undefined && state.resources > 0;
  const school = stack?.kind === "school" ? stack : undefined;
  const addresses = school === undefined ? [] : addressesOf(school.school, state?.outputs ?? {});
  const certificates = school === undefined ? [] : certificatesOf(school, now);
  const step = school === undefined ? undefined : openStep(school, isUp);
  const platform = facts?.platform;
  const all: Concern[] = [
    ...concerns.fileConcerns(name, own),
    ...(hasFile && stack === undefined && own.length === 0 && platform !== undefined
      ? [concerns.platformConcern(platform)]
      : []),
    ...(isUp && !hasFile ? [concerns.orphanConcern(name)] : []),
    ...(seen.state !== undefined && "refused" in seen.state
      ? [concerns.stateConcern(name, seen.state.refused)]
      : []),
    ...concerns.pendingConcerns(name, state?.pending ?? []),
    ...concerns.planConcerns(name, outcome),
    ...concerns.lockConcerns(name, locks),
    ...concerns.certificateConcerns(certificates),
    ...concerns.standbyConcerns(name, addresses),
  ];
  const outstanding = outstandingOf(outcome);
  return {
    name,
    kind: facts !== undefined ? "school" : (stack?.kind ?? "unknown"),
    ...(school !== undefined && { title: school.school.name }),
    ...(platform !== undefined && { platform }),
    verdict: verdictOf(all, outstanding, step !== undefined || (hasFile && !isUp)),
    concerns: all,
    ...(hasFile && { file: { sound: stack !== undefined, problems: own } }),
    ...(isUp && {
      up: { resources: state.resources, ...(state.written !== undefined && { written: state.written }) },
    }),
    outstanding,
    pending: state?.pending ?? [],
    locks,
    addresses,
    certificates,
    ...(step !== undefined && { step }),
  };
}

function outstandingOf(outcome: Seen["outcome"]): Outstanding {
  if (outcome === undefined || "failure" in outcome || outcome.problems.length > 0) return { known: false };
  return { known: true, operations: outcome.operations, outputs: outcome.areOutputsChanged };
}

function verdictOf(all: readonly Concern[], outstanding: Outstanding, isWaiting: boolean): Verdict {
  if (all.some(({ level }) => level === "broken")) return "broken";
  if (all.length > 0) return "attention";
  if (outstanding.known && (outstanding.outputs || Object.keys(outstanding.operations).length > 0))
    return "changes";
  return isWaiting ? "waiting" : "fine";
}
