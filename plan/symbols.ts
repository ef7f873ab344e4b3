import { symbolEnd, symbolStart } from "./model.ts";

const pattern = new RegExp(`${symbolStart}([^${symbolEnd}]*)${symbolEnd}`, "g");

/** What a state keeps encrypted, or an output that it does not keep: whether it equals another value cannot be said. */
export const incomparable: string = symbolOf("secret");

/** The symbol that people read as ‹body›. */
export function symbolOf(body: string): string {
  return symbolStart + body + symbolEnd;
}

/** What stands in a symbol; nothing where the text is not one symbol and no more. */
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
