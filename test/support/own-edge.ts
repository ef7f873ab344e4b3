import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Edge, edgeUp } from "../../rehearsal/edge/edge.ts";
import { cache } from "./cache.ts";
import { upstreams } from "./edge-objects.ts";

/** An edge for whoever needs one alone, in a folder of its own: the shared one holds other tests' objects. */
export async function ownEdge(): Promise<Edge> {
  const folder = await mkdtemp(join(tmpdir(), "edge-"));
  return await edgeUp({ folder, cache, upstreams, progress: () => undefined });
}

/** Ends such an edge, and removes its folder. */
export async function endOwnEdge(edge: Edge): Promise<void> {
  await edge.stop();
  await rm(edge.folder, { recursive: true });
}
