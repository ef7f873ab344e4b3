// Production's own chain at an edge: Pulumi's CLI, its Kubernetes provider, the API server, the controllers and the proxy.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pulumiParts } from "../../cli/pulumi-parts.ts";
import { rehearsalAtEdge } from "../../rehearsal/edge/at-edge.ts";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { KubeApi, KubeError, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { pulumiRehearsalAtEdge, untilAppliedIsServed } from "../../rehearsal/pulumi/at-edge.ts";
import type { PulumiParts } from "../../rehearsal/pulumi/of-stack.ts";
import { inWorkspace, upByPulumi } from "../../rehearsal/pulumi/rehearsal.ts";
import { worldIn } from "../../rehearsal/pulumi/workspace.ts";
import { run } from "../../rehearsal/tools/run.ts";
import { cache } from "../support/cache.ts";
import { EdgeClient } from "../support/edge-client.ts";
import { testDeps } from "../support/gate.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { Project } from "../support/projects.ts";

const project = new Project();
let edge: Edge;
let api: KubeApi;
let parts: PulumiParts;
beforeAll(async () => {
  parts = await pulumiParts(true, true, testDeps(project.root, { cache }).deps);
  edge = await ownEdge();
  api = await KubeApi.fromKubeconfig(edge.kubeconfig);
}, 45 * 60_000);
afterAll(async () => {
  await endOwnEdge(edge);
  project.remove();
});

const rehearsalOf = (name: string) => pulumiRehearsalAtEdge(project.root, project.load(name), edge, parts);

/** Carries out a run, and waits until it is served; its changes, and what went wrong. */
async function rehearse(name: string, objects: KubeObject[] = []) {
  const { result, changes, problems } = await upByPulumi(await rehearsalOf(name), {
    onObject: (inputs) => objects.push(inputs as unknown as KubeObject),
  });
  await untilAppliedIsServed(objects, edge);
  return { result, changes, problems };
}

/** Whether an object is in the cluster. */
async function isThere(object: KubeObject): Promise<boolean> {
  return api.get(object).then(
    () => true,
    (error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return false;
      throw error;
    },
  );
}
const none = { create: 0, update: 0, replace: 0, delete: 0, same: 0, import: 0 };

test("a platform, a school and one with certificates of its own go up by the real provider, and are served", async () => {
  expect(await rehearse("hz")).toEqual({
    result: "succeeded",
    changes: { ...none, create: 40 },
    problems: [],
  });
  expect(await rehearse("demo")).toEqual({
    result: "succeeded",
    changes: { ...none, create: 43 },
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
    changes: { ...none, same: 43 },
    problems: [],
  });
  project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
  expect(await rehearse("demo")).toEqual({
    ...{ result: "succeeded", problems: [] },
    changes: { ...none, same: 42, update: 1 },
  });
}, 600_000);

test("neither engine takes the other's stack for its own", async () => {
  await expect(rehearsalAtEdge(project.root, project.load("demo"), edge)).rejects.toThrow(
    "demo is at the edge by Pulumi's own engine, and the rehearsal's does not know of it: ./gate edge down, then run this again",
  );
  expect(existsSync(join(edge.folder, "run/stacks/demo"))).toBe(false);
});

test("a relay becomes ready, and a destroy leaves nothing of its school in the cluster", async () => {
  const objects: KubeObject[] = [];
  expect(await rehearse("lakeside", objects)).toEqual({
    ...{ result: "succeeded", problems: [] },
    changes: { ...none, create: 45, import: 1, update: 1 },
  });
  const namespace = "school-lakeside";
  const relay = { name: "wecom-relay", namespace };
  expect(await api.get({ apiVersion: "apps/v1", kind: "Deployment", metadata: relay })).toMatchObject({
    status: { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 },
  });
  const slices = await api.send<{ items: { endpoints: { conditions: object }[] }[] }>(
    "GET",
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io/service-name=wecom-relay`,
  );
  const serving = { conditions: { ready: true, serving: true, terminating: false } };
  expect(slices.items.flatMap(({ endpoints }) => endpoints)).toMatchObject([serving, serving]);

  const rehearsal = await rehearsalOf("lakeside");
  // As in the cloud's console: an address that was allocated is protected there too.
  const cloudFile = join(worldIn(rehearsal.folder), "cloud.json");
  const cloud = JSON.parse(await readFile(cloudFile, "utf8")) as Cloud;
  for (const eip of Object.values(cloud.eips)) eip.deletionProtection = false;
  await writeFile(cloudFile, JSON.stringify(cloud));
  await inWorkspace(rehearsal, "destroy", async ({ settings, env, home }) => {
    const options = { cwd: settings.workspace.workDir, env: { ...env, PULUMI_HOME: home } };
    const pulumi = (...args: string[]) => run(["pulumi", ...args, "--yes", "--stack", "lakeside"], options);
    await pulumi("state", "unprotect", "--all");
    await pulumi("destroy", "--skip-preview");
  });
  expect((await Promise.all(objects.map(isThere))).filter(Boolean)).toEqual([]);
}, 600_000);

interface Cloud {
  readonly eips: Record<string, { deletionProtection: boolean }>;
}
