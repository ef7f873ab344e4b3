/** Text for a cell of a Markdown table. Outside of code an angle bracket would begin a tag; anywhere a bar would end the cell. */
export function markdownCell(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "\\<")))
    .join("");
}
