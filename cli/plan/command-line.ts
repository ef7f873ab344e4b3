import { shellWord } from "../../lib/shell-word.ts";

/** What a plan is about, and what it compares with. */
export interface PlanArgs {
  readonly names: readonly string[];
  readonly platform: string | undefined;
  readonly against: string | undefined;
  /** Files, as given. */
  readonly states: readonly string[];
}

/** The command line of a plan, without what says how to show it: to be copied into a shell. */
export function commandLine({ names, platform, against, states }: PlanArgs): string {
  const words = [
    ...names,
    ...(platform === undefined ? [] : ["--platform", platform]),
    ...(against === undefined ? [] : ["--against", against]),
    ...states.flatMap((state) => ["--state", state]),
  ];
  // Git forbids few characters in a branch's name, and `;` and `$` are not among them.
  return ["./gate plan", ...words.map(shellWord)].join(" ");
}
