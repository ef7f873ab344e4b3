import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { relayPorts } from "../../../components/relay-bootstrap.ts";
import type { ClusterOrders } from "./cluster-program.ts";
import { addressOf, end, type Machine, type Namespaces } from "./namespaces.ts";
import type { Peer } from "./peer.ts";

/** What a relay's Deployment and ConfigMap say of its pods. */
export interface PodSpec {
  readonly bootstrap: string;
  /** Arguments of Envoy; the bootstrap's path among them is that in the pod. */
  readonly args: readonly string[];
  readonly replicas: number;
  /** Milliseconds between a pod's last new connection and its end. */
  readonly drain: number;
}

/** A running pod. */
export interface RunningPod {
  readonly name: string;
  readonly machine: Exclude<Machine, "internet" | "nat">;
}

/** The relay's Service: what callers connect to. */
export const service = { host: "10.96.0.10", port: relayPorts.connect } as const;

const machines = ["pod-1", "pod-4", "pod-2", "pod-5", "pod-3", "pod-6"] as const;
const pathInPod = "/etc/envoy/envoy.json";

/** The relay's pods: the real Envoy by the relay's own bootstrap, kept at their number and behind one address. */
export class RelayPods {
  readonly #namespaces: Namespaces;
  readonly #cluster: Peer<ClusterOrders>;
  readonly #envoy: string;
  readonly #spec: PodSpec;
  readonly #running = new Map<string, RunningPod & { readonly process: ChildProcess }>();
  #made = 0;
  #log = "";

  constructor(namespaces: Namespaces, cluster: Peer<ClusterOrders>, envoy: string, spec: PodSpec) {
    this.#namespaces = namespaces;
    this.#cluster = cluster;
    this.#envoy = envoy;
    this.#spec = spec;
    writeFileSync(join(namespaces.folder, "envoy.json"), spec.bootstrap);
  }

  /** Starts what is missing of the pods, and leads the Service to them once they are ready. */
  async up(): Promise<void> {
    while (this.#running.size < this.#spec.replicas) {
      const taken = [...this.#running.values()].map(({ machine }) => machine);
      const free = machines.find((machine) => !taken.includes(machine));
      if (free === undefined) throw new Error("every machine for pods is taken");
      this.start(free);
    }
    await Promise.all(this.list().map(({ machine }) => this.untilReady(machine)));
    await this.#publish();
  }

  /** Starts one pod more, where the test says; no caller is led to it. */
  start(machine: RunningPod["machine"]): RunningPod {
    const file = join(this.#namespaces.folder, "envoy.json");
    const args = this.#spec.args.map((arg) => (arg === pathInPod ? file : arg));
    const process = this.#namespaces.start(machine, [this.#envoy, ...args]);
    const name = `wecom-relay-${++this.#made}`;
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#log += chunk.toString();
      });
    }
    this.#running.set(name, { name, machine, process });
    return { name, machine };
  }

  list(): RunningPod[] {
    return [...this.#running.values()].map(({ name, machine }) => ({ name, machine }));
  }

  /** What the kubelet is answered. */
  ask(machine: RunningPod["machine"], path: string): Promise<number | string> {
    return this.#cluster.tell("ask", { host: addressOf[machine], port: relayPorts.health, path });
  }

  async untilReady(machine: RunningPod["machine"]): Promise<void> {
    while ((await this.ask(machine, "/ready")) !== 200) await sleep(20);
  }

  /**
   * Has a pod go, as an eviction does: no new connection is led to it, its successor starts, and it ends when it has
   * drained.
   * @returns once the successor serves; the end of the pod itself is in `gone`
   */
  async evict(name: string): Promise<{ readonly gone: Promise<void> }> {
    const pod = this.#running.get(name);
    if (pod === undefined) throw new Error(`there is no pod ${name}`);
    const left = this.list().filter((other) => other.name !== name);
    await this.#publish(left);
    const gone = sleep(this.#spec.drain).then(() => this.end(name));
    const taken = this.list().map(({ machine }) => machine);
    const free = machines.find((machine) => !taken.includes(machine));
    if (free === undefined) throw new Error("every machine for pods is taken");
    const successor = this.start(free);
    await this.untilReady(successor.machine);
    await this.#publish([...left, successor]);
    return { gone };
  }

  /** Ends a pod, as the kubelet does. */
  async end(name: string): Promise<void> {
    const pod = this.#running.get(name);
    if (pod === undefined) return;
    const ended = once(pod.process, "exit");
    end(pod.process);
    await ended;
    this.#running.delete(name);
  }

  /** Everything that all pods have written. */
  log(): string {
    return this.#log;
  }

  /** Leads the Service's address to pods in turn, as kube-proxy does with rules of the kernel. */
  async #publish(pods: readonly RunningPod[] = this.list()): Promise<void> {
    const { host, port } = service;
    const map = pods.map(({ machine }, index) => `${index} : ${addressOf[machine]}`).join(", ");
    const match = `ip daddr ${host} tcp dport ${port}`;
    const rule =
      pods.length === 0
        ? `${match} reject with tcp reset`
        : `${match} dnat to numgen inc mod ${pods.length} map { ${map} }`;
    const kind = pods.length === 0 ? "filter hook output priority filter" : "nat hook output priority -100";
    await this.#namespaces.run(
      "caller",
      ["nft", "--file", "-"],
      `add table ip service\ndelete table ip service\ntable ip service {\n  chain lead {\n    type ${kind};\n    ${rule}\n  }\n}\n`,
    );
  }
}
