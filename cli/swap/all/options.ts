import type { SchoolStack } from "../../../infra/config/stacks.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { atOnceArg, parseAtOnce } from "../../at-once.ts";
import type { ExitCode } from "../../command.ts";
import type { Deps } from "../../deps.ts";
import { readOutputs } from "../../outputs.ts";
import type { SwapEngine } from "../engine.ts";
import { parseBlocked } from "./blocked.ts";
import { swapAll } from "./swap-all.ts";

/** The flags of `gate swap` for a whole range that is blocked. */
export const swapAllArgs = {
  all: { type: "boolean", description: "Every school that calls from a blocked address" },
  "from-blocked": {
    type: "string",
    valueHint: "ip,…",
    description: "With --all: the blocked addresses, or blocks of them (required)",
  },
  "at-once": {
    ...atOnceArg["at-once"],
    description: `With --all: ${atOnceArg["at-once"].description.replace("How", "how")}`,
  },
  json: { type: "boolean", description: "With --all: print one JSON object" },
} as const;

interface Args {
  readonly school?: string | undefined;
  readonly to?: string | undefined;
  readonly via?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly commit?: boolean | undefined;
  readonly "allow-dirty"?: boolean | undefined;
  readonly rehearse?: boolean | undefined;
  readonly "from-blocked"?: string | undefined;
  readonly "at-once"?: string | undefined;
  readonly json?: boolean | undefined;
}

/** @throws {Refusal} when a flag of `--all` stands without it */
export function refuseWithoutAll(args: Args): void {
  const alone = (["from-blocked", "at-once", "json"] as const).find((flag) => args[flag] !== undefined);
  if (alone === undefined) return;
  throw new Refusal(`--${alone} is given without --all`, "add --all, and name no school");
}

/** `gate swap --all`. @throws {Refusal} when flags do not fit together, or as `swapAll` does */
export async function swapBlocked(
  args: Args,
  engine: (stack: SchoolStack) => Promise<SwapEngine>,
  deps: Deps,
): Promise<ExitCode> {
  const { school, to, via, rehearse, "from-blocked": from } = args;
  if (school !== undefined)
    throw new Refusal(`${school} is named, and --all is every school`, "keep one of the two");
  if (to !== undefined)
    throw new Refusal("--to is given with --all", "leave it out: each school moves to a standby of its own");
  if (via !== undefined)
    throw new Refusal(
      "--via is given with --all",
      "leave it out: each school has its own way to WeCom; ./gate probe <school> --via …",
    );
  if (from === undefined)
    throw new Refusal("--all needs --from-blocked <ip>,…", "./gate swap --help shows what it takes");
  const blocked = parseBlocked(from);
  const atOnce = parseAtOnce(args["at-once"]);
  const flag = (name: "rehearse" | "commit" | "allow-dirty"): string => (args[name] ? ` --${name}` : "");
  const command = `./gate swap --all --from-blocked ${blocked.texts.join(",")}${flag("commit")}${flag("allow-dirty")}${flag("rehearse")}`;
  const outputs = ({ name }: SchoolStack) => readOutputs(name, { rehearse }, deps);
  const options = {
    ...{ blocked, atOnce, command },
    yes: args.yes === true,
    commit: args.commit === true,
    allowDirty: args["allow-dirty"] === true,
    json: args.json === true,
    rehearsed: rehearse === true,
  };
  return swapAll({ outputs, engine }, options, deps);
}
