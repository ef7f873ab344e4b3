// What people do to a cluster by hand, between two runs of Pulumi's engine: its Kubernetes provider on the real API server,
// and the stand-in, make the same of it. Left out of the comparison are the names of field managers, which the real one makes
// up, and the way out that the stand-in tells after the real one's words.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiCluster } from "../../rehearsal/edge/api-cluster.ts";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { KubeApi } from "../../rehearsal/edge/kube-api.ts";
import type { Cluster } from "../../rehearsal/kubernetes/cluster.ts";
import { FileCluster } from "../../rehearsal/kubernetes/file-cluster.ts";
import { kindOf } from "../../rehearsal/kubernetes/kinds.ts";
import { at } from "../../rehearsal/kubernetes/object-rules.ts";
import { changed } from "../support/engine-runs.ts";
import { onCluster } from "../support/on-cluster.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { Project } from "../support/projects.ts";
import type { PulumiRun, PulumiStack } from "../support/pulumi-cli.ts";

/** The platform's stack, and the cluster that it is on. */
interface Side {
  readonly project: Project;
  readonly stack: PulumiStack;
  readonly cluster: Cluster;
}

let edge: Edge;
let sides: readonly Side[];
beforeAll(async () => {
  const { init, PulumiStack } = await onCluster();
  edge = await ownEdge();
  const [mine, theirs] = [new Project(), new Project()];
  const standIn = await PulumiStack.init(mine, "hz");
  sides = [
    {
      project: theirs,
      stack: await init(theirs, "hz", { KUBECONFIG: edge.kubeconfig }),
      cluster: new ApiCluster(await KubeApi.fromKubeconfig(edge.kubeconfig)),
    },
    { project: mine, stack: standIn, cluster: new FileCluster(join(standIn.world, "cluster.json")) },
  ];
}, 45 * 60_000);
afterAll(async () => {
  for (const { project } of sides) project.remove();
  await endOwnEdge(edge);
});

/** Does something on both sides. @returns what came of it, which is the same on both */
async function onBoth<Outcome>(work: (side: Side) => Promise<Outcome>): Promise<Outcome> {
  const [real, standIn] = (await Promise.all(sides.map(work))) as [Outcome, Outcome];
  expect(standIn).toEqual(real);
  return real;
}

const waysOut = /\n(?:Only the state has it: a refresh|Leave the field to its manager, or).*$/;

function gist({ result, steps, problems }: PulumiRun) {
  const told = problems.map((text) =>
    text.replace(/pulumi-kubernetes-[0-9a-f]{8}/, "<own>").replace(waysOut, ""),
  );
  return { result, changed: changed(steps), problems: told };
}
const up = () => onBoth(async ({ stack }) => gist(await stack.up()));

/** Sets how many proxies the platform's file asks for, and goes up. */
async function upWith(replicas: number) {
  for (const { project } of sides) {
    project.edit("hz", (file) =>
      file.setIn(["config", "schoolgate:platform", "gateway", "replicas"], replicas),
    );
  }
  return await up();
}

const proxy = {
  kind: kindOf("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy"),
  namespace: "edge",
  name: "shared",
};

/** Sets the proxies' number in the cluster, as somebody else. */
async function setByHand(fieldManager: string, replicas: number): Promise<void> {
  const spec = { provider: { type: "Kubernetes", kubernetes: { envoyDeployment: { replicas } } } };
  const { apiVersion, kind } = proxy.kind;
  const manifest = { apiVersion, kind, metadata: { name: proxy.name, namespace: proxy.namespace }, spec };
  await onBoth(async ({ cluster }) => void (await cluster.apply(manifest, { fieldManager, force: true })));
}

/** How many proxies the cluster's object asks for. */
const replicas = () =>
  onBoth(async ({ cluster }) => {
    const spec = at(await cluster.get(proxy), "spec", "provider", "kubernetes", "envoyDeployment");
    return spec.replicas;
  });

const updated = ["update EnvoyProxy hz-edge-proxy"];
const succeeded = { result: "succeeded", changed: updated, problems: [] };
const failed = (...problems: string[]) => ({
  ...{ result: "failed", changed: updated },
  problems: [...problems, "update failed"],
});

test("the platform goes up", async () => {
  expect((await up()).result).toBe("succeeded");
}, 300_000);

test("fields that kubectl set are taken over", async () => {
  await setByHand("kubectl-edit", 3);
  expect(await upWith(4)).toEqual(succeeded);
  expect(await replicas()).toBe(4);
}, 300_000);

test("those of another manager are not, and the refused update is pending until it is made good", async () => {
  await setByHand("argocd", 5);
  expect(await upWith(6)).toEqual(
    failed(
      `1 error occurred:
\t* the Kubernetes API server reported that "edge/shared" failed to fully initialize or become live: Server-Side Apply field conflict detected. See https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help.
The resource managed by field manager "<own>" had an apply conflict: Apply failed with 1 conflict: conflict with "argocd": .spec.provider.kubernetes.envoyDeployment.replicas`,
    ),
  );
  // Nothing differs any more, and it is looked at again.
  expect(await upWith(5)).toEqual(succeeded);
  expect(await up()).toEqual({ ...succeeded, changed: [] });
}, 300_000);

test("an object that was deleted cannot be changed until a refresh", async () => {
  await onBoth(({ cluster }) => cluster.delete(proxy));
  const gone = 'envoyproxies.gateway.envoyproxy.io "shared" not found';
  const urn =
    "urn:pulumi:hz::schoolgate::schoolgate:index:Platform$schoolgate:edge:Gateway$kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy::hz-edge-proxy";
  expect(await upWith(2)).toEqual(
    failed(`update of resource "${urn}" failed: ${gone}\nunable to get cluster state: ${gone}`),
  );
  const { result, problems } = await onBoth(async ({ stack }) => gist(await stack.refresh()));
  expect({ result, problems }).toEqual({ result: "succeeded", problems: [] });
  expect(await up()).toEqual({ ...succeeded, changed: ["create EnvoyProxy hz-edge-proxy"] });
  expect(await replicas()).toBe(2);
}, 300_000);
