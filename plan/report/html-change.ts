import { escapeHtml } from "../../lib/html.ts";
import { escapeControls } from "../../lib/problem.ts";
import type { Change, OptionChange, PropertyChange } from "../model.ts";
import { type Difference, differenceOf } from "./difference.ts";
import { type DiffLine, folded } from "./line-diff.ts";
import { outputGroups } from "./outputs.ts";
import { shownOptions, shownProperties } from "./properties.ts";
import type { Texts } from "./texts/texts.ts";
import * as words from "./words.ts";

/** A change with its properties side by side. */
export function changeHtml(change: Change, texts: Texts): string {
  const { operation, type, name, properties } = change;
  const alone = operation === "create" || operation === "delete" || operation === "import";
  const { html } = texts;
  const rows = [
    ...shownProperties(properties).map((property) => rowsHtml(text(property.path), property, alone, texts)),
    ...shownOptions(change).map((option) =>
      rowsHtml(`${texts.option} ${option.option}`, option, alone, texts),
    ),
  ];
  return `<div class="change" data-operation="${operation}" data-type="${text(type)}">
<h3><span class="operation ${operation}">${words.operationOf(change, texts)}</span>${text(words.shortType(type))} <code>${text(name)}</code> <span class="dim">${text(type)}</span></h3>
${rows.length === 0 ? "" : tableHtml(alone ? [html.property, html.value] : [html.property, html.base, html.head], rows)}</div>`;
}

/** The outputs that change, each with what that asks of people. */
export function outputsHtml(changes: readonly PropertyChange[], texts: Texts): string {
  const { outputColumn, base, head } = texts.html;
  return outputGroups(changes, texts)
    .map(({ changes, asks }) => {
      const rows = changes.map((change) =>
        rowsHtml(`${texts.output} ${text(change.path)}`, change, false, texts),
      );
      return `${tableHtml([outputColumn, base, head], rows)}<p>→ ${text(asks)}</p>`;
    })
    .join("\n");
}

function tableHtml(columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>\n`;
}

/** A property as a row, or as a row a line where its value has several. */
function rowsHtml(
  label: string,
  change: PropertyChange | OptionChange,
  alone: boolean,
  texts: Texts,
): string {
  const why = "replaces" in change ? `<span class="why">${texts.forcesReplacement}</span>` : "";
  const [first = "", ...rest] = cellsOf(differenceOf(change, texts), alone, texts);
  const span = rest.length === 0 ? "" : ` rowspan="${rest.length + 1}"`;
  const line = rest.length === 0 ? "" : ' class="line"';
  const rows = [
    `<tr${line}><th scope="row"${span}>${label}${why}</th>${first}</tr>`,
    ...rest.map((cells) => `<tr${line}>${cells}</tr>`),
  ];
  return rows.join("\n");
}

function cellsOf(difference: Difference, alone: boolean, texts: Texts): string[] {
  switch (difference.kind) {
    case "secret":
      return [`<td colspan="2">${text(difference.text)}</td>`];
    case "values": {
      const { from, to } = difference;
      if (alone) return [`<td>${text(to ?? from ?? "")}</td>`];
      const [before, after] =
        from === undefined || to === undefined ? [from, to].map(plain) : marked(from, to);
      return [pair(before, after, `<td class="dim">${texts.notSet}</td>`)];
    }
    case "lines":
      return alone
        ? difference.lines.map((line) => `<td>${text(line.text)}</td>`)
        : folded(difference.lines, 3)
            .reduce<Side[]>(sideBySide, [])
            .map((side) => sideHtml(side, texts));
  }
}

/** A line of the table: equal lines, one that both have, or what each side has in its place. */
type Side = { readonly equal: number } | { readonly both: string } | { from?: string; to?: string };

/** Puts an added line beside the removed line that it stands for. */
function sideBySide(sides: Side[], line: DiffLine | { readonly equal: number }): Side[] {
  if ("equal" in line) sides.push(line);
  else if (line.sign === " ") sides.push({ both: line.text });
  else if (line.sign === "-") sides.push({ from: line.text });
  else {
    const open = sides.slice(lastWhole(sides) + 1).find((side) => !("to" in side));
    if (open) Object.assign(open, { to: line.text });
    else sides.push({ to: line.text });
  }
  return sides;
}

function lastWhole(sides: readonly Side[]): number {
  return sides.findLastIndex((side) => "equal" in side || "both" in side);
}

function sideHtml(side: Side, texts: Texts): string {
  if ("equal" in side) return `<td colspan="2" class="dim">… ${texts.count(side.equal, "equal line")}</td>`;
  if ("both" in side) return `<td>${text(side.both)}</td><td>${text(side.both)}</td>`;
  const { from, to } = side;
  const [before, after] = from === undefined || to === undefined ? [from, to].map(plain) : marked(from, to);
  return pair(before, after, "<td></td>");
}

function pair(before: string | undefined, after: string | undefined, absent: string): string {
  const from = before === undefined ? absent : `<td class="from"><del>${before}</del></td>`;
  return `${from}${after === undefined ? absent : `<td class="to"><ins>${after}</ins></td>`}`;
}

const plain = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : text(value);

/** Short texts are seen at a glance. */
const leastInCommon = 12;

/** Two texts with what differs between their common beginning and end made to stand out. */
function marked(from: string, to: string): [string, string] {
  const [before, after] = [[...from], [...to]];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const rest = Math.min(before.length, after.length) - start;
  while (end < rest && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const show = (side: readonly string[]): string => {
    const [head, middle, tail] = [
      side.slice(0, start),
      side.slice(start, side.length - end),
      side.slice(side.length - end),
    ].map((part) => text(part.join("")));
    return middle === "" || start + end < leastInCommon
      ? `${head}${middle}${tail}`
      : `${head}<mark>${middle}</mark>${tail}`;
  };
  return [show(before), show(after)];
}

/** A text of a plan as itself in HTML, with nothing in it that cannot be seen. */
export function text(value: string): string {
  return escapeHtml(escapeControls(value));
}
