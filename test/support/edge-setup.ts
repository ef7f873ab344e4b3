import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { edgeUp } from "../../rehearsal/edge/edge.ts";
import { cache } from "./cache.ts";
import { upstreams } from "./edge-objects.ts";

declare module "vitest" {
  export interface ProvidedContext {
    edgeFolder: string;
  }
}

/** One edge for all test files: it ends with this process, however that ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(project.config.root, ".rehearsal", "edge-test");
  await rm(folder, { recursive: true, force: true });
  const progress = (line: string) => process.stderr.write(`edge: ${line}\n`);
  const edge = await edgeUp({ folder, cache, progress, upstreams, pages: false });
  project.provide("edgeFolder", folder);
  return () => edge.stop();
}
