import type { ArgDef, ArgsDef } from "citty";
import { markdownCell } from "../lib/markdown-cell.ts";
import type { Command } from "./command.ts";
import type { CommandGroup } from "./command-group.ts";

/** What the page says beside the commands' own definitions. */
export interface CommandWords {
  readonly intro: string;
  /** Heads of the table's columns. */
  readonly columns: readonly [argument: string, meaning: string];
  readonly stop: string;
  readonly required: string;
  readonly default: (value: string) => string;
  /** The text of a command, of an argument or of a flag, by its key: `swap`, `swap <school>`, `swap --to`. */
  readonly textOf: (key: string, english: string) => string;
}

/** The commands of a group and of the groups in it, in their order, by their words: `address add`. */
export async function allCommands(group: CommandGroup): Promise<[words: string, command: Command][]> {
  const found = await Promise.all(
    Object.values(group.commands).map(async (load): Promise<[string, Command][]> => {
      const loaded = await load();
      if ("commands" in loaded) return allCommands(loaded);
      const meta = await resolved(loaded.definition.meta);
      return [[meta?.name ?? "", loaded]];
    }),
  );
  return found.flat();
}

/** The keys of all texts of a command: its own, and those of its arguments and flags. */
export async function keysOf(words: string, command: Command): Promise<string[]> {
  const args = Object.entries(await argsOf(command));
  return [words, ...args.map(([name, arg]) => `${words} ${wordOf(name, arg)}`)];
}

/** The page of all commands, as Markdown. */
export async function commandsPage(group: CommandGroup, words: CommandWords): Promise<string> {
  const commands = await allCommands(group);
  const sections = await Promise.all(commands.map(([name, command]) => section(name, command, words)));
  return `${words.intro}\n${sections.join("\n")}`;
}

async function section(name: string, command: Command, words: CommandWords): Promise<string> {
  const meta = await resolved(command.definition.meta);
  const args = Object.entries(await argsOf(command));
  const rows = args.map(([arg, definition]) => {
    const text = words.textOf(`${name} ${wordOf(arg, definition)}`, definition.description ?? "");
    const required = definition.required === true ? words.required : "";
    const preset = definition.default === undefined ? "" : words.default(String(definition.default));
    return `| ${markdownCell(`\`${usageOf(arg, definition)}\``)} | ${markdownCell(`${text}${words.stop}${required}${preset}`)} |`;
  });
  return [
    `## gate ${name}`,
    "",
    `${markdownCell(words.textOf(name, meta?.description ?? ""))}${words.stop}`,
    "",
    ...(rows.length === 0 ? [] : [`| ${words.columns.join(" | ")} |`, "|---|---|", ...rows, ""]),
    "```sh",
    ...command.examples,
    "```",
    "",
  ].join("\n");
}

async function argsOf({ definition }: Command): Promise<ArgsDef> {
  return (await resolved(definition.args)) ?? {};
}

/** citty lets a part of a definition be a value, a promise, or a function of one. */
async function resolved<T>(
  part: T | Promise<T> | (() => T | Promise<T>) | undefined,
): Promise<T | undefined> {
  return typeof part === "function" ? (part as () => T | Promise<T>)() : part;
}

const wordOf = (name: string, { type }: ArgDef): string =>
  type === "positional" ? `<${name}>` : `--${name}`;

function usageOf(name: string, arg: ArgDef): string {
  if (arg.type === "positional") return arg.required === false ? `[${name}]` : `<${name}>`;
  return "valueHint" in arg && arg.valueHint !== undefined ? `--${name} <${arg.valueHint}>` : `--${name}`;
}
