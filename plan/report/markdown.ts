import { escapeControls } from "../../lib/problem.ts";
import type { Group, Plan } from "../model.ts";
import { brokenText } from "./markdown-broken.ts";
import { happening, rulesText, sectionOf } from "./markdown-group.ts";
import { code, details, fence, fitting, prose } from "./markdown-text.ts";
import { shown } from "./shown.ts";
import { clip } from "./value-lines.ts";
import * as words from "./words.ts";

/** What a comment says besides the plan. */
export interface MarkdownOptions {
  /** The command line that made the plan, without format and files: how to see what is left out. */
  readonly command: string;
  /** Name of the HTML page that was written with it, if one was. */
  readonly page?: string | undefined;
}

/**
 * Most UTF-16 units of a comment. GitHub takes 65,536 characters, some of which are for whoever posts it, and 262,144 bytes,
 * which are kept with it: no UTF-16 unit takes more than three bytes of UTF-8.
 */
export const limit = 60_000;

// Shares of it. A text is cut before it is escaped, which makes it up to 21 times as long; with all of these at their
// worst a quarter of the comment is still there for the first group.
const [roomForNotes, roomForProblems, roomForTable, roomForBroken] = [
  limit / 20,
  limit / 8,
  limit / 6,
  limit / 6,
];
/** At least enough for a group's worst change, at most so much that the next ones have room. */
const [leastSection, mostSection] = [2_000, 8_000];
/** Groups that stand unfolded. */
const openGroups = 3;
const mostRows = 30;

/**
 * A plan as Markdown for a comment on a pull request: as GitHub and GitLab render it, the worst first, and never longer
 * than {@link limit}; what is left out it says, and where that is.
 */
export function markdownOf(plan: Plan, { command, page }: MarkdownOptions): string {
  const { groups, ...rest } = shown(plan);
  const readable = { ...rest, groups };
  const problems = fitting(readable.problems.map(problemText), roomForProblems, 2);
  const ownNotes = words.ownNotes(readable);
  const notes = fitting(ownNotes.map(noteText), roomForNotes);
  const head = [
    ...headBlocks(readable),
    ...problems,
    ...(groups.length < 2 ? [] : [tableText(groups)]),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    ...(readable.caveats.length === 0
      ? []
      : [details(words.caveats, fitting(readable.caveats.map(noteText), roomForNotes).join("\n"))]),
  ];
  const where = whereText(command, page);
  // What joins the blocks, and the sentence about what is left out.
  let room = limit - [...head, where].join("\n\n").length - 300;
  const sections: string[] = [];
  let cut = 0;
  for (const [index, group] of groups.entries()) {
    const share = Math.max(leastSection, Math.min(mostSection, room / (groups.length - index)));
    const { text, isCut } = sectionOf(group, index + 1, share, index < openGroups);
    room -= text.length + 2;
    if (room < 0) break;
    if (isCut) cut += 1;
    sections.push(text);
  }
  const left = [
    ...leftOut("note", ownNotes.length, notes.length),
    ...leftOut("problem", readable.problems.length, problems.length),
    ...groupsLeftOut(groups, sections.length),
    ...(cut === 0 ? [] : [`lines of ${words.many(cut, "group")}`]),
  ];
  const leftText = left.length === 0 ? [] : [`**Left out here:** ${left.join("; ")}.`];
  return `${[...head, ...sections, ...leftText, where].join("\n\n")}\n`;
}

function headBlocks(plan: Plan): string[] {
  const resources = words.resourceTotals(plan);
  const objections = words.objections(plan);
  const isSerious = plan.totals.mandatory > 0 || plan.problems.length > 0;
  const uncommitted = plan.head.uncommitted ?? [];
  const alert = `> [!${isSerious ? "CAUTION" : "WARNING"}]\n${objections.map((each) => `> ${each}.`).join("<br>\n")}`;
  return [
    `## ${words.headline(plan)}${resources === "" ? "" : `: ${resources}`}`,
    objections.length === 0 ? "No rule is broken." : alert,
    ...(plan.totals.mandatory === 0 ? [] : [brokenText(plan.groups, roomForBroken)]),
    `${prose(clip(words.comparison(plan), 200))}.`,
    ...(uncommitted.length === 0 ? [] : [`Not committed, and included: ${namesText(uncommitted, 5)}.`]),
  ];
}

function noteText(note: string): string {
  return `- ${prose(clip(note, 400))}`;
}

function problemText(problem: Plan["problems"][number]): string {
  const stacks = words.stacksOf(problem);
  const subject = stacks.length === 0 ? "" : ` ${namesText(stacks, 5)}`;
  const lines = clip(problem.message, 1_000).split("\n");
  return `**Problem:**${subject}\n\n${fence(
    "text",
    lines.map((line) => ` ${clip(escapeControls(line), 300)}`),
  )}`;
}

function tableText(groups: readonly Group[]): string {
  const rows = groups.slice(0, mostRows).map((group, index) => {
    const { schools, violations } = group;
    const stacks = schools.length === 1 ? "" : `${words.many(schools.length, "stack")}: `;
    const cells = [
      `${index + 1}`,
      `${stacks}${namesText(schools, 3)}`,
      happening(group),
      rulesText(violations),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "|  | Stacks | What happens | Rules broken |",
    "|--:|---|---|---|",
    ...fitting(rows, roomForTable),
  ].join("\n");
}

function namesText(names: readonly string[], most: number): string {
  const rest = names.length - most;
  const first = names.slice(0, most).map(code).join(", ");
  return rest > 0 ? `${first}, … and ${words.number(rest)} more` : first;
}

function leftOut(noun: string, all: number, kept: number): string[] {
  return all === kept ? [] : [`${words.number(all - kept)} of ${words.many(all, noun)}`];
}

function groupsLeftOut(groups: readonly Group[], kept: number): string[] {
  if (kept === groups.length) return [];
  const stacks = groups.slice(kept).reduce((sum, { schools }) => sum + schools.length, 0);
  const last = words.number(groups.length);
  const which = kept + 1 === groups.length ? `group ${last}` : `groups ${words.number(kept + 1)} to ${last}`;
  return [`the details of ${which}, ${words.many(stacks, "stack")}`];
}

/** Where all of it is. */
function whereText(command: string, page: string | undefined): string {
  const here = `<code>${prose(clip(`${command} --out plan.html`, 200))}</code>`;
  return page === undefined
    ? `The whole plan: ${here}`
    : `The whole plan is in ${code(page)}, written with this; or ${here}`;
}
