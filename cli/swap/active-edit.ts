import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import { replaceFile } from "../../lib/write-file.ts";
import type { Deps } from "../deps.ts";
import { setIn } from "../edit-yaml.ts";
import { checkDraftAlone, inSchool, textOf } from "../stack-edit.ts";

/** A stack file's text with another active address. */
export const withActive = (text: string, key: string): string =>
  setIn(text, inSchool("egress", "active"), key);

/** The active address as a school's stack file says it at this moment. */
export const activeIn = (stack: SchoolStack, deps: Deps): string =>
  String(parseDocument(textOf(stack, deps)).getIn(inSchool("egress", "active")));

/**
 * The edit of `active` in a school's stack file. It is only ever made over a text that this run has seen: what somebody
 * else writes meanwhile stays.
 */
export class ActiveEdit {
  readonly #file: string;
  readonly #path: string;
  readonly #before: string;
  readonly #after: string;

  /** @throws {Refusal} when the file would break rules */
  constructor(stack: SchoolStack, to: string, deps: Deps) {
    this.#file = stack.file;
    this.#path = join(deps.root, stack.file);
    this.#before = textOf(stack, deps);
    this.#after = withActive(this.#before, to);
    checkDraftAlone(stack, this.#after, `active: ${to}`, deps);
  }

  /** Makes it, where it is not made already. @throws {Refusal} when the file is another one by now */
  make(): void {
    if (this.#replace(this.#before, this.#after) || this.#replace(this.#after, this.#after)) return;
    throw new Refusal(
      `${this.#file} was changed meanwhile, and was left as it is`,
      "see that it is as it shall be, then swap again: that goes on from wherever things are",
    );
  }

  /** Puts the text back that was there before; of a run that continues another one, that is the edited one. */
  takeBack(): void {
    this.#replace(this.#after, this.#before);
  }

  /** Makes the file say what is the case, once an attempt has failed. */
  settle(key: string): void {
    this.#replace(this.#after, withActive(this.#after, key));
  }

  #replace(expected: string, text: string): boolean {
    if (readFileSync(this.#path, "utf8") !== expected) return false;
    if (text !== expected) replaceFile(this.#path, text);
    return true;
  }
}
