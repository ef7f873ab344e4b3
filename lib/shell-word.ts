/** A text in the quotes of a shell, in which nothing has a meaning of its own. */
export const inShellQuotes = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A word as a shell takes it, in quotes where it needs them: to be copied from a terminal. */
export function shellWord(text: string): string {
  return /^[\w./@^~{}:-]+$/.test(text) ? text : inShellQuotes(text);
}
