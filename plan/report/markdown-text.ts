import { escapeControls } from "../../lib/problem.ts";
import { clip } from "./value-lines.ts";

// Everything in a plan comes from files that the change itself may have written, and the comment is posted in the name of
// who trusts it: no text may mention anyone, link anywhere, load a picture, or end the block that it stands in.

/** Longest name that is shown whole, in UTF-16 units. */
const longestName = 80;

// First what GitHub and GitLab look for once more when Markdown is done and no escape is left (mentions, references, links),
// then what means something in Markdown or HTML.
const special =
  /([@#!~](?=\S)|:(?=\/\/)|(?<=\bwww)\.|(?<=\bGH)-(?=\d))|[&<>"'`*_[\]\\|~#!@$^{}]|:(?=[\w/+-])/gi;
/** An invisible space, which ends a mention. */
const gap = "&#8203;";

/** A text as itself in Markdown, on one line: also in a table and in HTML. */
export function prose(text: string): string {
  return escapeControls(text.replaceAll("\n", " ")).replaceAll(
    special,
    (character, reference?: string) => `&#${character.charCodeAt(0)};${reference === undefined ? "" : gap}`,
  );
}

/** A name in the typeface of code, cut where it is no name any more. Not a code span: a table needs its text escaped too. */
export function code(text: string): string {
  return `<code>${prose(clip(text, longestName))}</code>`;
}

/** Lines in a fence that is longer than any fence in them. */
export function fence(language: string, lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const marks = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${marks}${language}\n${lines.join("\n")}\n${marks}`;
}

/** A fold of GitHub and GitLab: both want the empty lines. */
export function details(summary: string, body: string, isOpen = false): string {
  return `<details${isOpen ? " open" : ""}>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** As many items as fit into so many UTF-16 units, from the first on, with what joins them. */
export function fitting(items: readonly string[], room: number, joint = 1): string[] {
  let used = 0;
  const end = items.findIndex((item) => {
    used += item.length + joint;
    return used > room;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}
