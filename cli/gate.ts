import { stripVTControlCharacters } from "node:util";
import { type CommandDef, renderUsage } from "citty";
import picocolors from "picocolors";
import { escapeControls } from "../lib/problem.ts";
import { Refusal } from "../lib/refusal.ts";
import { report } from "../lib/report.ts";
import { meaningOf, messageOf } from "../lib/system-errors.ts";
import project from "../package.json" with { type: "json" };
import type { ExitCode } from "./command.ts";
import { type CommandGroup, groupDefinition, memberOf } from "./command-group.ts";
import type { Deps } from "./deps.ts";

/** The commands; each is loaded when it is called. */
export const main: CommandGroup = {
  name: "gate",
  description: "A vendor's campus app inside each school's WeCom",
  commands: {
    address: async () => (await import("./commands/address.ts")).address,
    adopt: async () => (await import("./commands/adopt.ts")).adopt,
    check: async () => (await import("./commands/check.ts")).check,
    cloud: async () => (await import("./commands/cloud.ts")).cloud,
    drift: async () => (await import("./commands/drift.ts")).drift,
    edge: async () => (await import("./commands/edge.ts")).edge,
    handover: async () => (await import("./commands/handover.ts")).handover,
    new: async () => (await import("./commands/new.ts")).newSchool,
    plan: async () => (await import("./commands/plan.ts")).planStacks,
    probe: async () => (await import("./commands/probe.ts")).probeSchool,
    rehearse: async () => (await import("./commands/rehearse.ts")).rehearse,
    retire: async () => (await import("./commands/retire.ts")).retire,
    review: async () => (await import("./commands/review.ts")).review,
    rollout: async () => (await import("./commands/rollout.ts")).rollout,
    status: async () => (await import("./commands/status.ts")).status,
    swap: async () => (await import("./commands/swap.ts")).swapAddress,
    "verify-file": async () => (await import("./commands/verify-file.ts")).verifyFile,
  },
};

/**
 * Runs `gate`. Never throws: whatever happens is one report on stderr.
 *
 * @param argv the words after `gate`
 */
export async function gate(argv: readonly string[], deps: Deps): Promise<ExitCode> {
  const words = argv.filter((word) => word !== "--trace");
  try {
    return await dispatch(main, words, deps);
  } catch (error) {
    deps.stderr.write(`${explain(error, deps.colour.stderr)}\n`);
    if (argv.includes("--trace") && error instanceof Error) deps.stderr.write(`${error.stack ?? ""}\n`);
    return 1;
  }
}

async function dispatch(group: CommandGroup, words: readonly string[], deps: Deps): Promise<ExitCode> {
  const [name, ...rest] = words;
  const asksHelp = (word: string): boolean => word === "--help" || word === "-h";
  if (group === main && name === "--version") {
    deps.stdout.write(`${project.version}\n`);
    return 0;
  }
  if (name === undefined || asksHelp(name)) {
    const version = { type: "boolean", description: "Show schoolgate's version" } as const;
    const trace = { type: "boolean", description: "Show where in the program an error arose" } as const;
    const definition = groupDefinition(
      { ...group, name: `./${group.name}` },
      group === main ? { version, trace } : {},
    );
    (name === undefined ? deps.stderr : deps.stdout).write(await usageOf(definition, deps.colour.stdout));
    return name === undefined ? 1 : 0;
  }
  const command = await memberOf(group, name)();
  if ("commands" in command) return dispatch(command, rest, deps);
  if (rest.some(asksHelp)) {
    const examples = command.examples.map((example) => `  ${example}`).join("\n");
    deps.stdout.write(`${await usageOf(command.definition, deps.colour.stdout)}EXAMPLES\n\n${examples}\n`);
    return 0;
  }
  return command.run(rest, deps);
}

async function usageOf(definition: CommandDef, colour: boolean): Promise<string> {
  const usage = await renderUsage(
    definition,
    definition.subCommands ? undefined : { meta: { name: "./gate" } },
  );
  // citty fills its last column up with spaces.
  return `${(colour ? usage : stripVTControlCharacters(usage)).replaceAll(/ +$/gm, "")}\n`;
}

/** Any error as a report for people; without a trace, which nobody who only uses gate can use. */
function explain(error: unknown, colour: boolean): string {
  const { red, green } = picocolors.createColors(colour);
  const inLines = (text: string): string => text.split("\n").map(escapeControls).join("\n       ");
  const lines = (what: string, fix: string | undefined): string =>
    `${red("error")}  ${inLines(what)}${fix === undefined ? "" : `\n  ${green("fix")}  ${inLines(fix)}`}`;
  if (error instanceof Refusal) {
    const problems = error.problems.length > 0 ? `${report(error.problems, colour)}\n\n` : "";
    return `${problems}${lines(error.message, error.fix)}`;
  }
  const meaning = meaningOf(error);
  if (meaning) {
    const { path = "" } = error as NodeJS.ErrnoException;
    return lines(`${path === "" ? "" : `${path}: `}${meaning.what}`, meaning.fix);
  }
  const [first = ""] = messageOf(error).split("\n", 1);
  return lines(
    `this is a bug in schoolgate: ${first}`,
    "run the command again with --trace, and report what it prints",
  );
}
