import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { didYouMean } from "../lib/nearest.ts";
import { lookUp, Refusal } from "../lib/refusal.ts";
import type { Command } from "./command.ts";

/** Loads a command or a group when it is called. */
type Load = () => Promise<Command | CommandGroup>;

/** Commands under one word, such as `gate address add`. */
export interface CommandGroup {
  /** All its words, such as `gate address`. */
  readonly name: string;
  readonly description: string;
  readonly commands: Readonly<Record<string, Load>>;
}

/** A group as the help shows it: its commands are loaded for their descriptions. */
export function groupDefinition(
  { name, description, commands }: CommandGroup,
  args: ArgsDef = {},
): CommandDef {
  const definitions = Object.entries(commands).map(([word, load]) => [
    word,
    async () => {
      const loaded = await load();
      return "definition" in loaded ? loaded.definition : groupDefinition(loaded);
    },
  ]);
  return defineCommand<ArgsDef>({
    meta: { name, description },
    args,
    subCommands: Object.fromEntries(definitions) as Record<string, () => Promise<CommandDef>>,
  });
}

/** @throws {Refusal} that names the nearest command, when the group has no such one */
export function memberOf({ name, commands }: CommandGroup, word: string): Load {
  const load = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (load) return load;
  const near = didYouMean(word, Object.keys(commands));
  throw new Refusal(`${name} has no command ${word}`, lookUp(near, `./${name} --help shows them all`));
}
