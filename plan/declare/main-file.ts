import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ProjectFile } from "../../infra/config/project-file.ts";
import { watchModules } from "./modules.ts";

/** The program that Pulumi.yaml names. */
export interface Main {
  /** Runs it once more; its result is the stack's outputs. */
  readonly run: () => Promise<unknown>;
  /** Whether a shared module is being loaded: it then acts for all stacks, not for one. */
  readonly isLoading: boolean;
  /** Whether each run stays in memory, because the file exports its resources as values. */
  readonly keepsRuns: boolean;
}

export interface MainListener {
  /** A module of the project was loaded. */
  readonly onModule: (path: string) => void;
  /** A module was loaded only while the program ran: it would not be evaluated again for a later stack. */
  readonly onLate: (path: string) => void;
}

/**
 * The main file is evaluated anew for each stack, as the engine does in a process of its own; the modules that it imports
 * are evaluated once, by the first.
 */
export async function mainOf(
  root: string,
  { main, preloads }: ProjectFile,
  { onModule, onLate }: MainListener,
): Promise<Main> {
  const path = join(root, main);
  for (const preload of preloads) await import(pathToFileURL(join(dirname(path), preload)).href);
  let runs = 0;
  let keepsRuns = false;
  let isLoading = false;
  const modules = watchModules(root, path, {
    onModule: (file) => {
      onModule(file);
      if (!isLoading) onLate(file);
    },
    onMain: () => {
      isLoading = false;
    },
  });
  return {
    get isLoading() {
      return isLoading;
    },
    get keepsRuns() {
      return keepsRuns;
    },
    run: async () => {
      runs += 1;
      isLoading = runs === 1;
      try {
        const exported = programOf((await import(modules.hrefOfRun(runs))) as object);
        keepsRuns ||= typeof exported !== "function";
        return await (typeof exported === "function" ? (exported as () => unknown)() : exported);
      } finally {
        isLoading = false;
      }
    },
  };
}

/** What the language host takes for the program: the default export, or all of the others. */
function programOf(exported: object): unknown {
  if (!Object.hasOwn(exported, "default")) return exported;
  if (Object.keys(exported).length > 1) {
    throw new Error(
      "expected entrypoint module to have either a default export or named exports but not both",
    );
  }
  return (exported as { readonly default: unknown }).default;
}
