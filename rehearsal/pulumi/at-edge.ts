import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Stack } from "../../infra/config/stacks.ts";
import { makeFolder } from "../../lib/make-folder.ts";
import { Refusal } from "../../lib/refusal.ts";
import { isRecord } from "../../lib/value.ts";
import { localCertificates } from "../edge/brought-certificates.ts";
import type { Edge } from "../edge/edge.ts";
import { KubeApi, type KubeObject } from "../edge/kube-api.ts";
import { layout, schoolAuthority } from "../edge/layout.ts";
import { untilReady } from "../edge/readiness.ts";
import { type PulumiParts, pulumiRehearsal } from "./of-stack.ts";
import type { PulumiRehearsal } from "./rehearsal.ts";

/** A stack whose cluster is the edge's, to which the real Kubernetes provider applies it. */
export async function pulumiRehearsalAtEdge(
  root: string,
  stack: Stack,
  edge: Edge,
  parts: PulumiParts,
): Promise<PulumiRehearsal> {
  const { run } = layout(edge.folder);
  const other = join(run, "stacks", stack.name, "state.json");
  if (existsSync(other))
    throw new Refusal(
      `${stack.name} is at the edge by the rehearsal's own engine, and Pulumi's does not know of it: ./gate edge down, then run this again`,
    );
  // What is known about a cluster ends with it.
  const folder = join(run, "pulumi", stack.name);
  await makeFolder(folder);
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, await inContext(edge.kubeconfig, stack.platform.kubeContext), { mode: 0o600 });
  const certificates = await localCertificates(stack, edge);
  return { ...pulumiRehearsal(root, stack, parts, { folder, config: certificates }), kubeconfig };
}

/** A kubeconfig whose one context has the name that the platform's stack file goes by. */
async function inContext(path: string, name = "edge"): Promise<string> {
  const { contexts, ...rest } = parse(await readFile(path, "utf8")) as { contexts: [{ context: object }] };
  const [{ context }] = contexts;
  return stringify({ ...rest, contexts: [{ name, context }], "current-context": name });
}

/**
 * Waits until what a run applied is served. The issuer signs with the edge's authority, as no ACME authority reaches the
 * edge, and the key of a platform's own is not on this machine; the state holds what the stack declares.
 *
 * @param objects as the stack declares them
 * @throws names each object that its controller does not accept, with the condition and the reason.
 */
export async function untilAppliedIsServed(objects: readonly KubeObject[], edge: Edge): Promise<void> {
  const api = await KubeApi.fromKubeconfig(edge.kubeconfig);
  for (const object of objects.filter(({ kind }) => kind === "ClusterIssuer")) {
    if (!isRecord(object.spec?.acme) && !isRecord(object.spec?.ca)) continue;
    const spec = { acme: null, ca: { secretName: schoolAuthority.name } };
    await api.send("PATCH", await api.pathOf(object), { spec }, "application/merge-patch+json");
  }
  await untilReady(api, objects);
}
