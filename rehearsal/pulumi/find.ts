import { join } from "node:path";
import { Refusal } from "../../lib/refusal.ts";
import { run } from "../tools/run.ts";
import { pulumiVersion } from "./parts.ts";
import { buildPulumi, builtPulumi } from "./tools.ts";

/** Pulumi's CLI, ready to run this project's programs. */
export interface PulumiCli {
  /** E.g. `3.276.0`. */
  readonly version: string;
  /** Folders that a run puts in front of PATH. None for an installed CLI that brings its own language host. */
  readonly folders: readonly string[];
  /** A line for the user where the CLI's version is not the SDK's. */
  readonly note?: string;
}

/** The oldest CLI that the project works with; Pulumi.yaml says it to Pulumi. */
export const oldestPulumi = "3.256.0";

const languageHost = join(import.meta.dirname, "..", "language-host");

/**
 * The CLI on PATH, else the one that was built.
 * @param cache folder of the built programs
 * @returns `undefined` where there is neither
 * @throws where the one on PATH is too old, or its version cannot be told
 */
export async function findPulumi(cache: string): Promise<PulumiCli | undefined> {
  const version = await versionOnPath();
  if (version !== undefined) return installed(version);
  const folder = await builtPulumi(cache);
  return folder === undefined ? undefined : built(folder);
}

/**
 * The CLI on PATH, else the built one, which is built where it is not yet (about five minutes on two cores).
 * @param progress called with one line for each step
 */
export async function findOrBuildPulumi(cache: string, progress: (line: string) => void): Promise<PulumiCli> {
  const version = await versionOnPath();
  return version === undefined ? built(await buildPulumi(cache, progress)) : installed(version);
}

/** What a CLI on PATH says of its version, e.g. `v3.276.0`. */
async function versionOnPath(): Promise<string | undefined> {
  try {
    return (await run(["pulumi", "version"])).trim();
  } catch {
    return undefined;
  }
}

async function installed(said: string): Promise<PulumiCli> {
  const version = said.replace(/^v/, "");
  const [major, minor] = numbers(version);
  const [oldestMajor, oldestMinor] = numbers(oldestPulumi);
  if (!(major === oldestMajor && minor >= oldestMinor)) {
    throw new Refusal(
      `pulumi on PATH is ${said === "" ? "of no version" : said}, and this project needs ${oldestPulumi} or a later 3.x (its SDK is ${pulumiVersion}): ` +
        "install a newer Pulumi CLI, or take that one off PATH",
    );
  }
  const folders = (await bringsLanguageHost()) ? [] : [languageHost];
  if (version === pulumiVersion) return { version, folders };
  return {
    version,
    folders,
    note: `pulumi on PATH is ${version}, and the project's SDK is ${pulumiVersion}`,
  };
}

/** Whether the host for Node is on PATH, or beside the CLI where Pulumi looks too. */
async function bringsLanguageHost(): Promise<boolean> {
  const beside = '"$(dirname "$(readlink -f "$(command -v pulumi)")")/pulumi-language-nodejs"';
  try {
    await run(["sh", "-c", `command -v pulumi-language-nodejs || test -x ${beside}`]);
    return true;
  } catch {
    return false;
  }
}

function built(folder: string): PulumiCli {
  return { version: pulumiVersion, folders: [folder, languageHost] };
}

/** @returns NaN for what is no number */
function numbers(version: string): [major: number, minor: number] {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  return [Number(major), Number(minor)];
}
