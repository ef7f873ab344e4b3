import { type LoadFnOutput, registerHooks } from "node:module";
import { sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface ModuleListener {
  /** A module of the project, the main file excepted, is loaded. */
  readonly onModule: (path: string) => void;
  /** All that the main file imports is evaluated, and now it is itself. */
  readonly onMain: () => void;
}

/** What stands before the main file's first statement. */
const mark = Symbol.for("schoolgate.main");
const markText = `globalThis[Symbol.for("schoolgate.main")]();`;

/** Watches how the modules of a project are loaded, for as long as the thread lives; those of its packages excepted. */
export function watchModules(root: string, main: string, { onModule, onMain }: ModuleListener) {
  const mainHref = pathToFileURL(main).href;
  let first: LoadFnOutput | undefined;
  Object.defineProperty(globalThis, mark, { value: onMain, configurable: true });
  registerHooks({
    load: (url, context, nextLoad) => {
      if (url.startsWith(`${mainHref}?run=`)) {
        first ??= marked(nextLoad(url, context));
        return { ...first, shortCircuit: true };
      }
      const loaded = nextLoad(url, context);
      const path = url.startsWith("file:") ? fileURLToPath(url) : "";
      const isData = loaded.format === "json";
      if (isWithin(root, path) && !isData) onModule(path);
      return loaded;
    },
  });
  return {
    /** The main file as a module of its own for each run: a query makes it another to Node. */
    hrefOfRun: (run: number): string => `${mainHref}?run=${run}`,
  };
}

/** Whether a file is the project's own. */
export function isWithin(root: string, path: string): boolean {
  return path.startsWith(root + sep) && !path.includes(`${sep}node_modules${sep}`);
}

/** On the line that is there: lines are the same. Imports are evaluated before it, wherever they stand. */
function marked(loaded: LoadFnOutput): LoadFnOutput {
  const { source } = loaded;
  const text = typeof source === "string" ? source : new TextDecoder().decode(source);
  return { ...loaded, source: text.startsWith("#!") ? text.replace("\n", `\n${markText}`) : markText + text };
}
