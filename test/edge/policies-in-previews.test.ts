// The policy pack in previews by Pulumi's Kubernetes provider on the real API server: what the provider shows of a stack is
// what the closed list allows, before the stack is up and after.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Edge, edgeUp } from "../../rehearsal/edge/edge.ts";
import { cache } from "../support/cache.ts";
import { upstreams } from "../support/edge-objects.ts";
import { type InitOnCluster, onCluster } from "../support/on-cluster.ts";
import { Project } from "../support/projects.ts";

let folder: string;
let edge: Edge;
let init: InitOnCluster;
let project: Project;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-"));
  ({ init } = await onCluster());
  edge = await edgeUp({ folder, cache, upstreams, progress: () => undefined });
  project = new Project("policies");
}, 45 * 60_000);
afterAll(async () => {
  project.remove();
  await edge.stop();
  await rm(folder, { recursive: true });
});

// The platform first: schools have objects in its namespace.
test.each(["hz", "demo", "lakeside", "northgate"])(
  "has nothing against %s, before it is up and after",
  async (name) => {
    const stack = await init(project, name, { KUBECONFIG: edge.kubeconfig });
    const passed = { result: "succeeded", problems: [], violations: [] };
    expect(await stack.review()).toMatchObject(passed);
    expect(await stack.up()).toMatchObject({ result: "succeeded" });
    expect(await stack.review()).toMatchObject(passed);
  },
  300_000,
);
