import { escapeHtml, headOf } from "../../lib/html.ts";
import { escapeControls } from "../../lib/problem.ts";
import { type FleetStatus, type StackStatus, verdicts } from "../status/model.ts";
import { script } from "./html-script.ts";
import { style } from "./html-style.ts";
import * as words from "./words.ts";

/** A status as one HTML page that needs nothing else: no network, no server, and no script to be read. */
export function htmlOf(status: FleetStatus): string {
  const title = words.totalsWords(status);
  return `${headOf({ language: "en", title: `Schools: ${text(title)}`, style, script })}
<body>
<header>
<h1>${text(title)}</h1>
<p class="dim">${text(status.backend)}, ${text(status.at)}</p>
</header>
<main>
${formHtml(status)}
<table>
<thead><tr>${words.columns.map(([head]) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
${status.stacks.map(stackHtml).join("\n")}
</table>
</main>
<script>${script}</script>
</body>
</html>
`;
}

function formHtml({ stacks }: FleetStatus): string {
  const platforms = [...new Set(stacks.flatMap(({ platform }) => platform ?? []))].sort();
  const whose = [...new Set(stacks.flatMap(({ step }) => step?.whose ?? []))].sort();
  const there = verdicts.filter((verdict) => stacks.some((stack) => stack.verdict === verdict));
  return `<form hidden role="search" aria-label="Filter">
<label>School or platform <input name="name" type="search" autocomplete="off" spellcheck="false"></label>
${selectHtml("Status", "verdict", there)}
${selectHtml("Platform", "platform", platforms)}
${selectHtml("Whose step", "whose", whose)}
<button type="reset">Clear</button>
<output></output>
</form>`;
}

function selectHtml(label: string, name: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${text(value)}</option>`).join("");
  return `<label for="${name}">${label}</label> <select id="${name}" name="${name}"><option value="">any</option>${options}</select>`;
}

/** A stack's line, with what concerns it beneath; together they are shown or hidden. */
function stackHtml(stack: StackStatus): string {
  const { name, title = "", platform = name, verdict, step, concerns } = stack;
  const cells = words.columns.map(([head, cell]) => cellHtml(head, cell(stack), stack));
  const rows = concerns.map(
    ({ level, what, fix }) =>
      `<tr class="concern ${level}"><td colspan="${words.columns.length}">${text(what)}<br><span class="dim">fix: ${text(fix)}</span></td></tr>`,
  );
  const searched = `${name} ${title}`.toLowerCase();
  return `<tbody data-name="${text(searched)}" data-verdict="${verdict}" data-platform="${text(platform)}" data-whose="${text(step?.whose ?? "")}">
<tr>${cells.join("")}</tr>
${rows.join("\n")}
</tbody>`;
}

function cellHtml(head: string, cell: string, { title, verdict, step }: StackStatus): string {
  if (head === "STACK")
    return `<th scope="row">${text(cell)}${title === undefined ? "" : ` <span class="dim">${text(title)}</span>`}</th>`;
  if (head === "STATUS")
    return `<td data-head="${head}"><span class="verdict ${verdict}">${verdict}</span></td>`;
  if (head === "OPEN STEP" && step !== undefined)
    return `<td data-head="${head}">${text(cell)}<br><span class="dim">${text(step.what)}</span></td>`;
  return `<td data-head="${head}">${text(cell)}</td>`;
}

const text = (value: string): string => escapeHtml(escapeControls(value));
