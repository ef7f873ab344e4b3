// The sheet as a document of few kinds of blocks, so that its words stand in one place and each format is one renderer.

/** Plain text, or a value that is to be entered somewhere else exactly as it is. */
export type Text = string | { readonly copy: string };

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** What must not be overlooked. */
  | { readonly kind: "notice"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** What is done one after the other. */
  | { readonly kind: "actions"; readonly items: readonly string[] }
  /** One value to be copied. */
  | { readonly kind: "value"; readonly label: string; readonly value: string }
  /** The first cell of each row names it. */
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Text[])[];
    };

/** A sheet: its title, and what stands under it. */
export interface Sheet {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export const heading = (text: string): Block => ({ kind: "heading", text });
export const paragraph = (text: string): Block => ({ kind: "paragraph", text });
export const notice = (text: string): Block => ({ kind: "notice", text });
export const list = (...items: string[]): Block => ({ kind: "list", items });
export const actions = (...items: string[]): Block => ({ kind: "actions", items });
export const value = (label: string, text: string): Block => ({ kind: "value", label, value: text });
export const table = (columns: readonly string[], rows: readonly (readonly Text[])[]): Block => ({
  kind: "table",
  columns,
  rows,
});

/** Where in a console a step is done. */
export const screen = (...path: string[]): Block => paragraph(`界面：${path.join(" → ")}。`);

/** What somebody may see at the end of a step, the good outcome first, and what it means for them. */
export const outcomes = (good: string, next: string, ...others: (readonly [string, string])[]): Block =>
  table(["看到什么", "怎么办"], [[`正确：${good}`, next], ...others]);
