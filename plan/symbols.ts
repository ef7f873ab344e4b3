import { symbolEnd, symbolStart } from "./model.ts";

const pattern = new RegExp(`${symbolStart}([^${symbolEnd}]*)${symbolEnd}`, "g");

/** A value that a state encrypts, or an output that it leaves out: it cannot be compared. */
export const incomparable: string = symbolOf("secret");

/** The symbol that people read as ‹body›. */
export function symbolOf(body: string): string {
  return symbolStart + body + symbolEnd;
}

/** The body of a symbol; `undefined` unless the text is exactly one symbol. */
export function bodyOf(text: string): string | undefined {
  if (!text.startsWith(symbolStart) || text.indexOf(symbolEnd) !== text.length - 1) return undefined;
  return text.slice(1, -1);
}

/** The text with each symbol replaced by what the function makes of its body. */
export function replaceSymbols(text: string, change: (body: string) => string): string {
  return text.includes(symbolStart) ? text.replace(pattern, (_, body: string) => change(body)) : text;
}

/** Whether a symbol's body stands for a secret, and not for an output. */
export function isSecretBody(body: string): boolean {
  return body === "secret" || body.startsWith("secret ");
}
