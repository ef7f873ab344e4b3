import { type ArgDef, type ArgsDef, type CommandDef, defineCommand, type ParsedArgs, parseArgs } from "citty";
import { didYouMean } from "../lib/nearest.ts";
import { lookUp, Refusal } from "../lib/refusal.ts";
import { count } from "../lib/report.ts";
import type { Deps } from "./deps.ts";

/** 0: fine; 1: wrong input or a failure; 2: `plan` found changes, or `drift` drift; 3: `probe` could not ask. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A command as `gate` runs it. */
export interface Command {
  /** For help: name, description and arguments. */
  readonly definition: CommandDef;
  readonly examples: readonly string[];
  /** Runs it on raw arguments. */
  readonly run: (rawArgs: readonly string[], deps: Deps) => Promise<ExitCode>;
}

/** All values of a flag, in their order: of one that may be given several times. */
export type ValuesOf = (flag: string) => readonly string[];

/**
 * Declares a command. A flag whose `valueHint` ends in `…` may be given several times.
 *
 * @param run gets the arguments parsed; what is not declared was refused before
 */
export function command<const T extends ArgsDef>(
  meta: { readonly name: string; readonly description: string },
  args: T,
  examples: readonly string[],
  run: (args: ParsedArgs<T>, deps: Deps, valuesOf: ValuesOf) => Promise<ExitCode> | ExitCode,
): Command {
  return {
    definition: defineCommand<ArgsDef>({ meta, args }),
    examples,
    run: async (rawArgs, deps) => {
      const values = refuseUnknown(meta.name, args, rawArgs);
      return run(parseArgs<T>([...rawArgs], args), deps, (flag) => values.get(flag) ?? []);
    },
  };
}

/**
 * citty lets unknown flags, flags without their value and too many words pass; a typo must not change what is done.
 *
 * @returns the values of each flag that was given: citty keeps the last one only
 */
export function refuseUnknown(
  name: string,
  args: ArgsDef,
  rawArgs: readonly string[],
): Map<string, string[]> {
  const help = `./gate ${name} --help shows what it takes`;
  const flags = new Map(Object.entries(args).filter(([, { type }]) => type !== "positional"));
  const words: string[] = [];
  const seen = new Map<string, string[]>();
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
    const values = seen.get(flag);
    const isMany = "valueHint" in known && known.valueHint?.endsWith("…") === true;
    if (values && !isMany) throw new Refusal(`--${flag} is given twice`, "keep one of the two");
    if (known.type === "boolean") {
      if (value !== undefined) throw new Refusal(`--${flag} takes no value`, `write --${flag} alone`);
      seen.set(flag, []);
      continue;
    }
    const next = value ?? rawArgs[++index];
    if (next === undefined || next === "" || (value === undefined && next.startsWith("-"))) {
      throw new Refusal(`--${flag} needs a value`, help);
    }
    seen.set(flag, [...(values ?? []), next]);
  }
  const required = [...flags].find(([flag, { required }]) => required === true && !seen.has(flag));
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
  if (required) throw new Refusal(`${name} needs --${required[0]}${hintOf(required[1])}`, help);
  return seen;
}

function hintOf(flag: ArgDef): string {
  return "valueHint" in flag && flag.valueHint !== undefined ? ` <${flag.valueHint}>` : "";
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
