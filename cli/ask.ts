import type { Readable } from "node:stream";
import { Refusal } from "../lib/refusal.ts";
import type { Deps } from "./deps.ts";

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
 * @throws {Refusal} when nobody is there to answer, or the question is left with Ctrl-C or Ctrl-D
 */
export async function ask(question: Question, flag: string, deps: Deps): Promise<string> {
  const { message, options, validate, signal } = question;
  if (!deps.isTerminal)
    throw new Refusal(`${flag} is missing`, "add it; questions are asked only on a terminal");
  const { isCancel, select, text } = await import("@clack/prompts");
  const left = new AbortController();
  const forget = onEnd(deps.stdin, () => left.abort());
  const signals = [left.signal, ...(signal ? [signal] : [])];
  const streams = { input: deps.stdin, output: deps.stderr, signal: AbortSignal.any(signals) };
  try {
    const answer = options
      ? await select({ ...streams, message, options: options.map((value) => ({ value, label: value })) })
      : await text({ ...streams, message, validate: (value) => validate?.(value ?? "") });
    if (!isCancel(answer)) return String(answer);
  } finally {
    forget();
  }
  throw new Refusal("cancelled; nothing was written", `run it again, or give the answer with ${flag}`);
}

/** Asks whether to do something that cannot be taken for granted: Enter alone is no. */
export async function agreed(
  question: Pick<Question, "message" | "signal">,
  flag: string,
  deps: Deps,
): Promise<boolean> {
  return (await ask({ ...question, options: ["no", "yes"] }, flag, deps)) === "yes";
}

/** Ctrl-D and the end of the input leave a question too; the library would wait for ever. */
function onEnd(stdin: Readable, leave: () => void): () => void {
  const onKey = (_: unknown, key?: { readonly ctrl?: boolean; readonly name?: string }): void => {
    if (key?.ctrl === true && key.name === "d") leave();
  };
  if (stdin.readableEnded || stdin.destroyed) leave();
  stdin.on("keypress", onKey).once("end", leave).once("close", leave);
  return () => stdin.off("keypress", onKey).off("end", leave).off("close", leave);
}
