import type { Plan } from "../model.ts";
import { shown } from "./shown.ts";
import { textsOf } from "./texts/of.ts";

/**
 * A plan as one JSON object, documented in docs/plan-json.md. `base` is always there: `null` where nothing was
 * compared. The same plan gives the same bytes, in English, because programs read it.
 */
export function jsonOf(plan: Plan): string {
  const { base = null, head, totals, groups, problems, notes, caveats } = shown(plan);
  const words = textsOf("en");
  const said = {
    notes: notes.map((note) => ({ ...note, text: words.note(note) })),
    caveats: caveats.map((kind) => ({ kind, text: words.caveat[kind] })),
  };
  const text = JSON.stringify({ base, head, totals, groups, problems, ...said }, null, 2);
  // Control and invisible characters that JSON.stringify leaves; escaped, the text is the same.
  return `${text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => (character === "\n" ? "\n" : escaped(character)))}\n`;
}

/** By UTF-16 units: JSON has no other escape. */
function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
