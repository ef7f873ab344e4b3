import type { Value } from "../../lib/value.ts";
import { type DiffLine, lineDiff } from "./line-diff.ts";
import type { Texts } from "./texts/texts.ts";
import { valueLines } from "./value-lines.ts";

/** What a property or an option was and becomes, as all formats show it. */
export type Difference =
  /** Each side on one line; absent where it is not set. */
  | { readonly kind: "values"; readonly from?: string; readonly to?: string }
  | { readonly kind: "lines"; readonly lines: readonly DiffLine[] }
  /** Only secrets differ; the text says so. */
  | { readonly kind: "secret"; readonly text: string };

/** The difference of two values that {@link shown} made readable. */
export function differenceOf(
  { from, to }: { readonly from?: Value; readonly to?: Value },
  texts: Texts,
): Difference {
  const before = from === undefined ? undefined : [...valueLines(from)];
  const after = to === undefined ? undefined : [...valueLines(to)];
  const [only = ""] = before ?? [];
  if (before && after && before.length === after.length && before.every((line, at) => line === after[at])) {
    if (JSON.stringify(from) === JSON.stringify(to)) {
      return {
        kind: "secret",
        text: before.length === 1 ? texts.secretChanged(only) : texts.secretChanged(),
      };
    }
    if (typeof from !== "string" || typeof to !== "string") {
      return { kind: "values", from: JSON.stringify(from), to: JSON.stringify(to) };
    }
    // Lines do not show what ends the last one.
    (from.endsWith("\n") ? after : before).push(texts.noNewline);
  }
  if ((before?.length ?? 0) > 1 || (after?.length ?? 0) > 1) {
    return { kind: "lines", lines: lineDiff(before ?? [], after ?? []) };
  }
  return {
    kind: "values",
    ...(before === undefined ? {} : { from: only }),
    ...(after === undefined ? {} : { to: after[0] ?? "" }),
  };
}
