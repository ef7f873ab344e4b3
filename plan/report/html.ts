import { escapeHtml, headOf } from "../../lib/html.ts";
import { escapeControls } from "../../lib/problem.ts";
import type { Group, Plan, Violation } from "../model.ts";
import { changeHtml, outputsHtml, text } from "./html-change.ts";
import { script } from "./html-script.ts";
import { style } from "./html-style.ts";
import { shown } from "./shown.ts";
import type { Texts } from "./texts/texts.ts";
import * as words from "./words.ts";

/** Groups that are open from the start. */
const openGroups = 3;
/** From so many groups on, a browser lays out only what is in sight: it would take seconds to open them all. */
const manyGroups = 50;

/**
 * A plan as one HTML page that needs nothing else: no network, no server, and no script to be read. Nothing is left out.
 */
export function htmlOf(plan: Plan, texts: Texts): string {
  const readable = shown(plan);
  const { groups } = readable;
  return `${headOf({ language: texts.tag, title: texts.html.title(words.headline(readable, texts)), style, script })}
<body>
<header>
${headerHtml(readable, texts)}
</header>
<main${groups.length < manyGroups ? "" : ' class="many"'}>
${groups.length === 0 ? "" : formHtml(groups, texts)}
${groups.map((group, index) => groupHtml(group, index, texts)).join("\n")}
</main>
${groups.length === 0 ? "" : `${keysHtml(texts)}<script>${script}</script>`}
</body>
</html>
`;
}

function headerHtml(plan: Plan, texts: Texts): string {
  const { totals, problems, notes, caveats, head } = plan;
  const objections = words.objections(plan, texts);
  const resources = words.resourceTotals(plan, texts);
  const level = totals.mandatory > 0 || problems.length > 0 ? "mandatory" : "advisory";
  const uncommitted = head.uncommitted ?? [];
  return [
    `<h1>${words.headline(plan, texts)}</h1>`,
    ...(resources === "" ? [] : [`<p>${texts.sentence(resources)}</p>`]),
    objections.length === 0
      ? `<p>${texts.noRuleBroken}</p>`
      : `<div class="box ${level}">${objections.map((each) => `<p>${each}</p>`).join("")}</div>`,
    `<p>${texts.sentence(text(words.comparison(plan, texts)))}</p>`,
    ...(uncommitted.length === 0
      ? []
      : [
          `<div class="names-line">${texts.labelled(texts.notCommitted, namesHtml(uncommitted, texts))}</div>`,
        ]),
    ...notes.map((note) => noteHtml(texts.note(note))),
    ...(caveats.length === 0
      ? []
      : [
          `<details class="more"><summary>${texts.caveats}</summary>${caveats.map((each) => noteHtml(texts.caveat[each])).join("")}</details>`,
        ]),
    ...problems.map((problem) => {
      const stacks = words.stacksOf(problem);
      const subject = stacks.length === 0 ? "" : ` ${namesHtml(stacks, texts)}`;
      return `<div class="box mandatory"><div class="names-line"><strong>${texts.problemLabel}</strong>${subject}</div><p class="message">${lines(problem.message)}</p></div>`;
    }),
  ].join("\n");
}

function noteHtml(note: string): string {
  return `<p class="dim">${text(note)}</p>`;
}

function formHtml(groups: readonly Group[], texts: Texts): string {
  const { html, happening } = texts;
  const changes = groups.flatMap((group) => group.changes);
  const operations = words.operations.filter((each) => changes.some(({ operation }) => operation === each));
  const stacks = groups.reduce((sum, { schools }) => sum + schools.length, 0);
  const types = new Set(changes.map(({ type }) => type));
  const rules = new Set(groups.flatMap(({ violations }) => violations.map(({ policy }) => policy)));
  return `<form hidden role="search" aria-label="${html.filter}">
<label>${html.school} <input name="school" type="search" autocomplete="off" spellcheck="false"></label>
${selectHtml(html.operation, "operation", operations, html.any, (each) => happening.operation[each])}
${selectHtml(html.type, "type", [...types].sort(), html.any)}
${selectHtml(html.rule, "rule", [...rules].sort(), html.any)}
<button type="reset">${html.clear}</button>
<button type="button" id="open">${html.openAll}</button>
<button type="button" id="fold">${html.foldAll}</button>
<output data-says="${escapeHtml(html.showing("{groups}", groups.length, "{stacks}", stacks))}"></output>
</form>`;
}

function selectHtml<T extends string>(
  label: string,
  name: string,
  values: readonly T[],
  any: string,
  said: (value: T) => string = (value) => value,
): string {
  const options = values
    .map((value) => `<option value="${text(value)}">${text(said(value))}</option>`)
    .join("");
  return `<label>${label} <select name="${name}"><option value="">${any}</option>${options}</select></label>`;
}

function groupHtml(group: Group, index: number, texts: Texts): string {
  const { schools, changes, violations, outputs = [] } = group;
  const rules = words.brokenRules(violations);
  const [first = ""] = schools;
  const title = schools.length === 1 ? `<code>${text(first)}</code>` : texts.count(schools.length, "stack");
  const badges = rules
    .map(({ policy, level }) => ` <span class="rule ${level}">${text(policy)}</span>`)
    .join("");
  const names = JSON.stringify(rules.map(({ policy }) => escapeControls(policy)));
  return `<details class="group ${rules[0]?.level ?? ""}" data-rules="${escapeHtml(names)}"${index < openGroups ? " open" : ""}>
<summary><span class="dim">${index + 1}</span> <h2>${title}</h2> <span class="dim">${text(words.whatHappensTo(group, texts))}</span>${badges}</summary>
<div class="body">
${schools.length === 1 ? `<ul class="names" hidden><li>${text(first)}</li></ul>` : `<p>${texts.html.sameInHtml(`<code>${text(first)}</code>`)}</p>${namesHtml(schools, texts)}`}
${violations.map((each) => violationHtml(each, texts)).join("\n")}
${outputsHtml(outputs, texts)}
${changes.map((each) => changeHtml(each, texts)).join("\n")}
</div>
</details>`;
}

function violationHtml({ policy, level, urn, message }: Violation, texts: Texts): string {
  const subject = urn === undefined ? "" : `${texts.on}<code>${text(words.resourceOf(urn))}</code>`;
  return `<div class="box ${level}"><p><strong>${text(policy)}</strong>${texts.inBrackets(texts.level[level])}${subject}</p><p class="message">${lines(message)}</p></div>`;
}

/** Names, the ones after the tenth in a fold. */
function namesHtml(names: readonly string[], texts: Texts): string {
  const list = (some: readonly string[]): string =>
    `<ul class="names">${some.map((name) => `<li><code>${text(name)}</code></li>`).join("")}</ul>`;
  const rest = names.slice(words.shownNames);
  const more = `<details class="more"><summary>${texts.more(rest.length)}</summary>${list(rest)}</details>`;
  return `${list(names.slice(0, words.shownNames))}${rest.length === 0 ? "" : more}`;
}

function keysHtml({ html }: Texts): string {
  return `<footer>
<details class="keys"><summary>${html.keyboard}</summary>
<ul>
${html.keysHtml.map((each) => `<li>${each}</li>`).join("\n")}
</ul>
</details>
</footer>
`;
}

/** A message of several lines. */
function lines(message: string): string {
  return message.split("\n").map(text).join("\n");
}
