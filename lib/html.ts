// What every page that schoolgate writes has in common: it is one file that loads nothing, and no text in it is markup.
import { createHash } from "node:crypto";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as itself in HTML, also in an attribute's quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/**
 * The policy of a page that has one style and one script in it: what it may load and run is fixed, so that a text in it
 * could not do anything even if it were not escaped.
 */
export function contentPolicy(style: string, script: string): string {
  return `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
