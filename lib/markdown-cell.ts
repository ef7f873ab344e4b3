/**
 * Escapes a text for a cell of a Markdown table. An angle bracket outside of code would begin a tag; a bar would end
 * the cell.
 */
export function markdownCell(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "\\<")))
    .join("");
}
