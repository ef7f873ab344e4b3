import { createColors } from "picocolors";
import { parsePath } from "../../lib/property-path.ts";
import { nameOf, rootStackType, typeOf } from "../../lib/urn.ts";
import { changesText, valueText } from "./display-changes.ts";
import { treeText } from "./display-tree.ts";
import { unknownMask } from "./property-diff.ts";
import type { Problem, RunResult } from "./result.ts";
import type { Changes, StepReport } from "./steps.ts";

/** How a run is printed. */
export interface DisplayOptions {
  /** The stack's name, for the headings. */
  readonly stack: string;
  /** Whether to colour by ANSI codes. */
  readonly colors: boolean;
}

/** Whether a run is still to be done or was done: it decides the words. */
export type Tense = "planned" | "done";

/** What `up` would do, printed as Pulumi prints its preview: tree, changed properties, outputs, counts. */
export function planText(plan: RunResult, options: DisplayOptions): string {
  const nothing = `${options.stack} cannot go up; nothing was changed`;
  return runText(`Previewing update (${options.stack}):`, plan, "planned", nothing, options);
}

/** What a run did, printed as Pulumi prints it: tree, diagnostics, outputs, counts, duration. */
export function resultText(result: RunResult, options: DisplayOptions): string {
  const begun = `${options.stack} did not go up; what is listed as done stays, and the same with --refresh goes on`;
  return runText(`Updating (${options.stack}):`, result, "done", begun, options);
}

/** @param failed the last line of a failed run, so that a reader of the end alone does not take it for a success */
function runText(
  title: string,
  run: RunResult,
  tense: Tense,
  failed: string,
  { colors }: DisplayOptions,
): string {
  const paint = createColors(colors);
  const heading = (text: string) => paint.bold(paint.magentaBright(text));
  const sections = [
    heading(title),
    treeText(run.steps, tense, paint),
    tense === "planned" ? changesText(run.steps, paint) : "",
    section(heading("Diagnostics:"), diagnosticsText(run.problems, run.steps, paint)),
    section(heading("Outputs:"), outputsText(run, paint)),
    section(heading("Resources:"), countsText(run.changes, tense, paint)),
    tense === "planned" ? "" : `${heading("Duration:")} ${durationText(run.durationMs)}`,
    run.result === "failed" ? `${paint.red("failed:")} ${failed}.` : "",
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function section(heading: string, body: string): string {
  return body === "" ? "" : `${heading}\n${body}`;
}

/** The palette of one run's text. */
export type Paint = ReturnType<typeof createColors>;

/** Problems under the resource that each is about; those of the run as a whole under the stack. */
function diagnosticsText(problems: readonly Problem[], steps: readonly StepReport[], paint: Paint): string {
  const root = steps.find(({ parent }) => parent === "")?.urn ?? "";
  const groups = Map.groupBy(problems, ({ urn }) => (urn === "" ? root : urn));
  const color = { info: paint.reset, warning: paint.yellow, error: paint.red };
  const lines = [...groups].map(([urn, group]) => [
    urn === "" ? "" : `  ${paint.blueBright(`${typeOf(urn)} (${nameOf(urn)}):`)}`,
    ...group.map(({ severity, message }) => {
      const label = severity === "info" ? "" : color[severity](`${severity}: `);
      return `    ${label}${message.trimEnd().replaceAll("\n", "\n    ")}`;
    }),
  ]);
  return lines.map((group) => group.filter((line) => line !== "").join("\n")).join("\n\n");
}

function outputsText(run: RunResult, paint: Paint): string {
  const removed = run.outputChanges.flatMap(({ path, to }) =>
    to === undefined ? [String(parsePath(path)[0])] : [],
  );
  const keys = [...new Set([...Object.keys(run.outputs), ...removed])].sort();
  const width = Math.max(0, ...keys.map((key) => key.length));
  // All outputs of a new stack are new: no sign needed.
  const isNew = run.steps.some(({ op, type }) => op === "create" && type === rootStackType);
  return keys
    .map((key) => {
      const label = key.padEnd(width);
      const value = valueText(run.outputs[key], 4);
      const change = run.outputChanges.find(({ path }) => parsePath(path)[0] === key);
      if (change === undefined || isNew || run.outputs[key] === unknownMask) return `    ${label}: ${value}`;
      // Of a large output that changes in parts the whole is shown, as it is now.
      if (change.path !== key) return paint.yellow(`  ~ ${label}: ${value}`);
      const { from, to } = change;
      if (from === undefined) return paint.green(`  + ${label}: ${value}`);
      if (to === undefined) return paint.red(`  - ${label}: ${valueText(from, 4)}`);
      return paint.yellow(`  ~ ${label}: ${valueText(from, 4)} => ${value}`);
    })
    .join("\n");
}

function countsText(changes: Changes, tense: Tense, paint: Paint): string {
  const rows = [
    ["create", "+ ", "created", paint.green],
    ["import", "= ", "imported", paint.blueBright],
    ["update", "~ ", "updated", paint.yellow],
    ["delete", "- ", "deleted", paint.red],
    ["replace", "+-", "replaced", paint.magentaBright],
  ] as const;
  const shown = rows.filter(([op]) => changes[op] > 0);
  const total = shown.reduce((sum, [op]) => sum + changes[op], 0);
  const unchanged = changes.same > 0 ? [`${changes.same} unchanged`] : [];
  const sum = shown.length > 1 ? [paint.bold(`${total} changes`)] : [];
  const last = [...sum, ...unchanged].join(". ");
  const lines = shown.map(([op, sign, done, color]) => {
    const words = tense === "planned" ? `to ${op}` : done;
    return color(`${sign}${changes[op]} ${words}`);
  });
  return [...lines, ...(last === "" ? [] : [last])].map((line) => `    ${line}`).join("\n");
}

function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
