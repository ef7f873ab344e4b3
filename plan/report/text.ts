import picocolors from "picocolors";
import { escapeControls } from "../../lib/problem.ts";
import type { Change, Group, OptionChange, Plan, PropertyChange, Violation } from "../model.ts";
import { caveatsPlace } from "../notes.ts";
import { differenceOf } from "./difference.ts";
import { folded } from "./line-diff.ts";
import { type OutputGroup, outputGroups } from "./outputs.ts";
import { shownOptions, shownProperties } from "./properties.ts";
import { shown } from "./shown.ts";
import { clip } from "./value-lines.ts";
import * as words from "./words.ts";

type Colours = ReturnType<typeof picocolors.createColors>;

/** Most UTF-16 units of a value on one line, and most lines of one of several; --format json has them whole. */
const [longestValue, mostLines] = [160, 60];

/**
 * A plan for a terminal: what is compared, the groups, the problems, and last the totals, which stay in sight.
 *
 * @param colour whether to write terminal colours; default: no
 */
export function textOf(plan: Plan, colour = false): string {
  const colours = picocolors.createColors(colour);
  const { groups, problems, ...rest } = shown(plan);
  const blocks = [
    headText({ groups, problems, ...rest }, colours),
    ...groups.map((group, index) => groupText(group, `${index + 1} of ${groups.length}`, colours)),
    ...problems.map((problem) => problemText(problem, colours)),
    totalsText({ groups, problems, ...rest }, colours),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function headText(plan: Plan, { bold, dim }: Colours): string {
  const uncommitted = plan.head.uncommitted ?? [];
  return [
    bold(escapeControls(words.comparison(plan))),
    ...(uncommitted.length === 0 ? [] : [`Not committed, and included: ${names(uncommitted)}`]),
    ...words.ownNotes(plan).map((note) => dim(escapeControls(note))),
    ...(plan.caveats.length === 0 ? [] : [dim(`${words.caveats}: ${caveatsPlace}.`)]),
  ].join("\n");
}

function groupText(group: Group, place: string, colours: Colours): string {
  const { schools, changes, violations, outputs = [] } = group;
  const { bold, dim } = colours;
  const [example = ""] = schools;
  const heading =
    schools.length === 1 ? bold(escapeControls(example)) : bold(words.many(schools.length, "stack"));
  return [
    `${dim(place)}  ${heading}  ${dim(escapeControls(words.whatHappensTo(group)))}`,
    ...(schools.length === 1 ? [] : [`  ${names(schools)}`, dim(`  shown: ${escapeControls(example)}`)]),
    ...violations.map((violation) => violationText(violation, colours)),
    ...outputGroups(outputs).flatMap((output) => outputLines(output, colours)),
    ...changes.flatMap((change) => changeLines(change, colours)),
  ].join("\n");
}

function outputLines({ changes, asks }: OutputGroup, colours: Colours): string[] {
  const { cyan } = colours;
  return [
    ...changes.flatMap((change) =>
      differenceLines(`${cyan("output")} ${escapeControls(change.path)}`, change, false, colours).map(
        (line) => line.replace("    ", ""),
      ),
    ),
    `      → ${asks}`,
  ];
}

function violationText({ policy, level, urn, message }: Violation, { red, yellow, bold }: Colours): string {
  const mark = level === "mandatory" ? red("✗ mandatory") : yellow("! advisory");
  const subject = urn === undefined ? "" : `${escapeControls(words.resourceOf(urn))}: `;
  return `  ${mark}  ${bold(escapeControls(policy))}  ${subject}${inLines(message, "      ")}`;
}

function changeLines(change: Change, colours: Colours): string[] {
  const { operation, type, name, properties } = change;
  const { green, yellow, red, cyan, dim } = colours;
  const paint = { create: green, import: cyan, update: yellow, replace: red, delete: red, options: red };
  const alone = operation === "create" || operation === "import" || operation === "delete";
  return [
    `  ${paint[operation](`${words.signs[operation]} ${words.operationOf(change)}`)}  ${escapeControls(type)}  ${escapeControls(name)}`,
    ...shownProperties(properties).flatMap((property) =>
      differenceLines(escapeControls(property.path), property, alone, colours),
    ),
    ...shownOptions(change).flatMap((option) =>
      differenceLines(`${dim("option")} ${option.option}`, option, alone, colours),
    ),
  ];
}

/** @param alone whether the resource has one side only, so that nobody asks what the other was */
function differenceLines(
  label: string,
  change: PropertyChange | OptionChange,
  alone: boolean,
  { red, green, dim }: Colours,
): string[] {
  const difference = differenceOf(change);
  const reason = "replaces" in change ? red("  forces the replacement") : "";
  const line = (value: string): string => clip(escapeControls(value), longestValue);
  switch (difference.kind) {
    case "secret":
      return [`      ${label}: ${line(difference.value)} ${dim("changed")}${reason}`];
    case "values": {
      const { from, to } = difference;
      const [before, after] = [from, to].map((side) => (side === undefined ? dim("not set") : line(side)));
      const value = alone ? line(to ?? from ?? "") : `${before} → ${after}`;
      return [`      ${label}: ${value}${reason}`];
    }
    case "lines": {
      const paint = { "-": red, "+": green, " ": (text: string) => text };
      const lines = folded(difference.lines, 2).map((each) =>
        "equal" in each
          ? dim(`        … ${words.many(each.equal, "equal line")}`)
          : paint[each.sign](`        ${alone ? "" : `${each.sign} `}${line(each.text)}`),
      );
      const more = lines.length - mostLines;
      const cut = more > 0 ? [dim(`        … and ${words.many(more, "line")} more`)] : [];
      return [`      ${label}:${reason}`, ...lines.slice(0, mostLines), ...cut];
    }
  }
}

function problemText(problem: Plan["problems"][number], { red, bold }: Colours): string {
  const stacks = words.stacksOf(problem);
  const subject = stacks.length === 0 ? "" : `${bold(names(stacks))}\n  `;
  return `${red("✗ problem")}  ${subject}${inLines(problem.message, "  ")}`;
}

/** The last lines of a plan: how many stacks change, and what stands against it. */
export function closingOf(plan: Plan, colour = false): string {
  return totalsText(plan, picocolors.createColors(colour));
}

function totalsText(plan: Plan, { bold, red, yellow, green }: Colours): string {
  const against = words.objections(plan).map((objection) => `${objection}.`);
  const isSerious = plan.totals.mandatory > 0 || plan.problems.length > 0;
  const resources = words.resourceTotals(plan);
  return [
    bold(`${words.headline(plan)}${resources === "" ? "" : `: ${resources}`}.`),
    against.length === 0 ? green("No rule is broken.") : (isSerious ? red : yellow)(against.join(" ")),
  ].join("\n");
}

/** Names, folded where they are many. */
function names(all: readonly string[]): string {
  const rest = all.length - words.shownNames;
  const first = all.slice(0, words.shownNames).map(escapeControls).join(", ");
  return rest > 0 ? `${first}, … and ${words.number(rest)} more` : first;
}

/** A message of several lines, its later ones indented. */
function inLines(message: string, indent: string): string {
  return message.split("\n").map(escapeControls).join(`\n${indent}`);
}
