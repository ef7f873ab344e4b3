import type { Deps } from "../deps.ts";

/**
 * One line on a terminal that says how far a command is; nothing elsewhere.
 *
 * @param verb what was done to a stack. Default: it was planned
 */
export function progress(
  { stderr, isTerminal }: Pick<Deps, "stderr" | "isTerminal">,
  verb = "Planned",
): {
  readonly onProgress: (done: number, all: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
} {
  let last = "";
  return {
    onProgress: (done, all) => {
      const line = `${verb} ${Math.floor((done / all) * 100)} % of ${all} stacks`;
      // One write a percent: a terminal takes longer to show a line than a stack to plan.
      if (isTerminal && line !== last) stderr.write(`\r${line}`);
      last = line;
    },
    end: () => {
      if (isTerminal && last !== "") stderr.write("\r\u001B[K");
    },
  };
}
