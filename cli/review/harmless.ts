import { escapeControls } from "../../lib/problem.ts";

/** Parts what would otherwise be read as one; it cannot be seen, in code and out of it. */
const parted = "\u200B";

/** Any tag but those that lay out a comment and do nothing else; comments and declarations too. */
const tag =
  /<(?!\/?(?:details(?: open)?|summary|br|hr|b|strong|i|em|s|del|ins|sub|sup|kbd|code|pre|p|ul|ol|li|table|thead|tbody|tr|th|td)\s*\/?>)(?=[a-z/!?])/gi;

const named: Readonly<Record<string, string>> = { commat: "@", num: "#", excl: "!", sol: "/", colon: ":" };

/**
 * Markdown of unknown origin, made to do nothing but be read: it calls nobody, refers to no issue, commands nothing
 * (GitLab's quick actions), links nowhere, loads no picture, hides nothing and carries no marker.
 *
 * One lexer's fence is another one's text, so that code is treated like all the rest.
 */
export function harmless(markdown: string): string {
  return markdown
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => escapeControls(line.replaceAll("\t", "  ")))
    .join("\n")
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{1,10}));/gi, (entity, hex, decimal, name) => {
      const character = decoded(hex, decimal, name);
      return character !== undefined && /[@#!/:]/.test(character) ? `${character}${parted}` : String(entity);
    })
    .replace(tag, `<${parted}`)
    .replace(/@(?=[\w-])/g, `@${parted}`)
    .replace(/(?<!&)#(?=\d)|[!&%$](?=\d)|\bGH-(?=\d)/gi, (sigil) => `${sigil}${parted}`)
    .replace(/\](?=[([:])/g, `]${parted}`)
    .replace(/:(?=\/\/)|\bwww(?=\.)/gi, (start) => `${start}${parted}`)
    .replace(/^([\s>*+\-\d.]*)\/(?=[a-z])/gim, (_, before: string) => `${before}${parted}/`);
}

/** Text on one line for a place where Markdown is read. */
export function harmlessLine(text: string, most: number): string {
  const line = escapeControls(text.replaceAll(/\s+/g, " ").trim());
  const short = line.length > most ? `${line.slice(0, most - 1)}…` : line;
  return harmless(short.replace(/[\\`*_{}[\]()<>|]/g, "\\$&"));
}

function decoded(hex?: string, decimal?: string, name?: string): string | undefined {
  if (name !== undefined) return named[name.toLowerCase()];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
