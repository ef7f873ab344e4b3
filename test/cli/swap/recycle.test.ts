import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Pod, PodCluster } from "../../../cli/swap/pods.ts";
import { pods } from "../../../cli/swap/pods.ts";
import { recycle, restart } from "../../../cli/swap/recycle.ts";
import { runGate, testDeps } from "../../support/gate.ts";
import { Project } from "../../support/projects.ts";
import { schoolStack } from "../../support/stacks.ts";

/** A cluster whose controllers take some looks for each of their steps. */
class SlowCluster implements PodCluster {
  readonly what = "wecom-relay in school-demo";
  readonly namespace = "school-demo";
  /** Everything that was asked of it, and how many pods served then. */
  readonly asked: string[] = [];
  /** Whether evicted pods get successors that serve. */
  heals = true;
  /** Whether the disruption budget ever lets a pod go. */
  spares = true;
  #pods: (Pod & { until: number })[];
  #looks = 0;

  constructor(...names: string[]) {
    this.#pods = names.map((name) => ({ name, isReady: true, isEnding: false, until: 0 }));
  }

  async list(): Promise<readonly Pod[]> {
    this.#looks++;
    this.#pods = this.#pods.filter(({ isEnding, until }) => !isEnding || until > this.#looks);
    return this.#pods.map(({ name, isReady, isEnding, until }) => ({
      ...{ name, isEnding, isReady: isReady || (this.heals && until <= this.#looks) },
    }));
  }

  async evict(name: string): Promise<boolean> {
    const serving = this.#pods.filter(({ isReady, isEnding }) => isReady && !isEnding).length;
    this.asked.push(`${name} of ${serving}`);
    if (!this.spares) return false;
    this.#pods = this.#pods.map((pod) =>
      pod.name === name ? { ...pod, isEnding: true, until: this.#looks + 9 } : pod,
    );
    this.#pods.push({ name: `${name}'`, isReady: false, isEnding: false, until: this.#looks + 3 });
    return true;
  }
}

const pauses: number[] = [];
const { deps, stdout, stderr } = testDeps("/nowhere", {
  sleep: async (milliseconds) => {
    pauses.push(milliseconds);
  },
});

describe("restarting the relay's pods", () => {
  test("is one after the other, each once all serve, and ends when the old ones are gone", async () => {
    const cluster = new SlowCluster("x", "y");
    expect(await restart(cluster, deps)).toBe(2);
    expect(cluster.asked).toEqual(["x of 2", "y of 1"]);
    expect((await cluster.list()).map(({ name }) => name)).toEqual(["x'", "y'"]);
    expect(stderr.text).toBe("restarting x (1 of 2)\nrestarting y (2 of 2)\n");
  });

  test("leaves a pod alone that ends already", async () => {
    const cluster = new SlowCluster("x", "y", "z");
    await cluster.evict("z");
    expect(await restart(cluster, deps)).toBe(3);
    expect(cluster.asked.map((each) => each.split(" ")[0])).toEqual(["z", "x", "y", "z'"]);
  });

  test("stops where a successor does not serve: the other pod stays", async () => {
    const cluster = new SlowCluster("x", "y");
    cluster.heals = false;
    pauses.length = 0;
    await expect(restart(cluster, deps)).rejects.toMatchObject({
      message: "the pods of wecom-relay in school-demo do not all serve within 5 minutes",
      fix: "kubectl --namespace school-demo describe pods says why",
    });
    expect(cluster.asked).toEqual(["x of 2"]);
    expect(pauses).toEqual(Array.from({ length: 150 }, () => 2000));
  });

  test("stops where the disruption budget does not let a pod go", async () => {
    const cluster = new SlowCluster("x", "y");
    cluster.spares = false;
    await expect(restart(cluster, deps)).rejects.toMatchObject({
      message: "the disruption budget does not let x go within 5 minutes",
    });
    expect((await cluster.list()).map(({ name }) => name)).toEqual(["x", "y"]);
  });

  test("is refused where there is none", async () => {
    await expect(restart(new SlowCluster(), deps)).rejects.toMatchObject({
      message: "wecom-relay in school-demo has no pod",
      fix: "see that the stack is up, and in this cluster",
    });
  });
});

test("without kubectl it says so, and that the swap is done", async () => {
  vi.stubEnv("PATH", "/nowhere");
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(pods({ context: undefined, namespace: "a", labels: {} }).list()).rejects.toMatchObject({
    message: "there is no kubectl on PATH",
  });
  await expect(recycle(schoolStack("lakeside"), false, deps)).rejects.toMatchObject({
    message: "there is no kubectl on PATH; the swap itself is done",
    fix: "install it, or restart the pods by your own means; then again, with --recycle: what is swapped stays so",
  });
});

test("rehearsed, it says what it does on a cluster", async () => {
  await recycle(schoolStack("lakeside"), true, deps);
  expect(stdout.text).toBe(
    "On a cluster, --recycle restarts the pods of wecom-relay in school-lakeside one by one; a rehearsal has none.\n",
  );
});

describe("gate swap --recycle", () => {
  const swap = (root: string, words: string) => runGate(root, ["swap", ...words.split(" ")]);

  test("is refused for a school without a relay, and for all schools at once", async () => {
    const project = new Project();
    onTestFinished(() => project.remove());
    expect(await swap(project.root, "demo --to b --recycle --rehearse --yes")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error  demo has no relay (stacks/Pulumi.demo.yaml, egress.relay): its callers keep their connections themselves\n" +
        "  fix  leave --recycle out, and restart the callers\n",
    });
    expect(await swap(project.root, "--all --from-blocked 203.0.113.1 --recycle --rehearse")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error  --recycle is for one school\n  fix  leave it out, and recycle each school after its swap\n",
    });
  });
});
