import { join } from "node:path";
import type { Stack } from "../../infra/stacks.ts";
import type { RehearsalStack } from "../engine/run.ts";
import { StateFile } from "../engine/state-file.ts";
import { providerOf } from "../kubernetes/provider.ts";
import { rehearsalOf } from "../rehearse.ts";
import { reveal } from "../values.ts";
import { ApiCluster } from "./api-cluster.ts";
import type { Edge } from "./edge.ts";
import { KubeApi, type KubeObject } from "./kube-api.ts";
import { layout } from "./layout.ts";
import { untilReady } from "./readiness.ts";

/** A stack of this project, ready to go up on an edge: its cloud is the stand-in, its cluster is the edge's. */
export async function rehearsalAtEdge(root: string, stack: Stack, edge: Edge): Promise<RehearsalStack> {
  // What is known about a cluster ends with it.
  const folder = join(layout(edge.folder).run, "stacks", stack.name);
  const cluster = new ApiCluster(await KubeApi.fromKubeconfig(edge.kubeconfig));
  const mutability = { enableConfigMapMutable: true, enableSecretMutable: true };
  return rehearsalOf(root, stack, { folder, kubernetes: providerOf(cluster, mutability) });
}

/**
 * Waits until a stack that went up is served.
 * @throws names each object that its controller does not accept, with the condition and the reason.
 */
export async function untilServed(rehearsal: RehearsalStack, edge: Edge): Promise<void> {
  const { resources } = await new StateFile(rehearsal.folder, rehearsal).load();
  const objects = resources
    .filter(({ type, custom }) => custom && type.startsWith("kubernetes:"))
    .map(({ inputs }) => reveal(inputs) as KubeObject);
  await untilReady(await KubeApi.fromKubeconfig(edge.kubeconfig), objects);
}
