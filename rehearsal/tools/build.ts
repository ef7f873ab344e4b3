// The cache of built programs: one for the edge's and for Pulumi's own.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeFolder } from "../../lib/make-folder.ts";
import { unusable } from "../../lib/refusal.ts";
import { messageOf } from "../../lib/system-errors.ts";
import { isFullDisk } from "./full-disk.ts";
import type { Part, PartSet } from "./part.ts";
import { CommandFailed } from "./run.ts";

/**
 * The parts of a set, built where they are not yet. What is there is checked against its digest, and built again where it
 * is damaged.
 *
 * @param cache folder of the user's that outlives the project folder
 * @param progress called with one line for each step
 * @returns their folder
 * @throws says what could not be built and why; what was built until then is kept.
 */
export async function buildParts(
  set: PartSet,
  cache: string,
  progress: (line: string) => void,
): Promise<string> {
  const folder = await folderOf(set, cache);
  const wanted = await missing(set.parts, folder);
  await set.require(wanted.length > 0);
  if (wanted.length === 0) return folder;
  const scratch = await scratchIn(folder);
  try {
    for (const [index, part] of wanted.entries()) {
      progress(`building ${part.what} (${index + 1} of ${wanted.length})`);
      await build(set, part, folder, scratch);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** The folder of a set's parts if all of them are there and sound; `undefined` if one is still to be built. */
export async function builtParts(set: PartSet, cache: string): Promise<string | undefined> {
  const folder = await folderOf(set, cache);
  return (await missing(set.parts, folder)).length === 0 ? folder : undefined;
}

/** The folder of a set's parts, whether they are there or not. */
export async function folderOf(set: PartSet, cache: string): Promise<string> {
  return join(cache, `${set.name}-${await sourceDigest(set)}`);
}

async function missing(all: readonly Part[], folder: string): Promise<Part[]> {
  const sound = await Promise.all(all.map((part) => isSound(join(folder, part.file))));
  return all.filter((_, index) => !sound[index]);
}

async function scratchIn(folder: string): Promise<string> {
  try {
    await makeFolder(folder);
    return await mkdtemp(join(folder, "build-"));
  } catch (error) {
    throw unusable(folder, "written", error);
  }
}

async function build(set: PartSet, part: Part, folder: string, scratch: string): Promise<void> {
  const made = join(scratch, "made");
  const place = join(folder, part.file);
  try {
    await part.make(made, scratch);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(`${place}.sha256`, await digestOf(made));
    // What is there may be no file at all.
    await rm(place, { recursive: true, force: true });
    await rename(made, place);
  } catch (error) {
    const reason = error instanceof CommandFailed ? lastLines(error.output) : messageOf(error);
    const wayOut = isFullDisk(reason)
      ? `The disk is full: the first build needs about ${set.room} for itself and for Go's caches. Free some space, then run it again.`
      : `The first build needs ${set.needs.join(" and ")}: run it again once ${set.needs.length === 1 ? "it is" : "they are"} reached.`;
    throw new Error(
      `${part.what} could not be built: ${reason}\nWhat was built before it is kept in ${folder}. ${wayOut}`,
    );
  }
}

/** A digest of everything that the parts are made of. */
async function sourceDigest({ source, versions }: PartSet): Promise<string> {
  const hash = createHash("sha256").update([process.arch, ...versions].join(" "));
  const files: string[] = [];
  for await (const file of glob("**/*.{go,mod,sum,txt}", { cwd: source })) files.push(file);
  for (const file of files.sort()) hash.update(`\n${file}\n`).update(await readFile(join(source, file)));
  return hash.digest("hex").slice(0, 16);
}

async function isSound(path: string): Promise<boolean> {
  try {
    return (await readFile(`${path}.sha256`, "utf8")) === (await digestOf(path));
  } catch {
    return false;
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Go writes its downloads before the error. */
function lastLines(output: string): string {
  return output.split("\n").slice(-5).join("\n");
}
