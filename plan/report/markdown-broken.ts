import type { Group } from "../model.ts";
import { code, fitting, prose } from "./markdown-text.ts";
import type { Texts } from "./texts/texts.ts";
import { clip } from "./value-lines.ts";
import * as words from "./words.ts";

/**
 * Which stacks break which mandatory rule, a line a rule: what a comment says before all that may not fit.
 *
 * @param room UTF-16 units that all of it should not exceed
 */
export function brokenText(groups: readonly Group[], room: number, texts: Texts): string {
  const byPolicy = new Map<string, string[]>();
  for (const { schools, violations } of groups) {
    for (const { policy, level } of words.brokenRules(violations)) {
      if (level === "mandatory") byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), ...schools]);
    }
  }
  const share = room / Math.max(byPolicy.size, 1);
  const lines = [...byPolicy].map(([policy, stacks]) => {
    const rule = `- ${texts.labelled(`**${prose(clip(policy, 60))}**`, "")}`;
    const names = fitting(stacks.map(code), share - rule.length - 40, 2);
    const more = stacks.length - names.length;
    return rule + texts.list([...names, ...(more > 0 ? [texts.more(more)] : [])]);
  });
  const kept = fitting(lines, room);
  const more = lines.length - kept.length;
  return [...kept, ...(more > 0 ? [`- ${texts.more(more, "mandatory rule")}`] : [])].join("\n");
}
