import { escapeControls } from "../../lib/problem.ts";
import type { Group, Plan } from "../model.ts";
import { brokenText } from "./markdown-broken.ts";
import { happening, rulesText, sectionOf } from "./markdown-group.ts";
import { code, details, fence, fitting, prose } from "./markdown-text.ts";
import { shown } from "./shown.ts";
import type { Counted, Texts } from "./texts/texts.ts";
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
export function markdownOf(plan: Plan, texts: Texts, { command, page }: MarkdownOptions): string {
  const { groups, ...rest } = shown(plan);
  const readable = { ...rest, groups };
  const problems = fitting(
    readable.problems.map((each) => problemText(each, texts)),
    roomForProblems,
    2,
  );
  const notes = fitting(
    readable.notes.map((each) => noteText(texts.note(each))),
    roomForNotes,
  );
  const caveats = fitting(
    readable.caveats.map((each) => noteText(texts.caveat[each])),
    roomForNotes,
  );
  const head = [
    ...headBlocks(readable, texts),
    ...problems,
    ...(groups.length < 2 ? [] : [tableText(groups, texts)]),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    ...(caveats.length === 0 ? [] : [details(texts.caveats, caveats.join("\n"))]),
  ];
  const where = whereText(command, page, texts);
  // What joins the blocks, and the sentence about what is left out.
  let room = limit - [...head, where].join("\n\n").length - 300;
  const sections: string[] = [];
  let cut = 0;
  for (const [index, group] of groups.entries()) {
    const share = Math.max(leastSection, Math.min(mostSection, room / (groups.length - index)));
    const { text, isCut } = sectionOf(group, index + 1, share, index < openGroups, texts);
    room -= text.length + 2;
    if (room < 0) break;
    if (isCut) cut += 1;
    sections.push(text);
  }
  const left = [
    ...leftOut("note", readable.notes.length, notes.length, texts),
    ...leftOut("problem", readable.problems.length, problems.length, texts),
    ...groupsLeftOut(groups, sections.length, texts),
    ...(cut === 0 ? [] : [texts.markdown.linesOf(cut)]),
  ];
  const leftText =
    left.length === 0 ? [] : [`**${texts.markdown.leftOut}** ${texts.sentence(texts.clauses(left))}`];
  return `${[...head, ...sections, ...leftText, where].join("\n\n")}\n`;
}

function headBlocks(plan: Plan, texts: Texts): string[] {
  const objections = words.objections(plan, texts);
  const isSerious = plan.totals.mandatory > 0 || plan.problems.length > 0;
  const uncommitted = plan.head.uncommitted ?? [];
  const alert = `> [!${isSerious ? "CAUTION" : "WARNING"}]\n${objections.map((each) => `> ${each}`).join("<br>\n")}`;
  return [
    `## ${words.headlineWithTotals(plan, texts)}`,
    objections.length === 0 ? texts.noRuleBroken : alert,
    ...(plan.totals.mandatory === 0 ? [] : [brokenText(plan.groups, roomForBroken, texts)]),
    texts.sentence(prose(clip(words.comparison(plan, texts), 200))),
    ...(uncommitted.length === 0
      ? []
      : [texts.sentence(texts.labelled(texts.notCommitted, namesText(uncommitted, 5, texts)))]),
  ];
}

function noteText(note: string): string {
  return `- ${prose(clip(note, 400))}`;
}

function problemText(problem: Plan["problems"][number], texts: Texts): string {
  const stacks = words.stacksOf(problem);
  const subject = stacks.length === 0 ? "" : ` ${namesText(stacks, 5, texts)}`;
  const lines = clip(problem.message, 1_000).split("\n");
  return `**${texts.problemLabel}**${subject}\n\n${fence(
    "text",
    lines.map((line) => ` ${clip(escapeControls(line), 300)}`),
  )}`;
}

function tableText(groups: readonly Group[], texts: Texts): string {
  const rows = groups.slice(0, mostRows).map((group, index) => {
    const { schools, violations } = group;
    const names = namesText(schools, 3, texts);
    const cells = [
      `${index + 1}`,
      schools.length === 1 ? names : texts.labelled(texts.count(schools.length, "stack"), names),
      happening(group, texts),
      rulesText(violations, texts),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    `|  | ${texts.markdown.columns.join(" | ")} |`,
    "|--:|---|---|---|",
    ...fitting(rows, roomForTable),
  ].join("\n");
}

function namesText(names: readonly string[], most: number, texts: Texts): string {
  const rest = names.length - most;
  const first = names.slice(0, most).map(code);
  return texts.list(rest > 0 ? [...first, texts.more(rest)] : first);
}

function leftOut(what: Counted, all: number, kept: number, { markdown }: Texts): string[] {
  return all === kept ? [] : [markdown.someOf(all - kept, all, what)];
}

function groupsLeftOut(groups: readonly Group[], kept: number, { markdown }: Texts): string[] {
  if (kept === groups.length) return [];
  const stacks = groups.slice(kept).reduce((sum, { schools }) => sum + schools.length, 0);
  return [markdown.detailsOf({ first: kept + 1, last: groups.length }, stacks)];
}

/** Where all of it is. */
function whereText(command: string, page: string | undefined, { markdown }: Texts): string {
  const here = `<code>${prose(clip(`${command} --out plan.html`, 200))}</code>`;
  return page === undefined ? markdown.wholePlanHtml(here) : markdown.wholePlanInHtml(code(page), here);
}
