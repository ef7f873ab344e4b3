import { escapeControls } from "../../lib/problem.ts";
import type { Change, Group, OptionChange, PropertyChange, Violation } from "../model.ts";
import { differenceOf } from "./difference.ts";
import { type DiffLine, folded } from "./line-diff.ts";
import { code, details, fence, fitting, prose } from "./markdown-text.ts";
import { type OutputGroup, outputGroups } from "./outputs.ts";
import { shownOptions, shownProperties } from "./properties.ts";
import type { Texts } from "./texts/texts.ts";
import { clip } from "./value-lines.ts";
import * as words from "./words.ts";

/** Most UTF-16 units of one line of a diff. */
const longestLine = 240;
/** What the names of a group's stacks beyond the first ten may take, unfolded. */
const roomForNames = 1_500;
const longestMessage = 500;

/** A group's part of a comment. */
export interface Section {
  readonly text: string;
  /** Whether lines of it were left out. */
  readonly isCut: boolean;
}

/**
 * A group as a fold.
 *
 * @param place of the group, from 1
 * @param room UTF-16 units that it should not exceed
 */
export function sectionOf(group: Group, place: number, room: number, isOpen: boolean, texts: Texts): Section {
  const { schools, changes, violations, outputs = [] } = group;
  const rules = rulesText(violations, texts);
  const summary = [
    `<b>${place}</b> ${schools.length === 1 ? code(schools[0] ?? "") : texts.count(schools.length, "stack")}`,
    happening(group, texts),
    ...(rules === "" ? [] : [rules]),
  ].join(" · ");
  const items = violations.map((each) => violationItem(each, texts));
  const shownItems = fitting(items, room / 3);
  const moreItems = items.length - shownItems.length;
  const parts = [
    ...(schools.length === 1 ? [] : [stacksText(schools, texts)]),
    ...(shownItems.length === 0 ? [] : [shownItems.join("\n")]),
    ...(moreItems === 0 ? [] : [texts.sentence(texts.more(moreItems, "broken rule"))]),
  ];
  const lines = [
    ...outputGroups(outputs, texts).flatMap((each) => outputLines(each, texts)),
    ...changes.flatMap((each) => changeLines(each, texts)),
  ];
  const left = room - details(summary, parts.join("\n\n")).length - 60;
  const shownLines = fitting(lines, left);
  const moreLines = lines.length - shownLines.length;
  const diff = [...shownLines, ...(moreLines === 0 ? [] : [`  ${texts.more(moreLines, "line")}`])];
  if (lines.length > 0) parts.push(fence("diff", diff));
  return { text: details(summary, parts.join("\n\n"), isOpen), isCut: moreItems + moreLines > 0 };
}

/** What happens to a group, on one line. */
export function happening(group: Pick<Group, "changes" | "outputs">, texts: Texts): string {
  return prose(clip(words.whatHappensTo(group, texts), 120));
}

/** The rules that a group breaks, each once, as far as a line holds them. */
export function rulesText(violations: readonly Violation[], texts: Texts): string {
  const rules = words.brokenRules(violations);
  const shown = rules.slice(0, 3).map(({ policy, level }) => {
    const name = prose(clip(policy, 60));
    return level === "mandatory" ? `<b>${name}</b>` : `${name}${texts.inBrackets(texts.level[level])}`;
  });
  return texts.list([...shown, ...(rules.length > 3 ? [texts.markdown.moreRules(rules.length - 3)] : [])]);
}

function violationItem({ policy, level, urn, message }: Violation, texts: Texts): string {
  const subject = urn === undefined ? "" : `${texts.on}${code(words.resourceOf(urn))}`;
  const rule = `**${prose(clip(policy, 60))}**${texts.inBrackets(texts.level[level])}${subject}`;
  return `- ${texts.labelled(rule, prose(clip(message, longestMessage)))}`;
}

function stacksText(schools: readonly string[], texts: Texts): string {
  const first = schools.slice(0, words.shownNames);
  const rest = schools.slice(words.shownNames);
  const line = texts.markdown.stacksHtml(texts.list(first.map(code)), code(schools[0] ?? ""));
  if (rest.length === 0) return line;
  const names = fitting(
    rest.map((name) => clip(escapeControls(name), 80)),
    roomForNames,
  );
  const more = rest.length - names.length;
  const end = more === 0 ? [] : [texts.more(more)];
  return `${line}\n\n${details(texts.more(rest.length), fence("text", [[...names, ...end].join(" ")]))}`;
}

function outputLines({ changes, asks }: OutputGroup, texts: Texts): string[] {
  return [
    ...changes.flatMap((change) => differenceLines(`${texts.output} ${change.path}`, change, texts)),
    cut(`#     → ${asks}`),
  ];
}

/** A change as lines of a diff: GitHub and GitLab colour a line by its first character. */
function changeLines(change: Change, texts: Texts): string[] {
  const { operation, type, name, properties } = change;
  const sign = operation === "create" || operation === "import" ? "+" : operation === "delete" ? "-" : "!";
  return [
    cut(`${sign} ${words.operationOf(change, texts)} ${words.shortType(type)} ${name} (${type})`),
    ...shownProperties(properties).flatMap((property) => differenceLines(property.path, property, texts)),
    ...shownOptions(change).flatMap((option) =>
      differenceLines(`${texts.option} ${option.option}`, option, texts),
    ),
  ];
}

function differenceLines(label: string, change: PropertyChange | OptionChange, texts: Texts): string[] {
  const difference = differenceOf(change, texts);
  const reason = "replaces" in change ? `  # ${texts.forcesReplacement}` : "";
  switch (difference.kind) {
    case "secret":
      return [cut(`!   ${label}: ${difference.text}${reason}`)];
    case "values": {
      const { from, to } = difference;
      return [
        ...(from === undefined ? [] : [cut(`-   ${label}: ${from}${to === undefined ? reason : ""}`)]),
        ...(to === undefined ? [] : [cut(`+   ${label}: ${to}${reason}`)]),
      ];
    }
    case "lines": {
      const side = difference.lines.every(({ sign }) => sign === "+") ? "+" : "!";
      const sign = difference.lines.every((line) => line.sign === "-") ? "-" : side;
      return [
        cut(`${sign}   ${label}:${reason}`),
        ...folded(difference.lines, 2).map((each) => lineText(each, texts)),
      ];
    }
  }
}

function lineText(line: DiffLine | { readonly equal: number }, texts: Texts): string {
  return "equal" in line
    ? `      … ${texts.count(line.equal, "equal line")}`
    : cut(`${line.sign}     ${line.text}`);
}

function cut(line: string): string {
  return clip(escapeControls(line), longestLine);
}
