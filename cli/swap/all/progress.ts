import { Writable } from "node:stream";

/** Takes what is written, and keeps it. */
export class Kept extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Hands on what is written line by line, each with its school in front: many schools write at the same time. */
export class OfSchool extends Writable {
  readonly #school: string;
  readonly #to: Writable;

  constructor(school: string, to: Writable) {
    super();
    this.#school = school;
    this.#to = to;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (const line of chunk.toString().trimEnd().split("\n")) {
      const isNamed = line.startsWith(`${this.#school}: `);
      this.#to.write(`${isNamed ? "" : `${this.#school}: `}${line}\n`);
    }
    done();
  }
}
