// Production's own chain at an edge: Pulumi's CLI, its Kubernetes provider, the API server, the controllers and the proxy.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pulumiParts } from "../../cli/pulumi-parts.ts";
import { rehearsalAtEdge } from "../../rehearsal/edge/at-edge.ts";
import { type Edge, edgeUp } from "../../rehearsal/edge/edge.ts";
import { KubeApi, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { pulumiRehearsalAtEdge, untilAppliedIsServed } from "../../rehearsal/pulumi/at-edge.ts";
import type { PulumiParts } from "../../rehearsal/pulumi/of-stack.ts";
import { upByPulumi } from "../../rehearsal/pulumi/rehearsal.ts";
import { cache } from "../support/cache.ts";
import { EdgeClient } from "../support/edge-client.ts";
import { upstreams } from "../support/edge-objects.ts";
import { testDeps } from "../support/gate.ts";
import { Project } from "../support/projects.ts";

const project = new Project();
let folder: string;
let edge: Edge;
let parts: PulumiParts;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-"));
  parts = await pulumiParts(true, true, testDeps(project.root, { cache }).deps);
  edge = await edgeUp({ folder, cache, upstreams, progress: () => undefined });
}, 45 * 60_000);
afterAll(async () => {
  await edge.stop();
  await rm(folder, { recursive: true });
  project.remove();
});

/** Carries out a run, and waits until it is served; its changes, and what went wrong. */
async function rehearse(name: string) {
  const rehearsal = await pulumiRehearsalAtEdge(project.root, project.load(name), edge, parts);
  const objects: KubeObject[] = [];
  const { result, changes, problems } = await upByPulumi(rehearsal, {
    onObject: (inputs) => objects.push(inputs as unknown as KubeObject),
  });
  await untilAppliedIsServed(objects, edge);
  return { result, changes, problems };
}
const none = { create: 0, update: 0, replace: 0, delete: 0, same: 0, import: 0 };

test("a platform, a school and one with certificates of its own go up by the real provider, and are served", async () => {
  expect(await rehearse("hz")).toEqual({
    result: "succeeded",
    changes: { ...none, create: 25 },
    problems: [],
  });
  expect(await rehearse("demo")).toEqual({
    result: "succeeded",
    changes: { ...none, create: 42 },
    problems: [],
  });
  expect(await rehearse("northgate")).toMatchObject({ result: "succeeded", problems: [] });
  const client = new EdgeClient(edge);
  for (const [host, path] of [
    ["api1.xxxedu.cn", "/new/index.html"],
    ["pay.northgate.example.cn", "/index.html"],
  ] as const) {
    expect((await client.https("HTTP/2", { host, path })).status).toBe(200);
  }
  const api = await KubeApi.fromKubeconfig(edge.kubeconfig);
  const { metadata } = await api.get({
    ...{ apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute" },
    metadata: { name: "api1-https", namespace: "school-demo" },
  });
  const { managedFields = [] } = metadata as { managedFields?: readonly { manager: string }[] };
  expect(managedFields.map(({ manager }) => manager).sort()).toEqual([
    "envoy-gateway",
    expect.stringMatching(/^pulumi-kubernetes-[0-9a-f]{8}$/),
  ]);
}, 600_000);

test("again it changes nothing; a swap is one update", async () => {
  expect(await rehearse("demo")).toEqual({
    result: "succeeded",
    changes: { ...none, same: 42 },
    problems: [],
  });
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
  expect(await rehearse("demo")).toEqual({
    ...{ result: "succeeded", problems: [] },
    changes: { ...none, same: 41, update: 1 },
  });
}, 600_000);

test("neither engine takes the other's stack for its own", async () => {
  await expect(rehearsalAtEdge(project.root, project.load("demo"), edge)).rejects.toThrow(
    "demo is at the edge by Pulumi's own engine, and the rehearsal's does not know of it: ./gate edge down, then run this again",
  );
  expect(existsSync(join(folder, "run/stacks/demo"))).toBe(false);
});
