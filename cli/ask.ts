import type { Deps } from "./deps.ts";
import { Refusal } from "./refusal.ts";

/** A question whose answer is one of several, or a text. */
export interface Question {
  readonly message: string;
  /** The answers to choose from. Default: any text. */
  readonly options?: readonly string[];
  /** Says what is wrong with a text; `undefined` when nothing is. */
  readonly validate?: (text: string) => string | undefined;
  /** Leaves the question, as Ctrl-C does. Default: nothing else does. */
  readonly signal?: AbortSignal;
}

/**
 * Asks on the terminal.
 *
 * @param flag what says the same on the command line
 * @throws {Refusal} when nobody is there to answer, or the question is left with Ctrl-C
 */
export async function ask(question: Question, flag: string, deps: Deps): Promise<string> {
  const { message, options, validate, signal } = question;
  if (!deps.isTerminal)
    throw new Refusal(`${flag} is missing`, "add it; questions are asked only on a terminal");
  const { isCancel, select, text } = await import("@clack/prompts");
  const streams = { input: deps.stdin, output: deps.stderr, ...(signal && { signal }) };
  const answer = options
    ? await select({ ...streams, message, options: options.map((value) => ({ value, label: value })) })
    : await text({ ...streams, message, validate: (value) => validate?.(value ?? "") });
  if (isCancel(answer))
    throw new Refusal("cancelled; nothing was written", `run it again, or give the answer with ${flag}`);
  return String(answer);
}
