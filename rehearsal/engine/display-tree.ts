import type { Paint, Tense } from "./display.ts";
import type { PropertyChange } from "./property-diff.ts";
import type { Operation, StepReport } from "./steps.ts";

interface Style {
  readonly sign: string;
  readonly planned: string;
  readonly done: string;
  readonly color: (paint: Paint) => (text: string) => string;
}

const green = (paint: Paint) => paint.green;
const red = (paint: Paint) => paint.red;
const plain = (paint: Paint) => paint.reset;

/** How an operation is shown. The others are parts of a replacement, or change nothing. */
const styles: Partial<Record<Operation, Style>> = {
  create: { sign: "+ ", planned: "create", done: "created", color: green },
  update: { sign: "~ ", planned: "update", done: "updated", color: (paint) => paint.yellow },
  delete: { sign: "- ", planned: "delete", done: "deleted", color: red },
  replace: { sign: "+-", planned: "replace", done: "replaced", color: (paint) => paint.magentaBright },
  import: { sign: "= ", planned: "import", done: "imported", color: (paint) => paint.blueBright },
  read: { sign: "> ", planned: "read", done: "read", color: plain },
  discard: { sign: "< ", planned: "discard", done: "discarded", color: plain },
};

interface Row {
  readonly urn: string;
  readonly parent: string;
  readonly type: string;
  readonly name: string;
  readonly step: StepReport | undefined;
  readonly children: Row[];
}

/** The resources that change, with their parents, as a tree with columns. */
export function treeText(steps: readonly StepReport[], tense: Tense, paint: Paint): string {
  const roots = treeOf(steps);
  const lines = roots.flatMap((root) => linesOf(root, "", "", tense));
  if (lines.length === 0) return "";
  const header = {
    sign: "  ",
    label: "Type",
    name: "Name",
    word: tense === "planned" ? "Plan" : "Status",
    info: "Info",
  };
  const width = (key: "label" | "name" | "word") =>
    Math.max(...[header, ...lines].map((line) => line[key].length));
  const widths = { label: width("label"), name: width("name"), word: width("word") };
  const [head, ...body] = [header, ...lines].map((line) => {
    const color = "style" in line && line.style !== undefined ? line.style.color(paint) : paint.reset;
    const cells = [
      line.label.padEnd(widths.label),
      line.name.padEnd(widths.name),
      color(line.word.padEnd(widths.word)),
    ];
    return ` ${color(line.sign)}  ${[...cells, line.info].join("  ")}`.trimEnd();
  });
  return [paint.bold(head ?? ""), ...body].join("\n");
}

/** The rows to show: each resource that changes, with its parents; the root always. */
function treeOf(steps: readonly StepReport[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { urn, parent, type, name } of steps) {
    const own = steps.filter((step) => step.urn === urn && styles[step.op] !== undefined);
    // An update after an import is what still changes; the import is what happened to the resource.
    const step = own.find(({ op }) => op === "import" || op === "replace") ?? own[0];
    if (!rows.has(urn)) rows.set(urn, { urn, parent, type, name, step, children: [] });
  }
  const roots: Row[] = [];
  for (const row of rows.values()) (rows.get(row.parent)?.children ?? roots).push(row);
  return roots.filter(
    (root) => root.parent === "" && (root.type.startsWith("pulumi:pulumi:") || isShown(root)),
  );
}

function isShown(row: Row): boolean {
  return row.step !== undefined || row.children.some(isShown);
}

interface Line {
  readonly sign: string;
  readonly label: string;
  readonly name: string;
  readonly word: string;
  readonly info: string;
  readonly style: Style | undefined;
}

function linesOf(row: Row, lead: string, childLead: string, tense: Tense): Line[] {
  const style = row.step === undefined ? undefined : styles[row.step.op];
  const line = {
    sign: style?.sign ?? "  ",
    label: `${lead}${row.type}`,
    name: row.name,
    word: style === undefined ? "" : style[tense],
    info: row.step === undefined ? "" : infoText(row.step.diff),
    style,
  };
  const children = row.children.filter(isShown);
  const below = children.flatMap((child, at) => {
    const isLast = at === children.length - 1;
    return linesOf(
      child,
      `${childLead}${isLast ? "└─ " : "├─ "}`,
      `${childLead}${isLast ? "   " : "│  "}`,
      tense,
    );
  });
  return [line, ...below];
}

/** The changed properties by their top-level names, as Pulumi lists them: `[diff: +a,-b,~c]`. */
function infoText(diff: readonly PropertyChange[]): string {
  const kinds = new Map<string, string>();
  for (const { path, from, to } of diff) {
    const key = path.split(/[.[]/)[0] ?? path;
    const isWhole = key === path;
    kinds.set(key, isWhole && from === undefined ? "+" : isWhole && to === undefined ? "-" : "~");
  }
  const parts = [...kinds].sort(([a], [b]) => a.localeCompare(b)).map(([key, sign]) => `${sign}${key}`);
  return parts.length === 0 ? "" : `[diff: ${parts.join(",")}]`;
}
