import picocolors from "picocolors";
import { escapeControls } from "../../lib/problem.ts";
import type { Result } from "./result.ts";
import { type State, stateOf } from "./summary.ts";

/** What a probe came to, for people: what is fine on one line each, what is not with its next step. */
export function probeText(slug: string, results: readonly Result[], colour: boolean): string {
  const { bold } = picocolors.createColors(colour);
  const passed = results.filter(({ state }) => state === "pass").length;
  const width = Math.max(...results.map(({ subject }) => subject.length));
  const lines = results.map((result) => resultText(result, width, colour));
  const summary = `${slug} is ${stateText(stateOf(results), colour)}: ${passed} of ${results.length} checks pass`;
  return `${lines.join("\n")}\n\n${bold(summary)}\n`;
}

function resultText(result: Result, width: number, colour: boolean): string {
  const { dim } = picocolors.createColors(colour);
  const head = `${labelText(result, colour)}  ${result.check.padEnd(11)}  `;
  const found = escapeControls(result.found);
  if (result.state === "pass") return `${head}${result.subject.padEnd(width)}  ${dim(found)}`;
  const { subject, expected, next, whose } = result;
  return [
    `${head}${subject}`,
    `${dim("  found     ")}${found}`,
    `${dim("  expected  ")}${expected}`,
    `${dim("  next      ")}${whose}: ${next}`,
  ].join("\n");
}

function labelText(result: Result, colour: boolean): string {
  const { green, red, yellow } = picocolors.createColors(colour);
  const pad = (text: string): string => text.padEnd("could not ask".length);
  if (result.state === "pass") return green(pad("pass"));
  if (result.state === "could not ask") return yellow(pad("could not ask"));
  return result.waiting ? yellow(pad("not yet")) : red(pad("fail"));
}

function stateText(state: State, colour: boolean): string {
  const { green, red, yellow } = picocolors.createColors(colour);
  return { serving: green, "in progress": yellow, stuck: red }[state](state);
}
