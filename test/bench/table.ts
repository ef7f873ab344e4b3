/** One line of the bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `s`, `MB`, or "" for a ratio. */
  readonly unit: "s" | "MB" | "";
  /** At most this, where there is an aim. */
  readonly aim?: number;
}

/** Figures under one heading, aligned. The last column is the figure over its aim: 1 or less is good. */
export function table(heading: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, aim }) => [
    name,
    text(value, unit),
    aim === undefined ? "" : text(aim, unit),
    aim === undefined ? "" : (value / aim).toFixed(2),
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

function text(value: number, unit: Figure["unit"]): string {
  if (Number.isNaN(value)) return "not measured here";
  return `${value.toFixed(unit === "MB" ? 0 : 2)} ${unit}`.trimEnd();
}
