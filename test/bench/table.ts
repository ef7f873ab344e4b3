/** One line of the bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `/s` is a number of requests a second, "" a ratio or a number of things. */
  readonly unit: "s" | "ms" | "MB" | "/s" | "";
  /** At most this, where there is an aim. */
  readonly aim?: number;
  /** At least this, where that is the aim. */
  readonly atLeast?: number;
}

/**
 * Figures under one heading, aligned. The last column is the figure over its aim, or, where at least that much is aimed at,
 * the aim over the figure: 1 or less is good.
 */
export function table(heading: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, aim, atLeast }) => [
    name,
    text(value, unit),
    aim === undefined ? (atLeast === undefined ? "" : `at least ${text(atLeast, unit)}`) : text(aim, unit),
    overAim(value, aim, atLeast),
  ]);
  const all = [["", "figure", "aim", "figure / aim"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    ),
  );
  return [heading, ...lines.map((cells) => `  ${cells.join("  ").trimEnd()}`)].join("\n");
}

function overAim(value: number, aim: number | undefined, atLeast: number | undefined): string {
  if (aim !== undefined) return (value === 0 ? 0 : value / aim).toFixed(2);
  return atLeast === undefined ? "" : (atLeast / value).toFixed(2);
}

function text(value: number, unit: Figure["unit"]): string {
  if (Number.isNaN(value)) return "not measured here";
  const digits = unit === "/s" || (unit === "MB" && value >= 10) ? 0 : 2;
  return `${value.toFixed(digits)} ${unit}`.trimEnd();
}
