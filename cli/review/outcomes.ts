import { count } from "../../lib/report.ts";
import { isWhole } from "../../plan/coverage.ts";
import type { Artifact, ReviewedGroup, ReviewedPlan } from "./artifact.ts";
import { harmlessLine } from "./harmless.ts";

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
export function outcomesOf(artifact: Artifact): Outcome[] {
  if ("why" in artifact) {
    const title = "There is no plan";
    return [{ name: overall, conclusion: "failure", title, summary: `${title}: ${artifact.why}.` }];
  }
  const { plan } = artifact;
  const policies = [
    ...new Set(plan.groups.flatMap(({ violations }) => violations.map(({ policy }) => policy))),
  ];
  const broken = policies
    .sort()
    .slice(0, mostPolicies)
    .map((policy) => policyOutcome(policy, plan.groups));
  return [overallOutcome(plan, broken, policies.length), ...broken];
}

function policyOutcome(policy: string, groups: readonly ReviewedGroup[]): Outcome {
  const concerned = groups.flatMap(({ schools, violations }) => {
    const broken = violations.filter((violation) => violation.policy === policy);
    return broken.length === 0 ? [] : [{ schools, broken }];
  });
  const schools = concerned.reduce((sum, each) => sum + each.schools.length, 0);
  const isMandatory = concerned.some(({ broken }) => broken.some(({ level }) => level === "mandatory"));
  const lines = concerned.slice(0, mostNamed).map((each) => {
    const [first = "", ...others] = each.schools;
    const who = others.length === 0 ? first : `${first} and ${others.length} more`;
    return `- **${harmlessLine(who, 120)}**: ${harmlessLine(each.broken[0]?.message ?? "", 500)}`;
  });
  const rest = concerned.length - lines.length;
  return {
    name: `${overall} / ${policy.replace(/^schoolgate-/, "")}`,
    conclusion: isMandatory ? "failure" : "neutral",
    title: `${isMandatory ? "Broken" : "Advised against"} in ${count(schools, "stack")}`,
    summary: [...lines, ...(rest > 0 ? [`- and ${count(rest, "more group")}`] : [])].join("\n"),
  };
}

function overallOutcome(
  { totals, problems, groups }: ReviewedPlan,
  broken: Outcome[],
  policies: number,
): Outcome {
  const isBroken = groups.some(({ violations }) => violations.some(({ level }) => level === "mandatory"));
  // As the exit code of gate plan says it: what concerns no single stack is passed over by no review either.
  const isFailed = isBroken || totals.failed > 0 || !isWhole(problems);
  const isDoubtful = problems.length > 0 || broken.length > 0;
  const said = [
    totals.changed === 0
      ? "No stack changes"
      : `${count(totals.changed, "stack")} of ${totals.stacks} ${totals.changed === 1 ? "changes" : "change"}`,
    ...(totals.failed > 0 ? [`${count(totals.failed, "stack")} could not be planned`] : []),
    ...(totals.failed === 0 && problems.length > 0 ? [count(problems.length, "problem")] : []),
    ...(policies > 0 ? [`${policies} ${policies === 1 ? "policy" : "policies"} broken`] : []),
  ];
  return {
    name: overall,
    conclusion: isFailed ? "failure" : isDoubtful ? "neutral" : "success",
    title: said.join(", "),
    summary: [
      "What the change does stands in the comment of the pull request.",
      ...broken.map(({ name, title }) => `- ${name.slice(overall.length + 3)}: ${title}`),
      ...(policies > broken.length ? [`- and ${policies - broken.length} more policies`] : []),
    ].join("\n"),
  };
}
