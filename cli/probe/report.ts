import picocolors from "picocolors";
import { escapeControls } from "../../lib/problem.ts";
import type { Difference } from "./differences.ts";
import type { Result } from "./result.ts";
import { type State, stateOf } from "./summary.ts";

import type { ProbeTexts } from "./texts/en.ts";

type ReportTexts = ProbeTexts["report"];

/** What a probe came to, for people: what is fine on one line each, what is not with its next step. */
export function probeText(
  slug: string,
  results: readonly Result[],
  { report }: ProbeTexts,
  colour: boolean,
): string {
  const { bold } = picocolors.createColors(colour);
  const passed = results.filter(({ state }) => state === "pass").length;
  const width = Math.max(...results.map(({ subject }) => columns(subject)));
  const lines = results.map((result) => resultText(result, width, report, colour));
  const state = stateText(stateOf(results), report, colour);
  const summary = report.summary(slug, state, passed, results.length);
  return `${lines.join("\n")}\n\n${bold(summary)}\n`;
}

/** What the gateway answers otherwise than the hosts do now, for people. */
export function differencesText(
  { gateway, differences }: { readonly gateway: string; readonly differences: readonly Difference[] },
  { report }: ProbeTexts,
): string {
  if (differences.length === 0) return `\n${report.alike(gateway)}\n`;
  const wide = Math.max(columns(report.now), columns(gateway));
  const lines = differences.map(({ url, what, ...sides }) =>
    [
      `  ${url}  ${what}`,
      `    ${padded(report.now, wide)}  ${sides.now}`,
      `    ${padded(gateway, wide)}  ${sides.gateway}`,
    ].join("\n"),
  );
  return `\n${report.differs(gateway)}\n${lines.join("\n")}\n`;
}

function resultText(result: Result, width: number, texts: ReportTexts, colour: boolean): string {
  const { dim } = picocolors.createColors(colour);
  const head = `${labelText(result, texts, colour)}  ${result.check.padEnd(11)}  `;
  const found = escapeControls(result.found);
  if (result.state === "pass") return `${head}${padded(result.subject, width)}  ${dim(found)}`;
  const { subject, expected, next, whose } = result;
  const wide = Math.max(...[texts.found, texts.expected, texts.next].map(columns));
  const label = (text: string): string => dim(`  ${padded(text, wide)}  `);
  return [
    `${head}${subject}`,
    `${label(texts.found)}${found}`,
    `${label(texts.expected)}${expected}`,
    `${label(texts.next)}${texts.step(texts.whose[whose], next)}`,
  ].join("\n");
}

function labelText(result: Result, { state }: ReportTexts, colour: boolean): string {
  const { green, red, yellow } = picocolors.createColors(colour);
  const wide = Math.max(...Object.values(state).map(columns));
  const pad = (text: string): string => padded(text, wide);
  if (result.state === "pass") return green(pad(state.pass));
  if (result.state === "could not ask") return yellow(pad(state["could not ask"]));
  return result.waiting ? yellow(pad(state.waiting)) : red(pad(state.fail));
}

/** Columns of a terminal: a Chinese character takes two. */
function columns(text: string): number {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

function padded(text: string, wide: number): string {
  return `${text}${" ".repeat(wide - columns(text))}`;
}

function stateText(state: State, { overall }: ReportTexts, colour: boolean): string {
  const { green, red, yellow } = picocolors.createColors(colour);
  return { serving: green, "in progress": yellow, stuck: red }[state](overall[state]);
}
