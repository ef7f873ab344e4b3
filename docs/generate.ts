import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { english as commandsInEnglish } from "../cli/commands-page.en.ts";
import { commandsPage } from "../cli/commands-page.ts";
import { chinese as commandsInChinese } from "../cli/commands-page.zh.ts";
import { main } from "../cli/gate.ts";
import { english as fieldsInEnglish } from "../stacks/stack-file-page.en.ts";
import { stackFilePage } from "../stacks/stack-file-page.ts";
import { chinese as fieldsInChinese } from "../stacks/stack-file-page.zh.ts";

// Writes the pages that are generated, or says with --check whether they are current.

/** The generated pages, by their path in this folder. */
export const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  "commands.md": () => commandsPage(main, commandsInEnglish),
  "stack-file.md": () => stackFilePage(fieldsInEnglish),
  "zh-CN/commands.md": () => commandsPage(main, commandsInChinese),
  "zh-CN/stack-file.md": () => stackFilePage(fieldsInChinese),
};

if (import.meta.main) {
  for (const [page, text] of Object.entries(pages)) {
    const file = join(import.meta.dirname, page);
    if (!process.argv.includes("--check")) writeFileSync(file, await text());
    else if (readFileSync(file, { encoding: "utf8", flag: "a+" }) !== (await text())) {
      console.error(`docs/${page} is not what the code says: run npm run docs, and commit it`);
      process.exitCode = 1;
    }
  }
}
