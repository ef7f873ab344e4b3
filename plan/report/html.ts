import { contentPolicy, escapeHtml } from "../../lib/html.ts";
import { escapeControls } from "../../lib/problem.ts";
import type { Group, Plan, Violation } from "../model.ts";
import { changeHtml, outputsHtml, text } from "./html-change.ts";
import { script } from "./html-script.ts";
import { style } from "./html-style.ts";
import { shown } from "./shown.ts";
import * as words from "./words.ts";

/** Groups that are open from the start. */
const openGroups = 3;
/** From so many groups on, a browser lays out only what is in sight: it would take seconds to open them all. */
const manyGroups = 50;

/**
 * A plan as one HTML page that needs nothing else: no network, no server, and no script to be read. Nothing is left out.
 */
export function htmlOf(plan: Plan): string {
  const readable = shown(plan);
  const { groups } = readable;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Plan: ${words.headline(readable)}</title>
<style>${style}</style>
</head>
<body>
<header>
${headerHtml(readable)}
</header>
<main${groups.length < manyGroups ? "" : ' class="many"'}>
${groups.length === 0 ? "" : formHtml(groups)}
${groups.map((group, index) => groupHtml(group, index)).join("\n")}
</main>
${groups.length === 0 ? "" : `${keysHtml}<script>${script}</script>`}
</body>
</html>
`;
}

function headerHtml(plan: Plan): string {
  const { totals, problems, caveats, head } = plan;
  const objections = words.objections(plan);
  const resources = words.resourceTotals(plan);
  const level = totals.mandatory > 0 || problems.length > 0 ? "mandatory" : "advisory";
  const uncommitted = head.uncommitted ?? [];
  return [
    `<h1>${words.headline(plan)}</h1>`,
    ...(resources === "" ? [] : [`<p>${resources}.</p>`]),
    objections.length === 0
      ? "<p>No rule is broken.</p>"
      : `<div class="box ${level}">${objections.map((each) => `<p>${each}.</p>`).join("")}</div>`,
    `<p>${text(words.comparison(plan))}.</p>`,
    ...(uncommitted.length === 0
      ? []
      : [`<div class="names-line">Not committed, and included: ${namesHtml(uncommitted)}</div>`]),
    ...words.ownNotes(plan).map((note) => `<p class="dim">${text(note)}</p>`),
    ...(caveats.length === 0
      ? []
      : [
          `<details class="more"><summary>${words.caveats}</summary>${caveats.map((each) => `<p class="dim">${text(each)}</p>`).join("")}</details>`,
        ]),
    ...problems.map((problem) => {
      const stacks = words.stacksOf(problem);
      const subject = stacks.length === 0 ? "" : ` ${namesHtml(stacks)}`;
      return `<div class="box mandatory"><div class="names-line"><strong>Problem:</strong>${subject}</div><p class="message">${lines(problem.message)}</p></div>`;
    }),
  ].join("\n");
}

function formHtml(groups: readonly Group[]): string {
  const changes = groups.flatMap((group) => group.changes);
  const operations = words.operations.filter((each) => changes.some(({ operation }) => operation === each));
  const types = new Set(changes.map(({ type }) => type));
  const rules = new Set(groups.flatMap(({ violations }) => violations.map(({ policy }) => policy)));
  return `<form hidden role="search" aria-label="Filter">
<label>School or platform <input name="school" type="search" autocomplete="off" spellcheck="false"></label>
${selectHtml("Operation", "operation", operations)}
${selectHtml("Type", "type", [...types].sort())}
${selectHtml("Rule broken", "rule", [...rules].sort())}
<button type="reset">Clear</button>
<button type="button" id="open">Open all</button>
<button type="button" id="fold">Fold all</button>
<output></output>
</form>`;
}

function selectHtml(label: string, name: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${text(value)}</option>`).join("");
  return `<label>${label} <select name="${name}"><option value="">any</option>${options}</select></label>`;
}

function groupHtml(group: Group, index: number): string {
  const { schools, changes, violations, outputs = [] } = group;
  const rules = words.brokenRules(violations);
  const [first = ""] = schools;
  const title = schools.length === 1 ? `<code>${text(first)}</code>` : words.many(schools.length, "stack");
  const badges = rules
    .map(({ policy, level }) => ` <span class="rule ${level}">${text(policy)}</span>`)
    .join("");
  const names = JSON.stringify(rules.map(({ policy }) => escapeControls(policy)));
  return `<details class="group ${rules[0]?.level ?? ""}" data-rules="${escapeHtml(names)}"${index < openGroups ? " open" : ""}>
<summary><span class="dim">${index + 1}</span> <h2>${title}</h2> <span class="dim">${text(words.whatHappensTo(group))}</span>${badges}</summary>
<div class="body">
${schools.length === 1 ? `<ul class="names" hidden><li>${text(first)}</li></ul>` : `<p>Shown for <code>${text(first)}</code>, the same in all of:</p>${namesHtml(schools)}`}
${violations.map(violationHtml).join("\n")}
${outputsHtml(outputs)}
${changes.map(changeHtml).join("\n")}
</div>
</details>`;
}

function violationHtml({ policy, level, urn, message }: Violation): string {
  const subject = urn === undefined ? "" : ` on <code>${text(words.resourceOf(urn))}</code>`;
  return `<div class="box ${level}"><p><strong>${text(policy)}</strong> (${level})${subject}</p><p class="message">${lines(message)}</p></div>`;
}

/** Names, the ones after the tenth in a fold. */
function namesHtml(names: readonly string[]): string {
  const list = (some: readonly string[]): string =>
    `<ul class="names">${some.map((name) => `<li><code>${text(name)}</code></li>`).join("")}</ul>`;
  const rest = names.slice(words.shownNames);
  const more = `<details class="more"><summary>… and ${words.number(rest.length)} more</summary>${list(rest)}</details>`;
  return `${list(names.slice(0, words.shownNames))}${rest.length === 0 ? "" : more}`;
}

const keysHtml = `<footer>
<details class="keys"><summary>Keyboard</summary>
<ul>
<li><kbd>Tab</kbd> goes from one control to the next, <kbd>Enter</kbd> or <kbd>Space</kbd> opens and folds.</li>
<li>On the line of a group: <kbd>↓</kbd> and <kbd>↑</kbd> go to the next and the one before, <kbd>Home</kbd> and <kbd>End</kbd> to the first and the last.</li>
<li>In the filter: <kbd>Esc</kbd> clears it.</li>
</ul>
</details>
</footer>
`;

/** A message of several lines. */
function lines(message: string): string {
  return message.split("\n").map(text).join("\n");
}
