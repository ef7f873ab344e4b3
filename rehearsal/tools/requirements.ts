import { run } from "./run.ts";

/** Something of the machine that is needed. */
export interface Requirement {
  readonly what: string;
  readonly check: readonly string[];
  /** The way out where the check fails. */
  readonly fix: string;
  /** What the check must print, where ending well is not enough. */
  readonly prints?: RegExp;
}

/**
 * Looks for all that is needed, before anything is built.
 * @param who needs it, as the message begins
 * @throws names all that is missing, each with what to install.
 */
export async function requireAll(who: string, wanted: readonly Requirement[]): Promise<void> {
  const missing = (await Promise.all(wanted.map(isThere))).flatMap((there, index) =>
    there ? [] : wanted.slice(index, index + 1),
  );
  if (missing.length === 0) return;
  const lines = missing.map(({ what, fix }) => `  ${what}: ${fix}`);
  throw new Error(`${who} needs what this machine lacks:\n${lines.join("\n")}`);
}

/** Whether the machine has it. */
export async function isThere({ check, prints = /(?:)/ }: Requirement): Promise<boolean> {
  try {
    return prints.test(await run(check));
  } catch {
    return false;
  }
}
