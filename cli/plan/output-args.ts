/** The flags that say how a plan is shown. */
export const planOutputArgs = {
  format: {
    type: "string",
    valueHint: "text|json|markdown|html",
    description: "What stdout gets. Default: text; with --out: what was written",
  },
  out: {
    type: "string",
    valueHint: "file…",
    description:
      "File to write, in the format of its name: .json, .md, .html, .txt; may be given several times",
  },
} as const;
