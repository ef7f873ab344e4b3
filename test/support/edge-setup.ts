import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { edgeUp } from "../../rehearsal/edge/edge.ts";

declare module "vitest" {
  export interface ProvidedContext {
    edgeFolder: string;
  }
}

/** The upstreams of all tests at the edge; that of the hub on its own port. */
export const upstreams = [
  { host: "hub.17wanxiao.com", port: 8080 },
  { host: "open.17wanxiao.com", port: 443 },
];

/** Where built programs are kept between projects: what the command line uses too. */
export const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "schoolgate");

/** One edge for all test files: it ends with this process, however that ends. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(project.config.root, ".rehearsal", "edge-test");
  await rm(folder, { recursive: true, force: true });
  const progress = (line: string) => process.stderr.write(`edge: ${line}\n`);
  const edge = await edgeUp({ folder, cache, progress, upstreams, pages: false });
  project.provide("edgeFolder", folder);
  return () => edge.stop();
}
