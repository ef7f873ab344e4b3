import { count } from "../../../lib/report.ts";
import type { Move, Place, Stuck } from "./survey.ts";

/** How the swap of one school ended. */
export type Ending =
  | { readonly move: Move; readonly result: "swapped" | "not begun" }
  | {
      readonly move: Move;
      readonly result: "failed" | "more than the swap";
      readonly why: string;
      readonly fix: string | undefined;
      /** What an up would do, where that is more than the swap. */
      readonly plan?: string;
    };

/** Everything there is to say in the end. */
export interface Summary {
  readonly blocked: readonly string[];
  readonly endings: readonly Ending[];
  readonly stuck: readonly Stuck[];
  /** Schools that have a blocked address, and called from another one before. */
  readonly left: readonly string[];
  /** Schools whose stack files say another address than the last commit. */
  readonly uncommitted: readonly string[];
  /** Where only stand-ins were swapped, the stack files of these that differ from it in that alone. */
  readonly restorable: readonly string[];
  /** And those that have other changes too, or are not in Git. */
  readonly mixed: readonly string[];
  /** Whether only stand-ins were swapped. */
  readonly rehearsed: boolean;
  /** What goes on with the rest. */
  readonly command: string;
}

const placeText = ({ key, ip }: Place): string => (key === undefined ? ip : `${key} (${ip})`);

/** What is going to be done, before it is: first what is not, and who has to do what about it. */
export function planText(moves: readonly Move[], stuck: readonly Stuck[]): string {
  const lines = stuckLines(stuck);
  if (moves.length > 0) {
    lines.push(`${count(moves.length, "school")} to be swapped:`);
    const rows = moves.map(({ stack, from, to }) => [stack.name, placeText(from), "→", placeText(to)]);
    lines.push(...table([["school", "from", "", "to"], ...rows]));
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** What was done and what was not, and the command that goes on. */
export function summaryText(summary: Summary): string {
  const { blocked, endings, stuck, left, uncommitted, restorable, mixed, rehearsed, command } = summary;
  const range = blocked.join(", ");
  const of = (result: Ending["result"]): Ending[] => endings.filter((ending) => ending.result === result);
  const [done, waiting] = [of("swapped"), of("not begun")];
  const failed = endings.filter((ending) => "why" in ending);
  const lines: string[] = [];
  for (const { move, why, fix, ...rest } of failed) {
    lines.push(`${move.stack.name} is not swapped: ${why}`);
    if (rest.plan !== undefined) lines.push(...rest.plan.trimEnd().split("\n"));
    if (fix !== undefined) lines.push(`  fix  ${fix}`);
  }
  if (waiting.length > 0) lines.push(`Not begun: ${waiting.map(({ move }) => move.stack.name).join(", ")}.`);
  if (endings.length + stuck.length === 0) lines.push(`No school calls from ${range}.`);
  else {
    const parts = [
      `${done.length} swapped`,
      ...(failed.length > 0 ? [`${failed.length} failed`] : []),
      ...(waiting.length > 0 ? [`${waiting.length} not begun`] : []),
      ...(stuck.length > 0 ? [`${stuck.length} without a standby, or not known (above)`] : []),
    ];
    const called = stuck.some(({ from }) => from === undefined)
      ? "called, or may have called, from"
      : "called from";
    lines.push(
      `Of ${count(endings.length + stuck.length, "school")} that ${called} ${range}: ${parts.join(", ")}.`,
    );
  }
  if (left.length > 0) {
    const have = left.length === 1 ? "has an address there and calls" : "have addresses there and call";
    lines.push(`${count(left.length, "school")} ${have} from another one.`);
  }
  if (done.length > 0)
    lines.push(
      "Connections that are kept alive may stay on the old addresses for up to 15 minutes: restart the callers to be done with it.",
    );
  if (uncommitted.length > 0)
    lines.push(
      `${count(uncommitted.length, "stack file")} not committed: ${
        rehearsed ? "only stand-ins were swapped" : "commit, or the next up from the main line swaps back"
      }.`,
    );
  if (restorable.length > 0) lines.push(`To take that back: git restore ${restorable.join(" ")}`);
  if (mixed.length > 0)
    lines.push(
      `With other changes too, or not in Git: ${mixed.join(", ")}; back: ./gate swap <school> --to <key> --rehearse`,
    );
  if (done.length < endings.length) lines.push(`To go on: ${command}`);
  return lines.map((line) => `${line}\n`).join("");
}

/** The same for programs: one JSON object. */
export function summaryJson({ blocked, endings, stuck, left, uncommitted, command }: Summary): string {
  const schools = endings.map(({ move: { stack, from, to }, ...ending }) => ({
    ...{ school: stack.name, from, to },
    ...ending,
  }));
  const impossible = stuck.map((each) => ({ ...each, result: "impossible" }));
  const all = { blocked, schools: [...schools, ...impossible], left, uncommitted, command };
  return `${JSON.stringify(all, null, 2)}\n`;
}

function stuckLines(stuck: readonly Stuck[]): string[] {
  if (stuck.length === 0) return [];
  const lines = stuck.flatMap(({ school, from, why, fix }) => {
    const at = from === undefined ? "" : ` stays on ${placeText(from)}`;
    return [`  ${school}${at}: ${why}`, ...(fix === undefined ? [] : [`    fix  ${fix}`])];
  });
  return [`${count(stuck.length, "school")} to which nothing is done:`, ...lines];
}

/** Rows in columns, indented. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
