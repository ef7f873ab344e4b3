import type { ReviewTexts } from "./texts.ts";

export const zh: ReviewTexts = {
  comment: {
    noPlan: (commit, why, run) => `\`${commit}\` **没有计划**：${why}。详见[这次运行](${run})。`,
    planned: (commit, run) => `由待评审的代码 \`${commit}\` 在[这次运行](${run})里生成，没有使用任何凭据。`,
    page: (page) => `另有[可筛选的网页](${page})。`,
    cutOff: (run) => `*以下省略：完整的计划见[这次运行](${run})。*`,
  },
  previews: {
    heading: "`pulumi preview` 与计划对照",
    columns: ["Stack", "代表", "步骤", "与计划对照"],
    previewed: (previews, groups) => `${groups} 组中预览了 ${previews} 组，每组一个 stack。`,
    agrees: "引擎与计划一致。",
    differs: (stacks) => `**有 ${stacks} 个 stack，引擎与计划不一致。** 状态落后于基准时也会不一致。`,
    failed: (exitCode) => `**pulumi preview 失败**（退出码 ${exitCode}）`,
    differences: (differences) => `**${differences} 处不一致**`,
    same: "一致",
    itself: "自身",
    others: (stacks) => `另外 ${stacks} 个`,
    moreRows: (rows) => `另有 ${rows} 个。`,
    moreDifferences: (differences) => `另有 ${differences} 处`,
    difference: ({ school, resource, plan, preview }) =>
      `**${school}**，${resource}：计划 ${plan}，预览 ${preview}`,
  },
  checks: {
    noPlan: "没有计划",
    because: (title, why) => `${title}：${why}。`,
    broken: (stacks) => `${stacks} 个 stack 违反`,
    advisedAgainst: (stacks) => `${stacks} 个 stack 不符合建议`,
    andOthers: (first, others) => `${first} 等 ${others + 1} 个`,
    finding: (who, message) => `**${who}**：${message}`,
    moreGroups: (groups) => `另有 ${groups} 组`,
    nothingChanges: "没有 stack 发生变化",
    changes: (changed, stacks) => `${stacks} 个 stack 中有 ${changed} 个发生变化`,
    notPlanned: (stacks) => `${stacks} 个 stack 无法计划`,
    problems: (problems) => `${problems} 个问题`,
    policiesBroken: (policies) => `违反 ${policies} 条策略`,
    list: (clauses) => clauses.join("，"),
    seeComment: "这次修改会做什么，见合并请求里的评论。",
    policy: (name, title) => `${name}：${title}`,
    morePolicies: (policies) => `另有 ${policies} 条策略`,
  },
};
