import type { CommandWords } from "./commands-page.ts";

/** The page in English: the commands' own texts. */
export const english: CommandWords = {
  intro: `# The commands

Generated from the commands' own definitions by \`npm run docs\`. Each command explains itself with \`--help\`.

Exit codes: 0 fine, 1 wrong input or a failure, 2 \`plan\` found changes, 3 \`probe\` could not ask. The result goes to stdout,
progress to stderr. \`--out\` replaces a file whole, and writes into a pipe or a device. \`./gate --version\` shows the version;
\`--trace\` after any command shows where in the program an error arose.
`,
  columns: ["Argument", "Meaning"],
  stop: ".",
  required: " Required.",
  default: (value) => ` Default: ${value}.`,
  textOf: (_key, text) => text,
};
