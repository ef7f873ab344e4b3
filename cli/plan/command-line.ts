/** The command line of a plan, without what says how to show it: to be copied into a shell. */
export function commandLine(names: readonly string[], against: string | undefined): string {
  const words = [...names, ...(against === undefined ? [] : ["--against", against])];
  return ["./gate plan", ...words.map(quoted)].join(" ");
}

/** A word as a shell takes it. Git forbids few characters in a branch's name, and `;` and `$` are not among them. */
function quoted(word: string): string {
  return /^[\w./@^~{}:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
