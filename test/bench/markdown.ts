/** A row of the table that docs/figures.md shows. */
export interface Row {
  readonly what: string;
  /** "" where nginx has no such figure. */
  readonly nginx?: string;
  readonly edge: string;
  readonly ratio?: number;
  readonly aim?: string;
}

/** Rows as a table in Markdown. */
export function markdown(rows: readonly Row[]): string {
  const lines = rows.map(({ what, nginx = "", edge, ratio, aim = "" }) =>
    [what, nginx, edge, ratio === undefined ? "" : ratio.toFixed(2), aim].join(" | "),
  );
  const head = ["| | nginx | the edge | ratio | aim |", "|---|---|---|---|---|"];
  return [...head, ...lines.map((line) => `| ${line} |`)].join("\n");
}

/** A number with its thousands apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
