/** Lines and columns of a text, both from 1; columns in UTF-16 units, as editors count. */
export class Places {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** Where an offset lies; one behind the end counts as the end. */
  at(offset: number): { readonly line: number; readonly column: number } {
    const within = Math.min(offset, this.#text.length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= within) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: within - (this.#starts[low] ?? 0) + 1 };
  }

  /** A line without its end. */
  line(line: number): string {
    return this.#text.slice(this.#starts[line - 1], this.#starts[line]).replace(/\r?\n$/, "");
  }
}
