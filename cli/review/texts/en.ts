import { count } from "../../../lib/report.ts";
import type { ReviewTexts } from "./texts.ts";

export const en: ReviewTexts = {
  comment: {
    noPlan: (commit, why, run) =>
      `**There is no plan** of \`${commit}\`: ${why}. [The run](${run}) says more.`,
    planned: (commit, run) =>
      `Planned without credentials by the code under review, \`${commit}\`, in [this run](${run}).`,
    page: (page) => ` The same [as a page with filters](${page}).`,
    cutOff: (run) => `*Cut off here: [the run](${run}) has the whole plan.*`,
  },
  previews: {
    heading: "`pulumi preview` beside the plan",
    columns: ["Stack", "Stands for", "Steps", "Beside the plan"],
    previewed: (previews, groups) => `${previews} of ${count(groups, "group")} previewed, one stack each. `,
    agrees: "The engine says the same as the plan.",
    differs: (stacks) =>
      `**The engine says something else than the plan of ${count(stacks, "stack")}.** A state that is behind the base differs too.`,
    failed: (exitCode) => `**pulumi preview failed** (exit code ${exitCode})`,
    differences: (differences) => `**${count(differences, "difference")}**`,
    same: "the same",
    itself: "itself",
    others: (stacks) => `${stacks} more`,
    moreRows: (rows) => `And ${rows} more.`,
    moreDifferences: (differences) => `and ${differences} more`,
    difference: ({ school, resource, plan, preview }) =>
      `**${school}**, ${resource}: plan: ${plan}; preview: ${preview}`,
  },
  checks: {
    noPlan: "There is no plan",
    because: (title, why) => `${title}: ${why}.`,
    broken: (stacks) => `Broken in ${count(stacks, "stack")}`,
    advisedAgainst: (stacks) => `Advised against in ${count(stacks, "stack")}`,
    andOthers: (first, others) => `${first} and ${others} more`,
    finding: (who, message) => `**${who}**: ${message}`,
    moreGroups: (groups) => `and ${count(groups, "more group")}`,
    nothingChanges: "No stack changes",
    changes: (changed, stacks) =>
      `${count(changed, "stack")} of ${stacks} ${changed === 1 ? "changes" : "change"}`,
    notPlanned: (stacks) => `${count(stacks, "stack")} could not be planned`,
    problems: (problems) => count(problems, "problem"),
    policiesBroken: (policies) => `${policies} ${policies === 1 ? "policy" : "policies"} broken`,
    list: (clauses) => clauses.join(", "),
    seeComment: "What the change does stands in the comment of the pull request.",
    policy: (name, title) => `${name}: ${title}`,
    morePolicies: (policies) => `and ${policies} more policies`,
  },
};
