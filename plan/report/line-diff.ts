/** One line of two texts side by side. */
export interface DiffLine {
  /** Which side has it; ` `: both. */
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Most pairs of lines that are compared, about 50 ms: above, what lies between the first and last change is shown whole. */
const mostPairs = 2_000_000;

/** What makes one text of the other, with the fewest lines changed: removed lines before those in their place. */
export function lineDiff(from: readonly string[], to: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let end = 0;
  const rest = Math.min(from.length, to.length) - start;
  while (end < rest && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const lines = (sign: DiffLine["sign"], texts: readonly string[]): DiffLine[] =>
    texts.map((text) => ({ sign, text }));
  const [before, after] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  const middle =
    before.length * after.length > mostPairs
      ? [...lines("-", before), ...lines("+", after)]
      : longestCommon(before, after);
  return [...lines(" ", from.slice(0, start)), ...middle, ...lines(" ", from.slice(from.length - end))];
}

/** By the textbook: the longest common subsequence of all endings, then one walk through it. */
function longestCommon(from: readonly string[], to: readonly string[]): DiffLine[] {
  const width = to.length + 1;
  const lengths = new Uint32Array((from.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = from.length - 1; row >= 0; row -= 1) {
    for (let column = to.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        from[row] === to[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < from.length || column < to.length) {
    const [before, after] = [from[row], to[column]];
    if (before !== undefined && before === after) {
      lines.push({ sign: " ", text: before });
      row += 1;
      column += 1;
    } else if (before !== undefined && (after === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ sign: "-", text: before });
      row += 1;
    } else {
      lines.push({ sign: "+", text: after ?? "" });
      column += 1;
    }
  }
  return lines;
}

/** Lines without those that are equal and further than `context` lines from a change; `undefined` stands for a gap. */
export function folded(
  lines: readonly DiffLine[],
  context: number,
): (DiffLine | { readonly equal: number })[] {
  const near = new Set<number>();
  for (const [index, { sign }] of lines.entries()) {
    if (sign === " ") continue;
    for (let other = index - context; other <= index + context; other += 1) near.add(other);
  }
  const kept: (DiffLine | { equal: number })[] = [];
  for (const [index, line] of lines.entries()) {
    const last = kept.at(-1);
    if (near.has(index)) kept.push(line);
    else if (last && "equal" in last) last.equal += 1;
    else kept.push({ equal: 1 });
  }
  return kept;
}
