import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { programs } from "../infra/program.ts";
import type { programConfig } from "../infra/stack-config.ts";
import type { loadStack } from "../infra/stacks.ts";

/** The programs of a side's stacks. */
export interface Programs {
  readonly byName: ReturnType<typeof programs>;
  /** How many of them can be run in one thread. */
  readonly most: number;
}

/** A run of a main file keeps about half a megabyte for good. */
const mostMainFiles = 60;

/** What of a side is called: its own modules, not those of this commit. */
interface Modules {
  readonly "program.ts": { readonly programs: typeof programs };
  readonly "stacks.ts": { readonly loadStack: typeof loadStack };
  readonly "stack-config.ts": { readonly programConfig: typeof programConfig };
}

/**
 * The programs of one side's stacks.
 *
 * @param root the side's folder
 * @param now certificates must be in date at this time
 * @throws whatever keeps its modules from loading
 */
export async function programsOf(root: string, now: Date): Promise<Programs> {
  if (!existsSync(join(root, "infra", "program.ts"))) return mainFiles(root, now);
  const { programs } = await load(root, "program.ts");
  return { byName: programs(root, now), most: Number.POSITIVE_INFINITY };
}

/**
 * Of a commit before infra/program.ts: its main file is imported anew for each stack, as the engine does. Each stays in
 * memory as long as the thread.
 */
async function mainFiles(root: string, now: Date): Promise<Programs> {
  const { loadStack } = await load(root, "stacks.ts");
  const { programConfig } = await load(root, "stack-config.ts");
  let runs = 0;
  const byName: Programs["byName"] = (name) => {
    const stack = loadStack(root, name, now);
    if ("problems" in stack) return stack;
    runs += 1;
    const main = `${hrefOf(root, "index.ts")}?run=${runs}`;
    return { kind: stack.kind, ...programConfig(stack.config), run: () => import(main) };
  };
  return { byName, most: mostMainFiles };
}

const load = async <File extends keyof Modules>(root: string, file: File): Promise<Modules[File]> =>
  (await import(hrefOf(root, file))) as Modules[File];

const hrefOf = (root: string, file: string): string => pathToFileURL(join(root, "infra", file)).href;
