// The policy pack in previews by Pulumi's Kubernetes provider on the real API server: what the provider shows of a stack is
// what the closed list allows, before the stack is up and after.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { type InitOnCluster, onCluster } from "../support/on-cluster.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { Project } from "../support/projects.ts";

let edge: Edge;
let init: InitOnCluster;
let project: Project;

beforeAll(async () => {
  ({ init } = await onCluster());
  edge = await ownEdge();
  project = new Project("policies");
}, 45 * 60_000);
afterAll(async () => {
  project.remove();
  await endOwnEdge(edge);
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
