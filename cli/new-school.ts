import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fileOf } from "../infra/config/folder.ts";
import { inspect } from "../infra/config/inspect.ts";
import type { PlatformConfig } from "../infra/config/platform-schema.ts";
import { schoolSchema } from "../infra/config/school-schema.ts";
import { cidr as block, slug } from "../infra/config/shapes.ts";
import { parseStackFile } from "../infra/config/stack-file.ts";
import type { Stack } from "../infra/config/stacks.ts";
import { didYouMean } from "../lib/nearest.ts";
import { Refusal } from "../lib/refusal.ts";
import { codeOf } from "../lib/system-errors.ts";
import { createFile } from "../lib/write-file.ts";
import { ask } from "./ask.ts";
import { checkFleet } from "./check-fleet.ts";
import type { Deps } from "./deps.ts";
import { chooseBlock, chosenPrefix, layOut, usualZones } from "./placement.ts";
import { type NewSchool, schoolTemplate } from "./school-template.ts";
import { refuseHidden } from "./sparse-checkout.ts";

const zoneList = z
  .string()
  .regex(/^[a-z]+-[a-z0-9-]+(,[a-z]+-[a-z0-9-]+)*$/, {
    error: "zones are zone ids joined by commas → write them like cn-hangzhou-i,cn-hangzhou-j",
  })
  .refine((list) => new Set(list.split(",")).size === list.split(",").length, {
    error: "a zone has one vSwitch, and one is named twice → name each zone once",
  });

/** What is asked of a school that gets a stack file. */
export const newSchoolArgs = {
  school: {
    type: "positional",
    required: true,
    description: "The school's slug: lower-case letters, digits and hyphens",
  },
  name: { type: "string", valueHint: "name", description: "The school's name as people read it" },
  domain: { type: "string", valueHint: "domain", description: "Its ICP-filed domain" },
  platform: { type: "string", valueHint: "platform", description: "The platform's stack" },
  nat: {
    type: "string",
    valueHint: "dedicated|shared",
    description: "Its NAT gateway. Default: dedicated",
  },
  cidr: {
    type: "string",
    valueHint: "block",
    description: `Block of its vSwitches. Default: the next /${chosenPrefix} of the VPC that no school has`,
  },
  zone: {
    type: "string",
    valueHint: "zone,zone",
    description: "Zones of its vSwitches. Default: those that the platform's other schools use most",
  },
} as const;

/** What a stack file says besides what its flags and the other stacks tell. */
export type Found = Pick<NewSchool, "routes" | "verifyFiles" | "isServed">;

/**
 * Gathers what the stack file of a school that has none will say.
 *
 * @throws {Refusal} when the school has a file, or what is given has no meaning
 */
export async function gatherSchool(args: Given, deps: Deps): Promise<Gathered> {
  const { root, now } = deps;
  const [wrongSlug] = inspect(slug, args.school, []).findings;
  if (wrongSlug) throw new Refusal(`${wrongSlug.rule}, and this is ${args.school}`, wrongSlug.fix);
  const file = fileOf(args.school);
  if (existsSync(join(root, file))) throw exists(file);
  refuseHidden(root, args.school);
  return gather(args, checkFleet(root, now()), deps);
}

/**
 * Writes the stack file.
 *
 * @returns its path in the project
 * @throws {Refusal} when it would break a rule; nothing is written
 */
export function writeSchool(school: Gathered, found: Found, { root, now, stderr }: Deps): string {
  const file = fileOf(school.slug);
  const text = schoolTemplate({ ...school, ...found });
  const draft = new Map([[school.slug, parseStackFile(Buffer.from(text), file)]]);
  const { problems } = checkFleet(root, now(), [school.slug], draft);
  if (problems.length > 0) {
    throw new Refusal(`${file} would break rules and was not written`, "change what is given", problems);
  }
  write(root, file, text);
  if (school.isBlockChosen) {
    stderr.write(
      `Chose ${school.cidr}, which no stack file has; see that nothing else in the VPC lies there.\n`,
    );
  }
  return file;
}

function exists(file: string): Refusal {
  return new Refusal(`${file} exists`, "choose another slug, or edit that file");
}

/** @throws {Refusal} when the file has come into being since it was looked for, or is a link that points nowhere */
function write(root: string, file: string, text: string): void {
  try {
    createFile(join(root, file), text);
  } catch (error) {
    throw codeOf(error) === "EEXIST" ? exists(file) : error;
  }
}

/** What the flags, the other stacks and the terminal tell of a school. */
export interface Gathered extends Omit<NewSchool, keyof Found> {
  readonly upstreams: PlatformConfig["upstreams"];
  /** No block was given, and the next free one was taken. */
  readonly isBlockChosen: boolean;
}

type Checked = ReturnType<typeof checkFleet>;
type Given = Readonly<Record<"school", string>> &
  Readonly<Record<"name" | "domain" | "platform" | "nat" | "cidr" | "zone", string | undefined>>;

/** What the file will say: from the flags, else from the other stacks where they tell, else from the terminal. */
async function gather(args: Given, checked: Checked, deps: Deps): Promise<Gathered> {
  const { stacks, members } = checked;
  const platform = await choosePlatform(args.platform, checked, deps);
  const { shape } = schoolSchema;
  const name = await given("name", args.name, shape.name, "Name of the school", deps);
  const domain = await given("domain", args.domain, shape.domain, "Its ICP-filed domain", deps);
  const nat = args.nat ?? "dedicated";
  if (nat !== "dedicated" && nat !== "shared") {
    throw new Refusal(
      `--nat is dedicated or shared, and this is ${nat}`,
      didYouMean(nat, ["dedicated", "shared"]),
    );
  }
  const usual = usualZones(stacks, platform.name);
  const zones = await given("zone", args.zone ?? usual, zoneList, "Zones of its vSwitches", deps);
  const free = args.cidr ?? chooseBlock(platform, members);
  const cidr = await given("cidr", free, block, "Block of its vSwitches", deps);
  const zoneNames = zones.split(",");
  return {
    slug: args.school,
    name,
    domain,
    platform: platform.name,
    upstreams: platform.platform.upstreams,
    nat,
    cidr,
    zones: layOut(cidr, zoneNames),
    isBlockChosen: args.cidr === undefined,
  };
}

async function choosePlatform(
  given: string | undefined,
  { stacks, problems }: Checked,
  deps: Deps,
): Promise<Stack> {
  const options = stacks.filter(({ kind }) => kind === "platform").map((stack) => stack.name);
  const ofGiven = problems.filter(({ file }) => given !== undefined && file === fileOf(given));
  if (ofGiven.length > 0) throw new Refusal(`${given} cannot be used as it is`, "correct it first", ofGiven);
  if (options.length === 0) {
    throw new Refusal("there is no sound platform", "./gate check says what is wrong with those there are");
  }
  const chosen = given ?? (await ask({ message: "Its platform", options }, "--platform", deps));
  const platform = stacks.find(({ kind, name }) => kind === "platform" && name === chosen);
  if (!platform) throw new Refusal(`there is no sound platform ${chosen}`, didYouMean(chosen, options));
  return platform;
}

/** A value from its flag, or from the terminal; its schema checks both. */
async function given(
  flag: string,
  value: string | undefined,
  schema: z.ZodType,
  message: string,
  deps: Deps,
): Promise<string> {
  const validate = (text: string): string | undefined => inspect(schema, text, []).findings[0]?.rule;
  const answer = value ?? (await ask({ message, validate }, `--${flag}`, deps));
  const [wrong] = inspect(schema, answer, []).findings;
  if (wrong) throw new Refusal(`--${flag} ${answer}: ${wrong.rule}`, wrong.fix);
  return answer;
}
