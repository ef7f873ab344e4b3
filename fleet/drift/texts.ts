// The words of a plan's report, where it shows what has drifted instead of what will change.
import type { Language } from "../../lib/language.ts";
import { en } from "../../plan/report/texts/en.ts";
import { number, type Texts } from "../../plan/report/texts/texts.ts";
import { zh } from "../../plan/report/texts/zh.ts";

const enDone: Readonly<Record<string, string>> = { delete: "gone", update: "changed" };

const enDrift: Texts = {
  ...en,
  headline: {
    declared: (stacks) => `${en.count(stacks, "stack")} asked`,
    none: "No stack has drifted",
    noneOfPlanned: "No stack that could be asked has drifted",
    all: (stacks) => `All ${en.count(stacks, "stack")} have drifted`,
    some: (drifted, stacks) =>
      `${number(drifted)} of ${en.count(stacks, "stack")} ${drifted === 1 ? "has" : "have"} drifted`,
  },
  times: (count, operation) => `${number(count)} ${enDone[operation] ?? operation}`,
  objections: {
    ...en.objections,
    notPlanned: (stacks) => `${en.count(stacks, "stack")} could not be asked`,
  },
  noRuleBroken: "Nothing was changed, no state either.",
  compared: { ...en.compared, workingTree: "Cloud and cluster", base: "the states" },
  happening: {
    ...en.happening,
    operation: { ...en.happening.operation, ...enDone },
  },
  html: { ...en.html, title: (headline) => `Drift: ${headline}`, base: "State", head: "Cloud or cluster" },
};

const zhDone: Readonly<Record<string, string>> = { delete: "已不存在", update: "已改动" };

const zhDrift: Texts = {
  ...zh,
  headline: {
    declared: (stacks) => `已查询 ${zh.count(stacks, "stack")}`,
    none: "没有 stack 发生漂移",
    noneOfPlanned: "能够查询的 stack 均无漂移",
    all: (stacks) => `全部 ${zh.count(stacks, "stack")} 都有漂移`,
    some: (drifted, stacks) => `${zh.count(stacks, "stack")} 中有 ${number(drifted)} 个发生漂移`,
  },
  times: (count, operation) => `${zhDone[operation] ?? operation} ${number(count)}`,
  objections: { ...zh.objections, notPlanned: (stacks) => `${zh.count(stacks, "stack")} 无法查询` },
  noRuleBroken: "没有作任何改动，状态也没有改。",
  compared: { ...zh.compared, workingTree: "云和集群", base: "状态" },
  happening: {
    ...zh.happening,
    operation: { ...zh.happening.operation, ...zhDone },
  },
  html: { ...zh.html, title: (headline) => `漂移：${headline}`, base: "状态", head: "云或集群" },
};

const tables: Readonly<Record<Language, Texts>> = { en: enDrift, zh: zhDrift };

export function driftTexts(language: Language): Texts {
  return tables[language];
}
