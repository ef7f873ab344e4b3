// `gate swap --recycle` as the real API server has it, by the real kubectl. The test plays the controllers that count a
// budget's pods and make new ones; the edge's node runs each pod at once, and a pod that is deleted goes when it sees that.
import { execFileSync } from "node:child_process";
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { type PodCluster, pods } from "../../cli/swap/pods.ts";
import { restart } from "../../cli/swap/recycle.ts";
import { relayLabels } from "../../components/names.ts";
import { attachEdge } from "../../rehearsal/edge/edge.ts";
import { KubeApi, type KubeObject } from "../../rehearsal/edge/kube-api.ts";
import { removeAll, until } from "../support/edge-objects.ts";
import { testDeps } from "../support/gate.ts";

const namespace = "default";
const labels = relayLabels("recycled");
const isThere = hasKubectl();
if (!isThere) console.log("recycle.test.ts is skipped: there is no kubectl on PATH.");

function hasKubectl(): boolean {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const pod = (name: string): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, labels } as KubeObject["metadata"],
  spec: { containers: [{ name: "envoy", image: "envoyproxy/envoy" }] },
});
const budget: KubeObject = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "recycled", namespace },
  spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
};

describe.skipIf(!isThere)("pods of a real API server", () => {
  let api: KubeApi;
  let cluster: PodCluster;
  beforeAll(async () => {
    const edge = await attachEdge(inject("edgeFolder"));
    if (edge === undefined) throw new Error("the edge of this run is down");
    api = await KubeApi.fromKubeconfig(edge.kubeconfig);
    cluster = pods({ context: "edge", namespace, labels, kubeconfig: edge.kubeconfig });
  });
  beforeEach(async () => {
    await api.apply(budget, "test");
    for (const name of ["recycled-1", "recycled-2"]) await start(name);
    await spare(1);
  });
  afterEach(async () => {
    await removeAll(api, [...(await cluster.list()).map(({ name }) => pod(name)), budget]);
  });

  /** What a kubelet says of a pod that runs, and whether it serves. */
  async function start(name: string, ready: "True" | "False" = "True"): Promise<void> {
    await api.apply(pod(name), "test");
    // One that is Pending may go whatever a budget says, and the edge's node has its own word on it.
    await until(async () => (await api.get(pod(name))).status?.phase === "Running");
    const status = { phase: "Running", conditions: [{ type: "Ready", status: ready }] };
    const path = `${await api.pathOf(pod(name))}/status`;
    await api.send("PATCH", path, { status }, "application/merge-patch+json");
  }

  /** What the controller of disruption budgets says: how many pods may go now. */
  async function spare(disruptionsAllowed: number): Promise<void> {
    const { generation: observedGeneration } = (await api.get(budget)).metadata as { generation?: number };
    const counts = { currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 };
    const status = { disruptionsAllowed, observedGeneration, ...counts };
    const path = `${await api.pathOf(budget)}/status`;
    await api.send("PATCH", path, { status }, "application/merge-patch+json");
  }

  test("are listed by their labels, with whether they serve", async () => {
    await start("recycled-3", "False");
    await api.apply({ ...pod("stranger"), metadata: { name: "stranger", namespace } }, "test");
    expect(await cluster.list()).toEqual([
      { name: "recycled-1", isReady: true, isEnding: false },
      { name: "recycled-2", isReady: true, isEnding: false },
      { name: "recycled-3", isReady: false, isEnding: false },
    ]);
    await api.delete(pod("stranger"));
  });

  test("go one by one, as the budget allows; one that is gone already is no error", async () => {
    expect(await cluster.evict("recycled-1")).toBe(true);
    // The API server took the one that it may spare: the controller has not counted anew.
    expect(await cluster.evict("recycled-2")).toBe(false);
    await until(async () => (await cluster.list()).length === 1);
    expect((await cluster.list()).map(({ name }) => name)).toEqual(["recycled-2"]);
    expect(await cluster.evict("recycled-1")).toBe(true);
  });

  test("are restarted whenever the controllers get to it", async () => {
    let next = 3;
    const { deps, stderr } = testDeps("/nowhere", {
      sleep: async () => {
        const running = await cluster.list();
        if (running.length < 2) await start(`recycled-${next++}`);
        else await spare(1);
      },
    });
    expect(await restart(cluster, deps)).toBe(2);
    expect(stderr.text).toBe("restarting recycled-1 (1 of 2)\nrestarting recycled-2 (2 of 2)\n");
    expect((await cluster.list()).map(({ name }) => name)).toEqual(["recycled-3", "recycled-4"]);
  });

  test("are told of in kubectl's words where the cluster is not reached", async () => {
    const strange = pods({ context: "nowhere", namespace, labels });
    await expect(strange.list()).rejects.toMatchObject({
      message: expect.stringMatching(/^kubectl: .*context .*nowhere.* does not exist/) as string,
      fix: "see that kubectl reaches the platform's cluster",
    });
  });
});
