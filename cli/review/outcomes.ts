import { isWhole } from "../../plan/coverage.ts";
import type { Group, Plan } from "../../plan/model.ts";
import { prose } from "../../plan/report/markdown-text.ts";
import { clip } from "../../plan/report/value-lines.ts";
import type { Artifact } from "./artifact.ts";
import type { ReviewTexts } from "./texts/texts.ts";

type Checks = ReviewTexts["checks"];

/** One check beside the change. */
export interface Outcome {
  /** `schoolgate` for the whole, `schoolgate / <policy>` for a policy. */
  readonly name: string;
  readonly conclusion: "success" | "neutral" | "failure";
  /** One line. */
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
}

/** Name of the check for all. */
export const overall = "schoolgate";

/** More policies than these are not ours: each costs a call. */
const mostPolicies = 50;
/** Groups that the check of a policy names. */
const mostNamed = 20;

/** The checks of a review: one for all, and one for each policy that some school breaks. */
export function outcomesOf(artifact: Artifact, { checks }: ReviewTexts): Outcome[] {
  if ("why" in artifact) {
    const title = checks.noPlan;
    return [{ name: overall, conclusion: "failure", title, summary: checks.because(title, artifact.why) }];
  }
  const { plan } = artifact;
  const policies = [
    ...new Set(plan.groups.flatMap(({ violations }) => violations.map(({ policy }) => policy))),
  ];
  const broken = policies
    .sort()
    .slice(0, mostPolicies)
    .map((policy) => policyOutcome(policy, plan.groups, checks));
  return [overallOutcome(plan, broken, policies.length, checks), ...broken];
}

function policyOutcome(policy: string, groups: readonly Group[], checks: Checks): Outcome {
  const concerned = groups.flatMap(({ schools, violations }) => {
    const broken = violations.filter((violation) => violation.policy === policy);
    return broken.length === 0 ? [] : [{ schools, broken }];
  });
  const schools = concerned.reduce((sum, each) => sum + each.schools.length, 0);
  const isMandatory = concerned.some(({ broken }) => broken.some(({ level }) => level === "mandatory"));
  const lines = concerned.slice(0, mostNamed).map((each) => {
    const [first = "", ...others] = each.schools;
    const who = others.length === 0 ? first : checks.andOthers(first, others.length);
    const message = prose(clip(each.broken[0]?.message ?? "", 500));
    return `- ${checks.finding(prose(clip(who, 120)), message)}`;
  });
  const rest = concerned.length - lines.length;
  return {
    name: `${overall} / ${policy.replace(/^schoolgate-/, "")}`,
    conclusion: isMandatory ? "failure" : "neutral",
    title: isMandatory ? checks.broken(schools) : checks.advisedAgainst(schools),
    summary: [...lines, ...(rest > 0 ? [`- ${checks.moreGroups(rest)}`] : [])].join("\n"),
  };
}

function overallOutcome(
  { totals, problems, groups }: Plan,
  broken: Outcome[],
  policies: number,
  checks: Checks,
): Outcome {
  const isBroken = groups.some(({ violations }) => violations.some(({ level }) => level === "mandatory"));
  // As the exit code of gate plan says it: what concerns no single stack is passed over by no review either.
  const isFailed = isBroken || totals.failed > 0 || !isWhole(problems);
  const isDoubtful = problems.length > 0 || broken.length > 0;
  const said = [
    totals.changed === 0 ? checks.nothingChanges : checks.changes(totals.changed, totals.stacks),
    ...(totals.failed > 0 ? [checks.notPlanned(totals.failed)] : []),
    ...(totals.failed === 0 && problems.length > 0 ? [checks.problems(problems.length)] : []),
    ...(policies > 0 ? [checks.policiesBroken(policies)] : []),
  ];
  return {
    name: overall,
    conclusion: isFailed ? "failure" : isDoubtful ? "neutral" : "success",
    title: checks.list(said),
    summary: [
      checks.seeComment,
      ...broken.map(({ name, title }) => `- ${checks.policy(name.slice(overall.length + 3), title)}`),
      ...(policies > broken.length ? [`- ${checks.morePolicies(policies - broken.length)}`] : []),
    ].join("\n"),
  };
}
