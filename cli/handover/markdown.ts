import type { Block, Sheet, Text } from "./blocks.ts";

/** A sheet as Markdown, as GitHub renders it. */
export function markdownOf({ title, blocks }: Sheet): string {
  return `${[`# ${escaped(title)}`, ...blocks.map(blockText)].join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `## ${escaped(block.text)}`;
    case "paragraph":
      return escaped(block.text);
    case "notice":
      return `> **${escaped(block.text)}**`;
    case "list":
      return block.items.map((item) => `- ${escaped(item)}`).join("\n");
    case "actions":
      return block.items.map((item, index) => `${index + 1}. ${escaped(item)}`).join("\n");
    case "value":
      return `${escaped(block.label)}：\n\n\`\`\`text\n${block.value}\n\`\`\``;
    case "table":
      return [block.columns, block.columns.map(() => "---"), ...block.rows.map((row) => row.map(cellText))]
        .map((row) => `| ${row.join(" | ")} |`)
        .join("\n");
  }
}

function cellText(cell: Text): string {
  return typeof cell === "string" ? escaped(cell) : `\`${cell.copy.replaceAll("|", "\\|")}\``;
}

/** Text that says the same in Markdown. A URL stays whole, so that it is a link. */
function escaped(text: string): string {
  return text
    .split(/(https:\/\/[\w./?=&-]+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*[\]<>|#~]|(?<!\w)_|_(?!\w)/g, "\\$&")))
    .join("");
}
