import { realpathSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isWithin } from "./modules.ts";

/** How many frames of a call are looked at. */
const frames = 50;

/**
 * Watches what a program does besides declaring. A thread runs the program for many stacks and evaluates the imported
 * modules once, so what they do for one stack would be missing for all others. And a plan skips stacks whose files
 * did not change, which is wrong for a program that reads another stack's file.
 */
export class ProgramWatch {
  readonly #root: string;
  readonly #faults = new Set<string>();
  readonly #reads = new Set<string>();
  /** Only what a program asks for counts. */
  isWatching = false;

  /** @param root the project's folder, its real path */
  constructor(root: string) {
    this.#root = root;
  }

  /** The problem of a shared module, for which no stack can be declared in this thread. */
  get faults(): readonly string[] {
    return [...this.#faults];
  }

  /** Files and folders of the project that were asked for since the last call, by path from its root. */
  takeReads(): string[] {
    const reads = [...this.#reads];
    this.#reads.clear();
    return reads;
  }

  readonly onPath = (path: string): void => {
    if (!this.isWatching) return;
    const absolute = resolve(path);
    for (const each of [absolute, target(absolute)]) {
      if (isWithin(this.#root, each)) this.#reads.add(this.#pathOf(each));
    }
  };

  readonly onModule = (path: string): void => {
    this.#reads.add(this.#pathOf(path));
  };

  readonly onLate = (path: string): void => {
    this.#faults.add(
      `${this.#pathOf(path)} is imported only while the program runs, and a plan does that once for many stacks: import it at the top of a file`,
    );
  };

  /** Shared modules ask, while they are loaded, for the stack's name or config. */
  readonly onEarly = (): void => {
    const asking = this.#askingFile();
    if (asking === undefined) return;
    this.#faults.add(
      `${asking} asks which stack it is for while it is loaded, and a plan does that once for many: ask in a function`,
    );
  };

  /** The file of the project that made the call; none where a package does so by itself, or goes on with what it awaited. */
  #askingFile(): string | undefined {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = frames;
    const { stack = "" } = new Error("where");
    Error.stackTraceLimit = limit;
    const calls = stack.replaceAll(/^ +at async .*$/gm, "");
    const paths = [...calls.matchAll(/(?:file:\/\/)?(\/[^()\s]*?)(?:\?run=\d+)?:\d+:\d+/g)].map(
      ([, path = ""]) => fileURLToPath(`file://${path}`),
    );
    const own = paths.find((path) => isWithin(this.#root, path) && !path.startsWith(room + sep));
    return own === undefined ? undefined : this.#pathOf(own);
  }

  #pathOf(path: string): string {
    return relative(this.#root, path).split(sep).join("/");
  }
}

/** Where a path leads; itself where there is nothing. */
function target(path: string): string {
  try {
    return realPath(path);
  } catch {
    return path;
  }
}

/** What declares and plans is no part of the program. */
const room = dirname(import.meta.dirname);

/** Node's own function, which the watch does not hear. */
const realPath = realpathSync.native;
