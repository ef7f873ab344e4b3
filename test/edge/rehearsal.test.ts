// The project's own stacks go up at an edge of their own, by the engine and the stand-in that rehearse them in a file.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadStack, type Stack } from "../../infra/config/stacks.ts";
import { ApiCluster } from "../../rehearsal/edge/api-cluster.ts";
import { putBack, rehearsalAtEdge, stateAtEdge, untilServed } from "../../rehearsal/edge/at-edge.ts";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { KubeApi, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { up } from "../../rehearsal/engine/run.ts";
import { kindOf } from "../../rehearsal/kubernetes/kinds.ts";
import { takeAdmissionOff } from "../support/beneath-admission.ts";
import { EdgeClient } from "../support/edge-client.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { Project } from "../support/projects.ts";

const root = join(import.meta.dirname, "../..");
let edge: Edge;
beforeAll(async () => {
  edge = await ownEdge();
});
afterAll(async () => {
  await endOwnEdge(edge);
});

function stack(name: string): Stack {
  const loaded = loadStack(root, name, new Date());
  if ("problems" in loaded) throw new Error(`${name} is not sound`);
  return loaded;
}

/** Carries out a run; its changes, and what went wrong. */
async function rehearse(name: string) {
  const rehearsal = await rehearsalAtEdge(root, stack(name), edge);
  const { result, changes, problems } = await up(rehearsal);
  await untilServed(rehearsal, edge);
  return { result, changes, problems };
}

test("the platform and a school go up, are served with the edge's own pages, and a second run changes nothing", async () => {
  const platform = await rehearse("hz");
  expect(platform).toMatchObject({ result: "succeeded", problems: [] });
  const school = await rehearse("demo");
  expect(school).toMatchObject({ result: "succeeded", problems: [] });
  const client = new EdgeClient(edge);
  const page = await client.https("HTTP/2", { host: "api1.xxxedu.cn", path: "/new/index.html" });
  expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html"]);
  expect(page.body).toContain("<h1>hub.17wanxiao.com</h1>");
  const file = { host: "api1.xxxedu.cn", path: "/WW_verify_54wuPnLpuTWkAF0Z.txt" };
  expect((await client.http(file)).body).toBe("54wuPnLpuTWkAF0Z");
  for (const name of ["hz", "demo"]) {
    const again = await rehearse(name);
    expect(again).toMatchObject({ result: "succeeded", problems: [] });
    const changed = Object.entries(again.changes).filter(([op, count]) => op !== "same" && count > 0);
    expect(changed).toEqual([]);
  }
});

test("a school with certificates of its own is served, with ones of the edge's authority, the same ones again", async () => {
  expect(await rehearse("northgate")).toMatchObject({ result: "succeeded", problems: [] });
  const request = { host: "campus.northgate.example.cn", path: "/new/index.html" };
  expect((await new EdgeClient(edge).https("HTTP/2", request)).status).toBe(200);
  const { changes } = await rehearse("northgate");
  expect(changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
});

test("what a controller does not accept is told by its reason, and what was served before is served again", async () => {
  const api = await KubeApi.fromKubeconfig(edge.kubeconfig);
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } };
  const labels = { "schoolgate/platform": "hz" };
  const parentRef = {
    group: "gateway.networking.k8s.io",
    kind: "Gateway",
    name: "shared",
    namespace: "edge",
  };
  // Somebody else has the host already, whom no stack file tells of, from before there was admission.
  await takeAdmissionOff(api);
  const taken: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "ListenerSet",
    metadata: { name: "other", namespace: "other" },
    spec: {
      parentRef,
      listeners: [{ name: "api3", hostname: "api3.xxxedu.cn", port: 443, protocol: "HTTPS", tls: secret }],
    },
  };
  await api.apply({ ...namespace, metadata: { ...namespace.metadata, labels } }, "test");
  await api.apply(taken, "test");
  const project = new Project();
  try {
    project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "routes", "api3"], "hub"));
    const rehearsal = await rehearsalAtEdge(project.root, project.load("demo"), edge);
    const before = await stateAtEdge(rehearsal);
    expect((await up(rehearsal)).result).toBe("succeeded");
    await expect(untilServed(rehearsal, edge, 15_000)).rejects.toThrow(
      "HTTPRoute school-demo/api3-https: Accepted is False, NoMatchingListenerHostname: " +
        "There were no hostname intersections between the HTTPRoute and this parent ref's Listener(s).",
    );
    expect(await putBack(rehearsal, before, edge)).toBe(true);
    await untilServed(rehearsal, edge);
    const client = new EdgeClient(edge);
    for (const [host, path] of [
      ["api1.xxxedu.cn", "/new/index.html"],
      ["api2.xxxedu.cn", "/index.html"],
    ] as const) {
      expect((await client.https("HTTP/2", { host, path })).status).toBe(200);
    }
    const route = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute" };
    const gone = { ...route, metadata: { name: "api3-https", namespace: "school-demo" } };
    await expect(api.get(gone)).rejects.toMatchObject({ status: 404 });
    const { changes } = await rehearse("demo");
    expect(changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
  } finally {
    project.remove();
    await api.delete(taken);
  }
});

const secret = { certificateRefs: [{ kind: "Secret", name: "none" }] };

test("what the API server refuses is told in its words, and nothing is left of it", async () => {
  const cluster = new ApiCluster(await KubeApi.fromKubeconfig(edge.kubeconfig));
  const route = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "both", namespace: "default" },
    spec: {
      rules: [
        {
          filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }],
          backendRefs: [{ name: "backend", port: 80 }],
        },
      ],
    },
  };
  await expect(cluster.create(route, { fieldManager: "test" })).rejects.toThrow(
    'HTTPRoute.gateway.networking.k8s.io "both" is invalid: spec.rules[0]: Invalid value: ' +
      "RequestRedirect filter must not be used together with backendRefs",
  );
  const ref = { kind: kindOf(route.apiVersion, route.kind), namespace: "default", name: "both" };
  expect(await cluster.get(ref)).toBeUndefined();
});

test("an object that another manager made is not taken over by creating it", async () => {
  const cluster = new ApiCluster(await KubeApi.fromKubeconfig(edge.kubeconfig));
  const map = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "taken", namespace: "default" },
    data: { a: "1" },
  };
  await cluster.create(map, { fieldManager: "first" });
  await expect(cluster.create(map, { fieldManager: "second" })).rejects.toThrow(
    'configmaps "taken" already exists',
  );
  const changed = { ...map, data: { a: "2" } };
  await expect(cluster.apply(changed, { fieldManager: "second" })).rejects.toThrow(
    'Apply failed with 1 conflict: conflict with "first": .data.a',
  );
  // The same operation again, as after a crash.
  expect(await cluster.create(map, { fieldManager: "first" })).toMatchObject({ data: { a: "1" } });
  await cluster.delete({ kind: kindOf("v1", "ConfigMap"), namespace: "default", name: "taken" });
});
