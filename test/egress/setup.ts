import type { TestProject } from "vitest/node";
import { buildEnvoy } from "../../rehearsal/edge/tools.ts";
import { cache } from "../support/cache.ts";
import { Namespaces } from "../support/egress/namespaces.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of Envoy; "" where this machine has no network namespaces for a test. */
    envoy: string;
  }
}

/** Fetches Envoy where it is missing, and says once why all tests are skipped where they cannot run. */
export default async function setup(project: TestProject): Promise<void> {
  const refusal = await tryNamespaces();
  if (refusal !== undefined) console.log(`The egress suite is skipped: ${refusal}`);
  const progress = (line: string) => process.stderr.write(`egress: ${line}\n`);
  project.provide("envoy", refusal === undefined ? await buildEnvoy(cache, progress) : "");
}

/** Why the kernel lets this user make no network with NAT; `undefined` when it does. */
async function tryNamespaces(): Promise<string | undefined> {
  try {
    const namespaces = await Namespaces.open();
    try {
      await namespaces.run("nat", ["nft", "--file", "-"], "table ip nat_gateway {}\n");
    } finally {
      await namespaces.close();
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
