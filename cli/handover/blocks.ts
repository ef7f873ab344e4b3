// The sheet as a document of few kinds of blocks, so that its words stand in one place and each format is one renderer.

/** Plain text, or a value that is to be entered somewhere else exactly as it is. */
export type Text = string | { readonly copy: string };

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** What must not be overlooked. */
  | { readonly kind: "notice"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
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
