import type { Paint } from "./display.ts";
import { secretMask, unknownMask } from "./property-diff.ts";
import type { StepReport } from "./steps.ts";

/** The changed properties of every resource that is updated or replaced, one block each. */
export function changesText(steps: readonly StepReport[], paint: Paint): string {
  const blocks = steps.flatMap((step) => {
    const isShown = (step.op === "update" || step.op === "replace") && step.diff.length > 0;
    if (!isShown) return [];
    const title =
      step.op === "update"
        ? paint.yellow(`~ ${step.type} ${step.name}`)
        : paint.magentaBright(`+-${step.type} ${step.name}`);
    const width = Math.max(...step.diff.map(({ path }) => path.length));
    const lines = step.diff.map(({ path, from, to, replaces }) => {
      const label = path.padEnd(width);
      const why = replaces ? paint.magentaBright(" [replaces]") : "";
      if (from === undefined) return `      ${paint.green(`+ ${label}: ${valueText(to, 8)}`)}${why}`;
      if (to === undefined) return `      ${paint.red(`- ${label}: ${valueText(from, 8)}`)}${why}`;
      return `      ${paint.yellow(`~ ${label}: ${valueText(from, 8)} => ${valueText(to, 8)}`)}${why}`;
    });
    return [[`    ${title}`, ...lines].join("\n")];
  });
  return blocks.join("\n");
}

/** A value as JSON, but for the words that stand for secret and unknown ones; objects over several lines. */
export function valueText(value: unknown, indent: number): string {
  if (value === secretMask || value === unknownMask) return value;
  const text = JSON.stringify(value, undefined, 4) ?? "undefined";
  const unquoted = text.replaceAll(`"${secretMask}"`, secretMask).replaceAll(`"${unknownMask}"`, unknownMask);
  return unquoted.replaceAll("\n", `\n${" ".repeat(indent)}`);
}
