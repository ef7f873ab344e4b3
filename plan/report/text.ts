import picocolors from "picocolors";
import { escapeControls } from "../../lib/problem.ts";
import type { Change, Group, OptionChange, Plan, PropertyChange, Violation } from "../model.ts";
import { caveatsPlace } from "../notes.ts";
import { differenceOf } from "./difference.ts";
import { folded } from "./line-diff.ts";
import { type OutputGroup, outputGroups } from "./outputs.ts";
import { shownOptions, shownProperties } from "./properties.ts";
import { shown } from "./shown.ts";
import type { Texts } from "./texts/texts.ts";
import { clip } from "./value-lines.ts";
import * as words from "./words.ts";

/** How a report is written: in which words, and in which colours. */
interface Pen extends ReturnType<typeof picocolors.createColors> {
  readonly texts: Texts;
}

/** Most UTF-16 units of a value on one line, and most lines of one of several; --format json has them whole. */
const [longestValue, mostLines] = [160, 60];

/**
 * A plan for a terminal: what is compared, the groups, the problems, and last the totals, which stay in sight.
 *
 * @param colour whether to write terminal colours; default: no
 */
export function textOf(plan: Plan, texts: Texts, colour = false): string {
  const pen = { ...picocolors.createColors(colour), texts };
  const { groups, problems, ...rest } = shown(plan);
  const blocks = [
    headText({ groups, problems, ...rest }, pen),
    ...groups.map((group, index) => groupText(group, texts.place(index + 1, groups.length), pen)),
    ...problems.map((problem) => problemText(problem, pen)),
    totalsText({ groups, problems, ...rest }, pen),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function headText(plan: Plan, { bold, dim, texts }: Pen): string {
  const uncommitted = plan.head.uncommitted ?? [];
  return [
    bold(escapeControls(words.comparison(plan, texts))),
    ...(uncommitted.length === 0 ? [] : [texts.labelled(texts.notCommitted, names(uncommitted, texts))]),
    ...plan.notes.map((note) => dim(escapeControls(texts.note(note)))),
    ...(plan.caveats.length === 0 ? [] : [dim(texts.sentence(texts.labelled(texts.caveats, caveatsPlace)))]),
  ].join("\n");
}

function groupText(group: Group, place: string, pen: Pen): string {
  const { schools, changes, violations, outputs = [] } = group;
  const { bold, dim, texts } = pen;
  const [example = ""] = schools;
  const heading =
    schools.length === 1 ? bold(escapeControls(example)) : bold(texts.count(schools.length, "stack"));
  return [
    `${dim(place)}  ${heading}  ${dim(escapeControls(words.whatHappensTo(group, texts)))}`,
    ...(schools.length === 1
      ? []
      : [`  ${names(schools, texts)}`, dim(`  ${texts.shownFor(escapeControls(example))}`)]),
    ...violations.map((violation) => violationText(violation, pen)),
    ...outputGroups(outputs, texts).flatMap((output) => outputLines(output, pen)),
    ...changes.flatMap((change) => changeLines(change, pen)),
  ].join("\n");
}

function outputLines({ changes, asks }: OutputGroup, pen: Pen): string[] {
  const { cyan, texts } = pen;
  return [
    ...changes.flatMap((change) =>
      differenceLines(`${cyan(texts.output)} ${escapeControls(change.path)}`, change, false, pen).map(
        (line) => line.replace("    ", ""),
      ),
    ),
    `      → ${asks}`,
  ];
}

function violationText(
  { policy, level, urn, message }: Violation,
  { red, yellow, bold, texts }: Pen,
): string {
  const mark = level === "mandatory" ? red(`✗ ${texts.level[level]}`) : yellow(`! ${texts.level[level]}`);
  const subject = urn === undefined ? "" : texts.labelled(escapeControls(words.resourceOf(urn)), "");
  return `  ${mark}  ${bold(escapeControls(policy))}  ${subject}${inLines(message, "      ")}`;
}

function changeLines(change: Change, pen: Pen): string[] {
  const { operation, type, name, properties } = change;
  const { green, yellow, red, cyan, dim, texts } = pen;
  const paint = { create: green, import: cyan, update: yellow, replace: red, delete: red, options: red };
  const alone = operation === "create" || operation === "import" || operation === "delete";
  return [
    `  ${paint[operation](`${words.signs[operation]} ${words.operationOf(change, texts)}`)}  ${escapeControls(type)}  ${escapeControls(name)}`,
    ...shownProperties(properties).flatMap((property) =>
      differenceLines(escapeControls(property.path), property, alone, pen),
    ),
    ...shownOptions(change).flatMap((option) =>
      differenceLines(`${dim(texts.option)} ${option.option}`, option, alone, pen),
    ),
  ];
}

/** @param alone whether the resource has one side only, so that the other side is not shown */
function differenceLines(
  label: string,
  change: PropertyChange | OptionChange,
  alone: boolean,
  { red, green, dim, texts }: Pen,
): string[] {
  const difference = differenceOf(change, texts);
  const reason = "replaces" in change ? red(`  ${texts.forcesReplacement}`) : "";
  const line = (value: string): string => clip(escapeControls(value), longestValue);
  switch (difference.kind) {
    case "secret":
      return [`      ${label}: ${line(difference.text)}${reason}`];
    case "values": {
      const { from, to } = difference;
      const [before, after] = [from, to].map((side) => (side === undefined ? dim(texts.notSet) : line(side)));
      const value = alone ? line(to ?? from ?? "") : `${before} → ${after}`;
      return [`      ${label}: ${value}${reason}`];
    }
    case "lines": {
      const paint = { "-": red, "+": green, " ": (text: string) => text };
      const lines = folded(difference.lines, 2).map((each) =>
        "equal" in each
          ? dim(`        … ${texts.count(each.equal, "equal line")}`)
          : paint[each.sign](`        ${alone ? "" : `${each.sign} `}${line(each.text)}`),
      );
      const more = lines.length - mostLines;
      const cut = more > 0 ? [dim(`        ${texts.more(more, "line")}`)] : [];
      return [`      ${label}:${reason}`, ...lines.slice(0, mostLines), ...cut];
    }
  }
}

function problemText(problem: Plan["problems"][number], { red, bold, texts }: Pen): string {
  const stacks = words.stacksOf(problem);
  const subject = stacks.length === 0 ? "" : `${bold(names(stacks, texts))}\n  `;
  return `${red(`✗ ${texts.problem}`)}  ${subject}${inLines(problem.message, "  ")}`;
}

/** The last lines of a plan: how many stacks change, and what stands against it. */
export function closingOf(plan: Plan, texts: Texts, colour = false): string {
  return totalsText(plan, { ...picocolors.createColors(colour), texts });
}

function totalsText(plan: Plan, { bold, red, yellow, green, texts }: Pen): string {
  const against = words.objections(plan, texts);
  const isSerious = plan.totals.mandatory > 0 || plan.problems.length > 0;
  return [
    bold(texts.sentence(words.headlineWithTotals(plan, texts))),
    against.length === 0 ? green(texts.noRuleBroken) : (isSerious ? red : yellow)(texts.sentences(against)),
  ].join("\n");
}

/** Names, folded where they are many. */
function names(all: readonly string[], texts: Texts): string {
  const rest = all.length - words.shownNames;
  const first = all.slice(0, words.shownNames).map(escapeControls);
  return texts.list(rest > 0 ? [...first, texts.more(rest)] : first);
}

/** A message of several lines, its later ones indented. */
function inLines(message: string, indent: string): string {
  return message.split("\n").map(escapeControls).join(`\n${indent}`);
}
