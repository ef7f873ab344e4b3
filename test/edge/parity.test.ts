// The same stacks and the same changes through the embedded engine with stand-ins, and through Pulumi's own with its
// Kubernetes provider on the real API server: the same steps, the same outputs, and in the end the same objects, down to who
// owns which field (../support/kept-objects.ts says what of them is left out). Left out of the comparison is
//   - which free IP the stand-in cloud gives to which address: that is for a cloud to decide;
//   - what the provider tells while it waits for a relay's pods: it depends on when it looks, and a stand-in does not wait.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Edge } from "../../rehearsal/edge/edge.ts";
import { KubeApi } from "../../rehearsal/edge/kube-api.ts";
import { objectsInRehearsal, objectsOnPulumi } from "../support/kept-objects.ts";
import { type InitOnCluster, makeGatewayNamespace, onCluster } from "../support/on-cluster.ts";
import { endOwnEdge, ownEdge } from "../support/own-edge.ts";
import { changesOfStacks, inRehearsal, nothing, onPulumi } from "../support/parity.ts";
import { Project } from "../support/projects.ts";
import type { PulumiStack } from "../support/pulumi-cli.ts";
import type { StackChange } from "../support/stack-changes.ts";

const whileItWaits = "[MinimumReplicasUnavailable] Deployment does not have minimum availability.";

let edge: Edge;
let init: InitOnCluster;
let project: Project;
beforeAll(async () => {
  ({ init } = await onCluster());
  edge = await ownEdge();
  project = new Project();
  await makeGatewayNamespace(await KubeApi.fromKubeconfig(edge.kubeconfig), project, "demo");
}, 45 * 60_000);
afterAll(async () => {
  project.remove();
  await endOwnEdge(edge);
});

it.each(changesOfStacks)("do the same with $stack, change by change", { timeout: 600_000 }, async (of) => {
  const pulumi = await init(project, of.stack, { KUBECONFIG: edge.kubeconfig });
  await expectParity(pulumi, { ...nothing, title: "it goes up" });
  for (const change of [...of.changes, nothing]) await expectParity(pulumi, change);
  const [kept, rehearsed] = [objectsOnPulumi(pulumi), await objectsInRehearsal(project, of.stack)];
  expect(kept.length).toBeGreaterThan(0);
  expect(rehearsed).toEqual(kept);
});

async function expectParity(pulumi: PulumiStack, change: StackChange): Promise<void> {
  change.make(project);
  const [told, rehearsed] = await Promise.all([onPulumi(project, pulumi), inRehearsal(project, pulumi.name)]);
  const real = { ...told, problems: told.problems.filter((problem) => problem !== whileItWaits) };
  expect(real.problems).toEqual([]);
  expect({ change: change.title, ...rehearsed }).toEqual({ change: change.title, ...real });
}
