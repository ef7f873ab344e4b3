import { didYouMean } from "../../lib/nearest.ts";
import { type Finding, finding, keyFinding, type Problem, show } from "../../lib/problem.ts";
import { inOrder } from "../../lib/report.ts";
import { clusterFindings, type NamedPlatform } from "./clusters.ts";
import { fileOf, listStacks, readStackFile, stacksFolder } from "./folder.ts";
import { inspect } from "./inspect.ts";
import type { PlatformConfig } from "./platform-schema.ts";
import { readPlatform } from "./read-platform.ts";
import { type FleetFindings, fleetFindings, type Member } from "./rules/between-schools.ts";
import { certificateNames } from "./rules/certificates.ts";
import { platformKey } from "./rules/platform.ts";
import { retiredPlatforms } from "./rules/retired-platforms.ts";
import { noCredentials } from "./rules/secrets.ts";
import { schoolFindings, secretFindings } from "./rules.ts";
import { readSchool, type SchoolFacts, schoolKey } from "./school-facts.ts";
import type { SchoolConfig } from "./school-schema.ts";
import { slug } from "./shapes.ts";
import { type StackFile, unlocated } from "./stack-file.ts";

interface Common {
  readonly name: string;
  /** Path of the file, relative to the project's root. */
  readonly file: string;
  /** The file's `config` map as written. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly platform: PlatformConfig;
}

/** A school's stack, checked, with its platform. */
export interface SchoolStack extends Common {
  readonly kind: "school";
  readonly school: SchoolConfig;
}

/** A platform's stack, checked. */
export interface PlatformStack extends Common {
  readonly kind: "platform";
}

export type Stack = SchoolStack | PlatformStack;

/** A stack file that was read, sound or not. */
interface Read {
  readonly name: string;
  readonly stackFile: StackFile;
  readonly findings: readonly Finding[];
  /** Credentials in the clear, whatever the stack is. */
  readonly credentials: readonly Finding[];
  /** Of a platform whose schema holds. */
  readonly platform?: PlatformConfig;
  /** Of a school. */
  readonly facts?: SchoolFacts;
  /** Of a school whose schema holds. */
  readonly school?: SchoolConfig;
}

/** What a stack is judged by, besides its own file. */
interface Context {
  readonly get: (name: string) => Read | undefined;
  readonly platformNames: () => string[];
  readonly now: Date;
  readonly together: readonly FleetFindings[];
}

/**
 * Checks the stack files of a project by every rule.
 *
 * @param root the project's folder
 * @param now certificates must be in date at this time
 * @param names schools and platforms to report on, together with the platforms of these schools; the rules between
 *   schools still look at all files. Default: all
 * @param drafts files as they would be, by name; each stands in the place of the one on disk
 * @returns the sound ones among them; every problem, in the order of files and lines; and all schools, sound or not, as
 *   the rules between them see them
 */
export function checkStacks(
  root: string,
  now: Date,
  names?: readonly string[],
  drafts: ReadonlyMap<string, StackFile> = new Map(),
): { readonly stacks: Stack[]; readonly problems: Problem[]; readonly members: readonly Member[] } {
  const listed = listStacks(root);
  // Without the folder, problems of single stacks would mislead.
  const noFolder = listed.problems.filter(({ file }) => file === stacksFolder);
  if (noFolder.length > 0) return { stacks: [], problems: noFolder, members: [] };
  const files = new Set([...listed.names, ...drafts.keys()]);
  const all = new Map([...files].map((name) => [name, read(root, name, drafts.get(name))] as const));
  const members = [...all.values()].flatMap((each) => {
    if (!each?.facts) return [];
    const vpcId = all.get(each.facts.platform ?? "")?.platform?.network.vpcId;
    return [
      {
        facts: each.facts,
        ...(vpcId === undefined ? {} : { vpcId }),
        certificateNames: certificateNames(each.stackFile.config),
      },
    ];
  });
  const named = platformsIn(all);
  const context: Context = {
    get: (name) => all.get(name),
    platformNames: () => [...all.keys()].filter((name) => all.get(name)?.platform),
    now,
    together: [
      fleetFindings(members),
      clusterFindings(named),
      retiredPlatforms(
        named,
        members.map(({ facts }) => facts),
      ),
    ],
  };
  const platforms = (names ?? []).flatMap((name) => all.get(name)?.facts?.platform ?? []);
  const wanted = new Set([...(names ?? all.keys()), ...platforms.filter((name) => all.has(name))]);
  const results = [...wanted].map((name) => judge(name, context, () => listed.names));
  return {
    stacks: results.flatMap(({ stack }) => stack ?? []),
    problems: inOrder([...(names ? [] : listed.problems), ...results.flatMap(({ problems }) => problems)]),
    members,
  };
}

/** A sound stack, or what is wrong with it. */
export type Loaded = Stack | { readonly problems: Problem[] };

/**
 * Loads one stack and, for a school, its platform. Reads no other file unless there is a problem, and does not look at
 * the rules between schools.
 *
 * @param root the project's folder
 * @param now certificates must be in date at this time
 * @param draft the file as it would be; stands in the place of the one on disk
 */
export function loadStack(root: string, name: string, now: Date, draft?: StackFile): Loaded {
  const files = new Map<string, Read | undefined>();
  const get = (other: string): Read | undefined => {
    if (!files.has(other)) files.set(other, read(root, other, other === name ? draft : undefined));
    return files.get(other);
  };
  const names = (): string[] => listStacks(root).names;
  const platformNames = (): string[] => names().filter((other) => get(other)?.platform);
  const context: Context = { get, platformNames, now, together: [] };
  const { stack, problems } = judge(name, context, names);
  if (stack) return stack;
  const platform = get(name)?.facts?.platform;
  const ofPlatform = platform !== undefined && get(platform) ? judge(platform, context, names).problems : [];
  return { problems: inOrder([...problems, ...ofPlatform]) };
}

function platformsIn(all: ReadonlyMap<string, Read | undefined>): NamedPlatform[] {
  return [...all].flatMap(([name, found]) => (found?.platform ? { name, facts: found.platform } : []));
}

/** Reads a stack's file, or its draft, and its own values. */
function read(root: string, name: string, draft?: StackFile): Read | undefined {
  // A name becomes a file's name: one that would leave the folder names no stack.
  const wrongName = inspect(slug, name, []).findings;
  const stackFile = draft ?? (/[/\\\0]/.test(name) ? undefined : readStackFile(root, name));
  if (!stackFile) return undefined;
  const base = { name, stackFile, credentials: noCredentials(stackFile.config) };
  const value = stackFile.config;
  if (schoolKey in value) {
    const { findings, ...rest } = readSchool(value[schoolKey], name);
    return { ...base, ...rest, findings: [...wrongName, ...findings] };
  }
  if (platformKey in value) {
    const { findings, ...rest } = readPlatform(value[platformKey]);
    return { ...base, ...rest, findings: [...wrongName, ...findings] };
  }
  return { ...base, findings: wrongName };
}

/** A stack with all that is wrong with it; it is sound when nothing is, and nothing with its platform. */
function judge(
  name: string,
  context: Context,
  names: () => string[],
): { readonly stack?: Stack; readonly problems: Problem[] } {
  const own = context.get(name);
  if (!own) {
    const isSlug = inspect(slug, name, []).findings.length === 0;
    const missing = finding(
      [],
      undefined,
      `there is no stack ${isSlug ? name : show(name)}`,
      didYouMean(name, names()),
    );
    return { problems: unlocated(isSlug ? fileOf(name) : stacksFolder)([missing]) };
  }
  const { stackFile, facts, school } = own;
  const base = facts?.platform === undefined ? undefined : context.get(facts.platform);
  // A broken platform is reported once, not at each of its schools.
  const platform = facts ? (base && isSound(base) ? base.platform : undefined) : own.platform;
  const findings = [
    ...own.findings,
    ...(facts ? platformThere(facts, base, context) : ownedBySchool(own)),
    ...(facts ? schoolFindings(facts, platform) : []),
    ...(facts ? secretFindings(facts, stackFile.config, context.now) : []),
    ...context.together.flatMap((findings) => findings.get(name) ?? []),
    ...own.credentials,
  ].map((each) => withoutCredential(each, own.credentials));
  const problems = [...stackFile.problems, ...stackFile.locate(findings)];
  if (problems.length > 0 || !platform) return { problems };
  const common = { name, file: stackFile.file, config: stackFile.config, platform };
  return {
    stack: school ? { kind: "school", school, ...common } : { kind: "platform", ...common },
    problems,
  };
}

const isSound = ({ stackFile, findings, credentials }: Read): boolean =>
  stackFile.problems.length + findings.length + credentials.length === 0;

/** A finding that shows no value in which a credential lies. */
function withoutCredential(item: Finding, credentials: readonly Finding[]): Finding {
  const holdsOne = credentials.some(({ path }) => item.path.every((part, index) => part === path[index]));
  if (!holdsOne) return item;
  const { value: _, ...rest } = item;
  return rest;
}

/** A school's platform is a stack of the kind platform; what is wrong with it is reported at its own file. */
function platformThere({ platform }: SchoolFacts, base: Read | undefined, context: Context): Finding[] {
  if (platform === undefined || (base && !base.facts)) return [];
  const rule = base
    ? `${platform} is a school, not a platform`
    : `there is no platform ${platform}: ${fileOf(platform)} is missing`;
  const known = context.platformNames();
  const fix =
    known.length > 0 ? didYouMean(platform, known) : "write that file like stacks/Pulumi.hz.yaml in git";
  return [finding([schoolKey, "platform"], platform, rule, fix)];
}

/** Secrets and certificates are a school's. */
function ownedBySchool({ stackFile: { config } }: Read): Finding[] {
  return ["schoolgate:certificates", "schoolgate:wecomSecret"]
    .filter((key) => platformKey in config && Object.hasOwn(config, key))
    .map((key) =>
      keyFinding(
        [key],
        "this key belongs to a school, and this is a platform",
        "move it to the school's file",
      ),
    );
}
