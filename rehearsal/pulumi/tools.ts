import { join } from "node:path";
import { buildParts, builtParts } from "../tools/build.ts";
import { cliParts, kubernetesProviderParts } from "./parts.ts";

/**
 * Pulumi's CLI of the SDK's version, built where it is not yet: about five minutes on two cores the first time, then under
 * a second.
 *
 * @param cache folder of the user's that outlives the project folder
 * @param progress is told each step, in a line
 * @returns the folder to put on PATH: it holds `pulumi`
 * @throws says what could not be built and why.
 */
export async function buildPulumi(cache: string, progress: (line: string) => void): Promise<string> {
  return join(await buildParts(cliParts, cache, progress), "bin");
}

/** What buildPulumi gave if it was built already, and is sound; `undefined` otherwise. */
export async function builtPulumi(cache: string): Promise<string | undefined> {
  return binOf(await builtParts(cliParts, cache));
}

/**
 * Pulumi's Kubernetes provider, built where it is not yet: about ten minutes on two cores the first time, then under a
 * second.
 *
 * @param cache folder of the user's that outlives the project folder
 * @param progress is told each step, in a line
 * @returns the folder to put on PATH: it holds `pulumi-resource-kubernetes`
 * @throws says what could not be built and why.
 */
export async function buildKubernetesProvider(
  cache: string,
  progress: (line: string) => void,
): Promise<string> {
  return join(await buildParts(kubernetesProviderParts, cache, progress), "bin");
}

/** What buildKubernetesProvider gave if it was built already, and is sound; `undefined` otherwise. */
export async function builtKubernetesProvider(cache: string): Promise<string | undefined> {
  return binOf(await builtParts(kubernetesProviderParts, cache));
}

function binOf(folder: string | undefined): string | undefined {
  return folder === undefined ? undefined : join(folder, "bin");
}
