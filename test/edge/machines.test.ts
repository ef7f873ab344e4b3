// A stack's state is of no one machine: brought up on one, it is the same on others, which reach the cluster otherwise. By
// Pulumi's Kubernetes provider on the real API server; each test goes on where the one before ended.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { KubeApi } from "../../rehearsal/edge/kube-api.ts";
import { changed } from "../support/engine-runs.ts";
import { type InitOnCluster, makeGatewayNamespace, onCluster } from "../support/on-cluster.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { commandRooms, Project } from "../support/projects.ts";
import type { PulumiStack } from "../support/pulumi-cli.ts";

let edge: Edge;
let init: InitOnCluster;
let first: Machine;
let other: Machine;

/** A checkout of the project, and the stack as it is met from there. */
interface Machine {
  readonly project: Project;
  readonly stack: PulumiStack;
}

beforeAll(async () => {
  ({ init } = await onCluster());
  edge = await ownEdge();
  const project = new Project();
  await makeGatewayNamespace(await KubeApi.fromKubeconfig(edge.kubeconfig), project, "demo");
  first = { project, stack: await init(project, "demo", { KUBECONFIG: edge.kubeconfig }) };
}, 45 * 60_000);
afterAll(async () => {
  for (const { project } of [first, other]) project.remove();
  await endOwnEdge(edge);
});

/** Another machine: a checkout, a Pulumi and a home of its own; the backend and the cloud are the same. */
async function machine(env: (home: string) => Record<string, string>): Promise<Machine> {
  const project = new Project(...commandRooms);
  const { PULUMI_BACKEND_URL = "", SCHOOLGATE_REHEARSAL = "" } = first.stack.env;
  const home = project.folder("home");
  const shared = { PULUMI_BACKEND_URL, SCHOOLGATE_REHEARSAL, HOME: home };
  return { project, stack: await init(project, "demo", { ...shared, ...env(home) }) };
}

/** The edge's kubeconfig at another form of its address, in two files as one may keep clusters and users apart. */
function keptApart(home: string): string {
  const { users, clusters, ...rest } = parse(readFileSync(edge.kubeconfig, "utf8")) as {
    clusters: { cluster: { server: string } }[];
    users: unknown;
  };
  for (const { cluster } of clusters) cluster.server = cluster.server.replace("127.0.0.1", "localhost");
  const [own, secret] = [join(home, "clusters.yaml"), join(home, "users.yaml")];
  writeFileSync(own, stringify({ ...rest, clusters }));
  writeFileSync(secret, stringify({ apiVersion: "v1", kind: "Config", users }));
  return [own, secret].join(delimiter);
}

const nothing = { result: "succeeded", changes: { same: 43 }, problems: [] };

test("a stack goes up on one machine", async () => {
  expect(await first.stack.up()).toMatchObject({ ...nothing, changes: { create: 43 } });
}, 300_000);

test("without KUBECONFIG, by the file of a home, nothing changes", async () => {
  const { project, stack } = await machine((home) => {
    mkdirSync(join(home, ".kube"));
    writeFileSync(join(home, ".kube", "config"), readFileSync(edge.kubeconfig));
    return { KUBECONFIG: "" };
  });
  expect(await stack.preview()).toMatchObject(nothing);
  project.remove();
}, 300_000);

test("by a list of files and another form of the address nothing changes, and a refresh finds nothing", async () => {
  other = await machine((home) => ({ KUBECONFIG: keptApart(home) }));
  expect(await other.stack.preview()).toMatchObject(nothing);
  const { result, steps, problems } = await other.stack.refresh();
  expect({
    result,
    changed: changed(steps).filter((step) => !step.startsWith("refresh ")),
    problems,
  }).toEqual({ result: "succeeded", changed: [], problems: [] });
}, 300_000);

test("from there it is swapped by one update, after which the first machine sees no difference", async () => {
  const { project, stack } = other;
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(project.root, "cli/main.ts"), "swap", "demo", "--to", "b", "--yes", "--allow-dirty"],
    { env: { ...process.env, ...stack.env, XDG_CACHE_HOME: project.folder("cache") }, encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(
      /^demo: calls leave from b \([\d.]+\) instead of a \([\d.]+\); nothing else changes\.\n$/,
    ),
  });
  const [last] = JSON.parse(stack.command("stack", "history", "--json").text) as [object];
  expect(last).toMatchObject({ kind: "update", resourceChanges: { same: 42, update: 1 } });
  first.project.edit("demo", (file) => file.setIn(["config", "schoolgate:school", "egress", "active"], "b"));
  expect(await first.stack.up()).toMatchObject(nothing);
}, 300_000);
