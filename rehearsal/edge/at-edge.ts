import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../infra/config/stacks.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { RehearsalStack } from "../engine/run.ts";
import { liveByUrn, type ResourceState, type Snapshot } from "../engine/snapshot.ts";
import { StateFile } from "../engine/state-file.ts";
import { kindOf } from "../kubernetes/kinds.ts";
import { providerOf } from "../kubernetes/provider.ts";
import { rehearsalOf } from "../rehearse.ts";
import { reveal } from "../values.ts";
import { ApiCluster } from "./api-cluster.ts";
import { localCertificates } from "./brought-certificates.ts";
import type { Edge } from "./edge.ts";
import { KubeApi, type KubeObject } from "./kube-api.ts";
import { layout } from "./layout.ts";
import { untilReady } from "./readiness.ts";

/** A stack of this project, ready to go up on an edge: its cloud is the stand-in, its cluster is the edge's. */
export async function rehearsalAtEdge(root: string, stack: Stack, edge: Edge): Promise<RehearsalStack> {
  // The record of a cluster ends with the cluster.
  const { run } = layout(edge.folder);
  if (existsSync(join(run, "pulumi", stack.name)))
    throw new Refusal(
      `${stack.name} is at the edge by Pulumi's own engine, and the rehearsal's does not know of it: ./gate edge down, then run this again`,
    );
  const folder = join(run, "stacks", stack.name);
  const cluster = new ApiCluster(await KubeApi.fromKubeconfig(edge.kubeconfig));
  const mutability = { enableConfigMapMutable: true, enableSecretMutable: true };
  const rehearsal = rehearsalOf(root, stack, { folder, kubernetes: providerOf(cluster, mutability) });
  return { ...rehearsal, config: { ...rehearsal.config, ...(await localCertificates(stack, edge)) } };
}

/** What a stack has at the edge, as its state says. */
export async function stateAtEdge(rehearsal: RehearsalStack): Promise<Snapshot> {
  const file = new StateFile(rehearsal.folder, rehearsal);
  await file.prepare();
  return file.load();
}

/**
 * Waits until a stack that went up is served.
 * @param patienceMs how long an object may be refused. Default: a minute
 * @throws names each object that its controller does not accept, with the condition and the reason.
 */
export async function untilServed(rehearsal: RehearsalStack, edge: Edge, patienceMs?: number): Promise<void> {
  const { resources } = await stateAtEdge(rehearsal);
  const objects = resources.filter(isObject).map(({ inputs }) => reveal(inputs) as KubeObject);
  await untilReady(await KubeApi.fromKubeconfig(edge.kubeconfig), objects, patienceMs);
}

/**
 * Puts a stack's objects back to what they were before a run, and says so in its state; what it has in the cloud stays
 * as the run left it.
 * @returns whether there was anything before
 */
export async function putBack(rehearsal: RehearsalStack, before: Snapshot, edge: Edge): Promise<boolean> {
  const earlier = before.resources.filter(isObject);
  if (earlier.length === 0) return false;
  const cluster = new ApiCluster(await KubeApi.fromKubeconfig(edge.kubeconfig));
  for (const { inputs, outputs } of earlier) {
    const fieldManager = String(outputs.__fieldManager);
    await cluster.apply(reveal(inputs) as KubeObject, { fieldManager, force: true });
  }
  const file = new StateFile(rehearsal.folder, rehearsal);
  const after = await file.load();
  const known = liveByUrn(before.resources);
  const added = after.resources.filter(({ urn }) => !known.has(urn));
  for (const state of added.filter(isObject).toReversed()) await cluster.delete(refOf(state));
  const now = liveByUrn(after.resources);
  const kept = before.resources.flatMap((state) => {
    if (isObject(state)) return state;
    return now.get(state.urn) ?? (state.custom ? [] : state);
  });
  await file.save({ ...after, resources: inOrder([...kept, ...withoutObjects(added)]) });
  return true;
}

/** The resources, without dependencies on others that do not come before them; the next run adds those again. */
function inOrder(resources: readonly ResourceState[]): ResourceState[] {
  const seen = new Set<string>();
  return resources.map((state) => {
    const dependencies = state.dependencies.filter((urn) => seen.has(urn));
    seen.add(state.urn);
    return { ...state, dependencies };
  });
}

/** What of resources is in the cloud, with the components that it lies in. */
function withoutObjects(resources: readonly ResourceState[]): ResourceState[] {
  const kept = new Set<string>();
  // From the last one, so that a child is met before its parent.
  for (const state of resources.toReversed()) {
    if (state.custom ? !isObject(state) : kept.has(state.urn)) kept.add(state.urn).add(state.parent);
  }
  return resources.filter(({ urn }) => kept.has(urn));
}

function isObject({ type, custom }: ResourceState): boolean {
  return custom && type.startsWith("kubernetes:");
}

function refOf({ inputs }: ResourceState) {
  const { apiVersion, kind, metadata } = reveal(inputs) as KubeObject;
  const { name, namespace } = metadata;
  return { kind: kindOf(apiVersion, kind), name, ...(namespace !== undefined && { namespace }) };
}
