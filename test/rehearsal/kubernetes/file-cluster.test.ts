import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StatusError } from "../../../rehearsal/kubernetes/errors.ts";
import { FileCluster } from "../../../rehearsal/kubernetes/file-cluster.ts";
import { kindOf } from "../../../rehearsal/kubernetes/kinds.ts";

let folder: string;
let file: string;
let cluster: FileCluster;
const fieldManager = "test";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cluster-"));
  file = join(folder, "cluster.json");
  cluster = new FileCluster(file, ["edge"]);
});
afterEach(() => rm(folder, { recursive: true }));

function configMap(name: string, data: object = {}, namespace = "edge") {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
}
function refTo(name: string, namespace = "edge") {
  return { kind: kindOf("v1", "ConfigMap"), namespace, name };
}
async function keys(): Promise<string[]> {
  return Object.keys(JSON.parse(await readFile(file, "utf8")).objects).sort();
}
const surroundings = ["default", "edge", "kube-node-lease", "kube-public", "kube-system"].map(
  (name) => `namespaces/${name}`,
);
const namespaceKind = kindOf("v1", "Namespace");
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const second = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe("the cluster in a file", () => {
  it("gives an object back as the API server stores it, with defaults and the server's metadata", async () => {
    const spec = { secretName: "tls", issuerRef: { name: "ca" }, dnsNames: ["a.cn"] };
    const metadata = { name: "api1", namespace: "edge" };
    const manifest = { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata, spec };
    const created = await cluster.create(manifest, { fieldManager });
    expect(created).toEqual({
      ...manifest,
      metadata: {
        ...metadata,
        generation: 1,
        creationTimestamp: expect.stringMatching(second),
        uid: expect.stringMatching(uuid),
        resourceVersion: "6",
        managedFields: [
          {
            ...{
              manager: "test",
              operation: "Apply",
              apiVersion: "cert-manager.io/v1",
              fieldsType: "FieldsV1",
            },
            fieldsV1: {
              "f:spec": { "f:secretName": {}, "f:issuerRef": { "f:name": {} }, "f:dnsNames": {} },
            },
            time: expect.stringMatching(second),
          },
        ],
      },
    });
    const ref = { kind: kindOf("cert-manager.io/v1", "Certificate"), namespace: "edge", name: "api1" };
    expect(await new FileCluster(file).get(ref)).toEqual(created);
    const changed = await cluster.apply(
      { ...manifest, spec: { ...spec, secretName: "b" } },
      { fieldManager },
    );
    expect(changed.metadata).toMatchObject({ generation: 2, resourceVersion: "7" });
    const route = {
      ...{
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { ...metadata, name: "r" },
      },
      spec: { rules: [{ backendRefs: [{ name: "hub", port: 80 }] }] },
    };
    expect((await cluster.create(route, { fieldManager })).spec).toEqual({
      rules: [
        {
          backendRefs: [{ name: "hub", port: 80, group: "", kind: "Service", weight: 1 }],
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
        },
      ],
    });
  });

  it("gives each Service an address for life, but for one that has none", async () => {
    const service = (name: string, spec: object) => ({
      ...{ apiVersion: "v1", kind: "Service", metadata: { name, namespace: "edge" }, spec },
    });
    const ports = [{ port: 80 }];
    const own = (clusterIP: string) => ({
      ...{ clusterIP, clusterIPs: [clusterIP], ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" },
      ...{ type: "ClusterIP", internalTrafficPolicy: "Cluster", sessionAffinity: "None" },
      ports: [{ port: 80, protocol: "TCP" }],
    });
    const [a, b] = [
      await cluster.create(service("a", { ports }), { fieldManager }),
      await cluster.create(service("b", { ports }), { fieldManager }),
    ];
    expect([a.spec, b.spec]).toEqual([own("10.0.0.1"), own("10.0.0.2")]);
    const changed = await cluster.apply(service("b", { ports, selector: { a: "b" } }), { fieldManager });
    expect(changed.spec).toEqual({ ...own("10.0.0.2"), selector: { a: "b" } });
    const elsewhere = { type: "ExternalName", externalName: "a.example" };
    expect((await cluster.create(service("c", elsewhere), { fieldManager })).spec).toEqual({
      ...elsewhere,
      sessionAffinity: "None",
    });
  });

  it("completes a Deployment's pods, and has a Namespace emptied before it goes", async () => {
    const container = (name: string, image: string) => ({ name, image });
    const deployment = {
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a", namespace: "edge" } },
      spec: {
        selector: { matchLabels: { a: "b" } },
        template: {
          metadata: { labels: { a: "b" } },
          spec: {
            containers: [
              { ...container("one", "r:5000/one"), readinessProbe: { httpGet: { port: 80 } } },
              { ...container("two", "two:latest"), ports: [{ containerPort: 80 }] },
              container("three", "three:1@sha256:0"),
            ],
            volumes: [{ name: "config", configMap: { name: "a" } }],
          },
        },
      },
    };
    const common = {
      ...{ resources: {}, terminationMessagePath: "/dev/termination-log", terminationMessagePolicy: "File" },
    };
    const probe = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
    expect((await cluster.create(deployment, { fieldManager })).spec).toEqual({
      ...deployment.spec,
      ...{ replicas: 1, progressDeadlineSeconds: 600, revisionHistoryLimit: 10 },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } },
      template: {
        ...deployment.spec.template,
        spec: {
          ...{ restartPolicy: "Always", terminationGracePeriodSeconds: 30, dnsPolicy: "ClusterFirst" },
          ...{ securityContext: {}, schedulerName: "default-scheduler" },
          containers: [
            {
              ...{ ...container("one", "r:5000/one"), ...common, imagePullPolicy: "Always" },
              readinessProbe: { httpGet: { port: 80, scheme: "HTTP" }, ...probe },
            },
            {
              ...{ ...container("two", "two:latest"), ...common, imagePullPolicy: "Always" },
              ports: [{ containerPort: 80, protocol: "TCP" }],
            },
            { ...container("three", "three:1@sha256:0"), ...common, imagePullPolicy: "IfNotPresent" },
          ],
          volumes: [{ name: "config", configMap: { name: "a", defaultMode: 420 } }],
        },
      },
    });
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "school-x" } };
    expect((await cluster.create(namespace, { fieldManager })).spec).toEqual({ finalizers: ["kubernetes"] });
  });

  it("changes nothing for an apply that changes nothing", async () => {
    const created = await cluster.create(configMap("a", { x: "1" }), { fieldManager });
    const before = await readFile(file, "utf8");
    expect(await cluster.apply(configMap("a", { x: "1" }), { fieldManager })).toEqual(created);
    expect(await readFile(file, "utf8")).toBe(before);
  });

  it("knows no object in a namespace that is not there", async () => {
    await expect(cluster.create(configMap("a", {}, "school-x"), { fieldManager })).rejects.toEqual(
      new StatusError("NotFound", 'namespaces "school-x" not found'),
    );
    expect(await cluster.get(refTo("a", "school-x"))).toBeUndefined();
  });

  it("creates once: a repeated token gets the first object, any other call is refused", async () => {
    const first = await cluster.create(configMap("a"), { fieldManager, clientToken: "t1" });
    expect(await cluster.create(configMap("a"), { fieldManager, clientToken: "t1" })).toEqual(first);
    const refusal = new StatusError("AlreadyExists", 'configmaps "a" already exists');
    await expect(cluster.create(configMap("a"), { fieldManager, clientToken: "t2" })).rejects.toEqual(
      refusal,
    );
    await expect(cluster.create(configMap("a"), { fieldManager })).rejects.toEqual(refusal);
  });

  it("removes with a Namespace what is in it, and keeps the system's", async () => {
    await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } }, { fieldManager });
    await cluster.create(configMap("a", {}, "n"), { fieldManager });
    await cluster.create(configMap("b"), { fieldManager });
    await cluster.delete({ kind: namespaceKind, name: "n" });
    expect(await keys()).toEqual(["configmaps/edge/b", ...surroundings]);
    await cluster.delete({ kind: namespaceKind, name: "n" });
    await expect(cluster.delete({ kind: namespaceKind, name: "default" })).rejects.toEqual(
      new StatusError("Forbidden", 'namespaces "default" is forbidden: this namespace may not be deleted'),
    );
  });

  it("does not bring back a namespace of the surroundings that was deleted", async () => {
    await cluster.delete({ kind: namespaceKind, name: "edge" });
    const again = new FileCluster(file, ["edge", "later"]);
    await again.delete(refTo("nothing"));
    expect(await keys()).toEqual(
      ["default", "kube-node-lease", "kube-public", "kube-system", "later"].map((n) => `namespaces/${n}`),
    );
  });

  it.each([
    [
      configMap("a", { x: "1" }),
      { immutable: true },
      { data: { x: "2" } },
      'ConfigMap "a" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    ],
    [
      { apiVersion: "v1", kind: "Secret", metadata: { name: "a", namespace: "edge" } },
      { type: "Opaque" },
      { type: "other" },
      'Secret "a" is invalid: type: Invalid value: "other": field is immutable',
    ],
    [
      { apiVersion: "v1", kind: "Service", metadata: { name: "a", namespace: "edge" } },
      { spec: { clusterIP: "10.0.0.1" } },
      { spec: { clusterIP: "10.0.0.2" } },
      'Service "a" is invalid: spec.clusterIP: Invalid value: "10.0.0.2": field is immutable',
    ],
    [
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a", namespace: "edge" } },
      { spec: deployment("a") },
      { spec: deployment("b") },
      'Deployment.apps "a" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    ],
  ])("refuses to change what is fixed (%#)", async (object, before, after, message) => {
    await cluster.create({ ...object, ...before }, { fieldManager });
    await expect(cluster.apply({ ...object, ...before, ...after }, { fieldManager })).rejects.toEqual(
      new StatusError("Invalid", message),
    );
  });

  it("is refused when it is damaged, and not touched", async () => {
    await writeFile(file, '{"version":2}');
    const told = `${file} is damaged (resourceVersion: Invalid input: expected number, received undefined). It has no backup: `;
    await expect(cluster.get(refTo("a"))).rejects.toThrow(told);
    await expect(cluster.apply(configMap("a"), { fieldManager })).rejects.toThrow(told);
    expect(await readFile(file, "utf8")).toBe('{"version":2}');
  });
});

function deployment(app: string) {
  const labels = { app };
  return {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "c" }] } },
  };
}

describe("several processes", () => {
  const program = `
    const { FileCluster } = await import(${JSON.stringify(import.meta.resolve("../../../rehearsal/kubernetes/file-cluster.ts"))});
    const [file, prefix, count] = process.argv.slice(1);
    const cluster = new FileCluster(file, ["edge"]);
    for (let index = 0; index < Number(count); index++) {
      const metadata = { name: prefix + index, namespace: "edge" };
      await cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: {} }, { fieldManager: "child" });
      console.log(index);
    }`;
  const child = (prefix: string, count: number) =>
    spawn(process.execPath, ["--input-type=module", "-e", program, file, prefix, String(count)], {
      stdio: ["ignore", "pipe", "inherit"],
    });

  it("lose nothing to each other", async () => {
    const codes = await Promise.all(
      ["a", "b"].map(async (prefix) => (await once(child(prefix, 20), "exit"))[0]),
    );
    expect(codes).toEqual([0, 0]);
    const names = ["a", "b"].flatMap((prefix) =>
      Array.from({ length: 20 }, (_, index) => `configmaps/edge/${prefix}${index}`),
    );
    expect(await keys()).toEqual([...names, ...surroundings].sort());
    expect(await readdir(folder)).toEqual(["cluster.json"]);
  });

  it("may be killed: what was answered is there, and the next one goes on", async () => {
    const victim = child("a", 1000);
    let answered = -1;
    for await (const line of createInterface({ input: victim.stdout })) {
      answered = Number(line);
      if (answered === 5) victim.kill("SIGKILL");
    }
    const present = (await keys()).filter((key) => key.startsWith("configmaps/"));
    const kept = Array.from({ length: answered + 1 }, (_, index) => `configmaps/edge/a${index}`);
    expect(present).toEqual(expect.arrayContaining(kept));
    // A call that had not answered yet may have taken effect.
    expect(present.length - kept.length).toBeOneOf([0, 1]);
    await cluster.create(configMap("after"), { fieldManager });
    expect(await keys()).toEqual([...present, "configmaps/edge/after", ...surroundings].sort());
  });
});
