import { escapeHtml, headOf } from "../../lib/html.ts";
import type { Block, Sheet, Text } from "./blocks.ts";
import { copyScript } from "./copy-script.ts";
import { style } from "./style.ts";

/** A sheet as one HTML page that needs nothing else: no network, no server. */
export function htmlOf({ title, blocks }: Sheet): string {
  return `${headOf({ language: "zh-CN", title: escapeHtml(title), style, script: copyScript })}
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${blocks.map(blockHtml).join("\n")}
</main>
<p id="status" role="status"></p>
<script>${copyScript}</script>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case "paragraph":
      return `<p>${linked(block.text)}</p>`;
    case "notice":
      return `<p class="notice"><strong>${linked(block.text)}</strong></p>`;
    case "list":
      return `<ul>\n${block.items.map((item) => `<li>${linked(item)}</li>`).join("\n")}\n</ul>`;
    case "actions":
      return `<ol>\n${block.items.map((item) => `<li>${linked(item)}</li>`).join("\n")}\n</ol>`;
    case "value":
      return `<p class="value"><span>${escapeHtml(block.label)}</span>${copyable(block.value, block.label)}</p>`;
    case "table":
      return tableHtml(block);
  }
}

function tableHtml({ columns, rows }: Extract<Block, { kind: "table" }>): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join("");
  const body = rows.map(([first = "", ...cells]) => {
    const name = typeof first === "string" ? first : first.copy;
    const rest = cells.map(
      (cell, index) => `<td>${cellHtml(cell, `${name} ${columns[index + 1] ?? ""}`)}</td>`,
    );
    return `<tr><th scope="row">${escapeHtml(name)}</th>${rest.join("")}</tr>`;
  });
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

function cellHtml(cell: Text, label: string): string {
  return typeof cell === "string" ? linked(cell) : copyable(cell.copy, label);
}

/** A value with a button, which only appears where it works. */
function copyable(value: string, label: string): string {
  const button = `<button type="button" hidden aria-label="复制 ${escapeHtml(label)}">复制</button>`;
  return `<span class="copy"><code>${escapeHtml(value)}</code>${button}</span>`;
}

/** Text whose URLs are links. */
function linked(text: string): string {
  return text
    .split(/(https:\/\/[\w./?=&-]+)/)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join("");
}
