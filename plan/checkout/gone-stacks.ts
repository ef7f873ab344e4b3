import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { fileOf } from "../../infra/config/folder.ts";
import type { Note } from "../model.ts";

/** Both sides' stack files. */
export interface BothSides {
  /** The project's folder. */
  readonly root: string;
  /** The project's folder as it was. */
  readonly base: string;
  readonly names: readonly string[];
  readonly inHead: readonly string[];
  readonly inBase: readonly string[];
}

/** Notes on stacks whose files are gone: nothing is deleted for that. */
export function goneStacks({ root, base, names, inHead, inBase }: BothSides): Note[] {
  const heads = new Set(inHead);
  const bases = new Set(inBase);
  const added = names.filter((name) => !bases.has(name));
  return names
    .filter((name) => !heads.has(name))
    .map((stack) => {
      const before = linesOf(base, stack);
      const to = added.find((other) => areAlike(before, linesOf(root, other)));
      return to === undefined ? { kind: "gone", stack } : { kind: "renamed", stack, to };
    });
}

/** What a stack file says, without empty lines and comments; nothing where it is no file, or a link to none. */
function linesOf(root: string, name: string): Set<string> {
  const path = join(root, fileOf(name));
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return new Set();
  const lines = readFileSync(path, "utf8").split("\n");
  return new Set(lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#")));
}

/** Whether two files have more than half of their lines in common, as git says of a renamed file. */
function areAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].filter((line) => b.has(line)).length * 2 > Math.max(a.size, b.size);
}
