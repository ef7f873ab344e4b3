import { type ArgDef, type ArgsDef, type CommandDef, defineCommand, type ParsedArgs, parseArgs } from "citty";
import { didYouMean } from "../infra/nearest.ts";
import { count } from "../infra/report.ts";
import type { Deps } from "./deps.ts";
import { lookUp, Refusal } from "./refusal.ts";

/** 0: fine; 1: wrong input or a failure; 2: `plan` found changes; 3: `probe` could not ask. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A command as `gate` runs it. */
export interface Command {
  /** For help: name, description and arguments. */
  readonly definition: CommandDef;
  readonly examples: readonly string[];
  /** Runs it on raw arguments. */
  readonly run: (rawArgs: readonly string[], deps: Deps) => Promise<ExitCode>;
}

/**
 * Declares a command.
 *
 * @param run gets the arguments parsed; what is not declared was refused before
 */
export function command<const T extends ArgsDef>(
  meta: { readonly name: string; readonly description: string },
  args: T,
  examples: readonly string[],
  run: (args: ParsedArgs<T>, deps: Deps) => Promise<ExitCode> | ExitCode,
): Command {
  return {
    definition: defineCommand<ArgsDef>({ meta, args }),
    examples,
    run: async (rawArgs, deps) => {
      refuseUnknown(meta.name, args, rawArgs);
      return run(parseArgs<T>([...rawArgs], args), deps);
    },
  };
}

/** citty lets unknown flags, flags without their value and too many words pass; a typo must not change what is done. */
function refuseUnknown(name: string, args: ArgsDef, rawArgs: readonly string[]): void {
  const help = `./gate ${name} --help shows what it takes`;
  const flags = new Map(Object.entries(args).filter(([, { type }]) => type !== "positional"));
  const words: string[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < rawArgs.length; index += 1) {
    const word = rawArgs[index] ?? "";
    if (!word.startsWith("-") || word === "-") {
      words.push(word);
      continue;
    }
    const [flag = "", value] = splitOnce(word.replace(/^--?/, ""), "=");
    const known: ArgDef | undefined = word.startsWith("--") ? flags.get(flag) : undefined;
    if (!known) {
      const near = didYouMean(flag, [...flags.keys(), "help"]).replace(/(mean|or|of|,) (?=\w)/g, "$1 --");
      throw new Refusal(`${name} has no flag ${word.split("=", 1)[0]}`, lookUp(near, help));
    }
    if (seen.has(flag)) throw new Refusal(`--${flag} is given twice`, "keep one of the two");
    seen.add(flag);
    if (known.type === "boolean") {
      if (value !== undefined) throw new Refusal(`--${flag} takes no value`, `write --${flag} alone`);
      continue;
    }
    const next = value ?? rawArgs[++index];
    if (next === undefined || next === "" || (value === undefined && next.startsWith("-"))) {
      throw new Refusal(`--${flag} needs a value`, help);
    }
  }
  const positionals = Object.entries(args).filter(([, { type }]) => type === "positional");
  const missing = positionals[words.length];
  if (missing && missing[1].required !== false) throw new Refusal(`${name} needs <${missing[0]}>`, help);
  const many = positionals.some(([positional]) => positional.endsWith("…"));
  if (!many && words.length > positionals.length) {
    throw new Refusal(
      `${name} takes ${count(positionals.length, "word")}, and ${words[positionals.length]} is one more`,
      help,
    );
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
